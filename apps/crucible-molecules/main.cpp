// crucible-molecules: molecules that strangers wrote on standard input, canonical SMILES on
// standard output, until the input ends. See src/crucible/chem/parse_service.hpp.

#include <cstdint>
#include <cstring>
#include <string>

#include "crucible/chem/parse_service.hpp"
#include "crucible/parallel/child_limits.hpp"

namespace {

using namespace crucible;

int serve() {
    char head[4];
    while (read_input(head, sizeof head)) {
        std::uint32_t length = 0;
        std::memcpy(&length, head, sizeof length);
        if (length == 0 || length > chem::parse_longest_message) return 1;
        std::string request(length, '\0');
        if (!read_input(request.data(), length)) return 1;
        limit_seconds(chem::parse_seconds);
        const std::string answer = chem::answer_request(request);
        const auto bytes = static_cast<std::uint32_t>(answer.size());
        std::memcpy(head, &bytes, sizeof bytes);
        if (!write_output(head, sizeof head) || !write_output(answer.data(), answer.size()))
            return 1;
    }
    return 0;
}

}  // namespace

int main() {
    limit_process(chem::parse_memory);
    // Tables that RDKit builds at first use, before calls are forbidden.
    chem::answer_request(chem::request_bytes(chem::ParseWhat::flat, {"C"}));
    forbid_calls();
    return serve();
}
