#include "crucible/synthesis/policy_inputs.hpp"

#include <cmath>

#include "crucible/base/error.hpp"

namespace crucible::synthesis {

void PolicyInputs::add_row(learn::SparseRows& rows, const chem::Molecule& m,
                           int reaction_class) const {
    for (const auto& e : chem::morgan(m, morgan)) rows.add(e.bit, std::log1p(e.count));
    if (reaction_class >= 1 && reaction_class <= classes)
        rows.add(morgan.bits + static_cast<std::uint32_t>(reaction_class) - 1, 1);
    rows.end_row();
}

Value PolicyInputs::to_value() const {
    Value v;
    v.set("fingerprint", "Morgan counts, log(1 + n)");
    v.set("radius", morgan.radius);
    v.set("bits", static_cast<std::int64_t>(morgan.bits));
    v.set("with_chirality", morgan.with_chirality);
    v.set("classes", classes);
    return v;
}

PolicyInputs PolicyInputs::from(const Value& v, const std::string& file) {
    const std::int64_t radius = v["radius"].integer, bits = v["bits"].integer;
    const std::int64_t classes = v["classes"].integer;
    if (radius < 0 || radius > 10 || bits < 1 || bits > 1 << 22 || classes < 0 || classes > 1000)
        throw InputError("E-model", "the header says nothing sensible of fingerprints",
                         "train it again with this version", {file});
    PolicyInputs p;
    p.morgan = {static_cast<int>(radius), static_cast<std::uint32_t>(bits),
                v["with_chirality"].integer != 0};
    p.classes = static_cast<int>(classes);
    return p;
}

}  // namespace crucible::synthesis
