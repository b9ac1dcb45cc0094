// Translators with their vocabulary. The checksum is put right first, so that what stands behind it
// is reached; what is read is asked about a molecule.

#include "crucible/synthesis/translator.hpp"
#include "crucible/base/error.hpp"
#include "crucible/base/hash.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    std::string bytes(reinterpret_cast<const char*>(data), size);
    bytes += crucible::sha256(bytes);
    try {
        const auto t = crucible::synthesis::Translator::parse(bytes, "fuzz");
        const std::vector<std::string> products{"CCO"};
        const std::vector<int> classes{0};
        t.ask(products, classes, {2, 4, 1});
    } catch (const crucible::Error&) {
        // refused, as it should be
    }
    return 0;
}
