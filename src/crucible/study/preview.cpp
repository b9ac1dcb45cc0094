#include "crucible/study/preview.hpp"

#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"

namespace crucible {

bool Preview::is_due() const {
    return is_first_ || std::chrono::steady_clock::now() - last_ >= pause_;
}

void Preview::show(const std::filesystem::path& file, const Table& table) {
    try {
        make_directories(file.parent_path());
        write_atomic(file, to_csv(table));
    } catch (const Error&) {
        // The science goes on unseen.
    }
}

}  // namespace crucible
