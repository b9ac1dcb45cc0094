// Files of neuroevolution potentials: what is accepted can be evaluated without a crash.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "crucible/base/error.hpp"
#include "crucible/energy/charged_nep.hpp"
#include "crucible/energy/nep.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace crucible;
    try {
        NepParameters p = parse_nep({reinterpret_cast<const char*>(data), size}, "fuzz");
        if (p.reach() > 8 || p.types() > 4) return 0;
        Structure s;
        s.cell.h = Mat3::diagonal(3.1, 3.3, 3.7);
        s.numbers = {p.numbers.front(), p.numbers.back()};
        s.positions = {Position(0, 0, 0), Position(1.5, 1.6, 1.7)};
        Evaluation plain, fast;
        if (p.charges != NepCharges::none) {
            ChargedNep(p).evaluate(s, plain);
            return 0;
        }
        Nep(p, Precision::double_, NepKernel::plain).evaluate(s, plain);
        Nep(p, Precision::single).evaluate(s, fast);
    } catch (const Error&) {
    }
    return 0;
}
