#include "crucible/kinds/energy_parameter.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "crucible/atoms/elements.hpp"
#include "crucible/base/error.hpp"
#include "crucible/base/text.hpp"

namespace crucible {
namespace {

std::size_t species_index(const BuckinghamParameters& p, int z) {
    const auto at = std::find(p.numbers.begin(), p.numbers.end(), z);
    if (at == p.numbers.end())
        throw InconsistentError(
            "E-energy-charges",
            fmt::format("{} is in `pairs`, but not in `charges`", element(z).symbol),
            "give every element a charge, if only 0 e");
    return static_cast<std::size_t>(at - p.numbers.begin());
}

Potential own_buckingham(const BuckinghamEnergy& e) {
    BuckinghamParameters p;
    p.name = e.parameters == "matsui-akaogi" ? "given" : e.parameters;
    p.source = "given in the study";
    for (const IonCharge& c : e.charges) {
        p.numbers.push_back(parse_element(c.element));
        p.charges.push_back(c.charge.value);
    }
    const std::size_t n = p.numbers.size();
    p.pairs.resize(n * n);
    for (const BuckinghamTerm& t : e.pairs) {
        const auto [first, second] = parse_pair(t.pair);
        const std::size_t i = species_index(p, first), j = species_index(p, second);
        p.pairs[i * n + j] = p.pairs[j * n + i] = {t.a.value, t.rho.value, t.c.value};
    }
    return p;
}

Potential own_lennard_jones(const LennardJonesEnergy& e) {
    LennardJonesParameters p;
    for (const LennardJonesTerm& t : e.pairs) {
        const auto [first, second] = parse_pair(t.pair);
        p.pairs.push_back({first, second, t.epsilon.value, t.sigma.value});
    }
    p.cutoff = e.cutoff.value;
    p.kind = static_cast<CutOff>(e.end);  // the choices are in the order of the enumeration
    return p;
}

}  // namespace

Potential potential(const EnergyParameter& e) {
    if (const auto* eam = std::get_if<EamEnergy>(&e)) {
        if (!is_eam_file(eam->file.string()))
            throw InputError(
                "E-eam-format", "the name of the file does not say what tables are in it",
                "end it in .eam (funcfl), .eam.alloy (setfl) or .eam.fs", {eam->file.string()});
        return eam->file.string();
    }
    if (const auto* lj = std::get_if<LennardJonesEnergy>(&e)) return own_lennard_jones(*lj);
    if (const auto* kim = std::get_if<KimEnergy>(&e)) return KimModel{kim->model};
    if (const auto* nep = std::get_if<NepEnergy>(&e))
        return NepFile{
            nep->file.string(),
            nep->precision == PrecisionChoice::single ? Precision::single : Precision::double_,
            static_cast<NepChargeForces>(nep->charge_forces)};
    if (const auto* deep = std::get_if<DeepPotEnergy>(&e)) {
        DeepPotFile d{
            {}, static_cast<Precision>(deep->precision), deep->embedding == EmbeddingChoice::nets};
        for (const auto& file : deep->files) d.files.push_back(file.string());
        return d;
    }
    using Style = EngineFile::Style;
    if (const auto* sw = std::get_if<StillingerWeberEnergy>(&e))
        return EngineFile{Style::stillinger_weber, sw->file.string()};
    if (const auto* tersoff = std::get_if<TersoffEnergy>(&e))
        return EngineFile{tersoff->file.extension() == ".mod" ? Style::tersoff_mod : Style::tersoff,
                          tersoff->file.string()};
    const auto& b = std::get<BuckinghamEnergy>(e);
    if (b.charges.empty() && b.pairs.empty()) return b.parameters;
    return own_buckingham(b);
}

}  // namespace crucible
