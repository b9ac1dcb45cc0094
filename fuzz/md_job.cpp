// Jobs of crucible-md: whatever is accepted is written and reads back the same.
#include <cstddef>

#include "crucible/base/error.hpp"
#include "crucible/dynamics/md_job_file.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    using namespace crucible;
    try {
        const MdJob job =
            parse_md_job_alone({reinterpret_cast<const char*>(data), size}, "job.json");
        const std::string once = md_job_text(job, job.start.name);
        const MdJob again = parse_md_job_alone(once, "again.json");
        CRUCIBLE_ASSERT(md_job_text(again, again.start.name) == once);
    } catch (const Error&) {
    }
    return 0;
}
