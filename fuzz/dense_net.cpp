// Nets over sparse rows: policies, filters, costs. The checksum is put right first, so that what
// stands behind it is reached.

#include "crucible/base/error.hpp"
#include "crucible/base/hash.hpp"
#include "crucible/learn/classifier.hpp"
#include "crucible/learn/pair_net.hpp"
#include "crucible/learn/scalar_net.hpp"

namespace {

template <class Parse>
void parse_net(const Parse& parse) {
    try {
        parse();
    } catch (const crucible::Error&) {
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    std::string bytes(reinterpret_cast<const char*>(data), size);
    bytes += crucible::sha256(bytes);
    parse_net([&] { crucible::learn::parse_classifier(bytes, "fuzz"); });
    parse_net([&] { crucible::learn::parse_pair_net(bytes, "fuzz"); });
    parse_net([&] { crucible::learn::parse_scalar_net(bytes, "fuzz", "synthesis-value"); });
    return 0;
}
