#include "crucible/rmc/verdict.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <span>

namespace crucible::rmc {
namespace {

/// Two-sided 95 % quantile of Student's t for the mean of `n` values: a table, then the expansion
/// about the normal quantile z (Abramowitz and Stegun 26.7.5), right to 0.2 % from 11 values on.
double student_factor(std::size_t n) {
    constexpr double table[] = {12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262};
    if (n < 2) return table[0];
    if (n - 2 < std::size(table)) return table[n - 2];
    constexpr double z = 1.959964, z3 = z * z * z, z5 = z3 * z * z;
    const auto v = static_cast<double>(n - 1);
    return z + (z3 + z) / (4 * v) + (5 * z5 + 16 * z3 + 3 * z) / (96 * v * v);
}

constexpr int shuffles = 50;

/// Two random parts of `size` cells each, as statistics.
double parts_distance(const std::vector<VoronoiIndex>& shuffled, std::size_t size) {
    VoronoiStatistics a, b;
    a.atoms = b.atoms = size;
    for (std::size_t i = 0; i < size; ++i) ++a.count[shuffled[i]], ++b.count[shuffled[size + i]];
    return voronoi_distance(a, b);
}

/// How far apart two independent samples of this many cells would be. Parts of the one sample at
/// hand give it for a half and a quarter of the size; common indices go like 1/sqrt(size), rare
/// ones not at all, so the step from quarter to half is taken once more. (Drawing with replacement
/// would know nothing of indices that this sample happens to lack.)
double sampling_distance(const VoronoiStatistics& s, RandomStream random) {
    std::vector<VoronoiIndex> cells;
    for (const auto& [index, n] : s.count) cells.insert(cells.end(), n, index);
    const std::size_t half = cells.size() / 2, quarter = cells.size() / 4;
    if (quarter == 0) return 2;
    double halves = 0, quarters = 0;
    for (int i = 0; i < shuffles; ++i) {
        random.shuffle(std::span(cells));
        halves += parts_distance(cells, half) / shuffles;
        quarters += parts_distance(cells, quarter) / shuffles;
    }
    return quarters > 0 ? halves * halves / quarters : 0;
}

template <class Pick>
Estimate over(const std::vector<Comparison>& all, Pick pick) {
    std::vector<double> v;
    for (const Comparison& c : all) v.push_back(pick(c));
    return {mean(v), standard_error(v), v.size()};
}

}  // namespace

NoiseFloor noise_floor(const Portrait& target, const std::vector<Portrait>& references,
                       RandomStream random) {
    NoiseFloor f;
    const VoronoiStatistics& cells = target.voronoi.front();
    for (const Portrait& r : references)
        f.l1 += voronoi_distance(cells, r.voronoi.front()) / static_cast<double>(references.size());
    f.from_references = !references.empty();
    if (!f.from_references) f.l1 = sampling_distance(cells, random);
    const double share = cells.fraction(icosahedron);
    f.icosahedra = std::sqrt(2 * share * (1 - share) /
                             static_cast<double>(std::max<std::size_t>(1, cells.atoms)));
    return f;
}

std::string_view name(Finding::Property p) {
    switch (p) {
        case Finding::Property::gap:
            return "gap (eV/atom)";
        case Finding::Property::gap_inherent:
            return "gap, relaxed";
        case Finding::Property::icosahedra:
            return "icosahedra";
        case Finding::Property::fivefold:
            return "five-fold";
        case Finding::Property::l1:
            return "L1 - floor";
        case Finding::Property::partial_g:
            return "1 - R2 of g";
        case Finding::Property::hold:
            return "hold (eV/atom)";
    }
    return "";
}

bool Finding::deficient() const {
    const bool signed_gap = property == Property::gap || property == Property::gap_inherent ||
                            property == Property::hold || property == Property::l1 ||
                            property == Property::partial_g;
    const double size = signed_gap ? value.value : std::fabs(value.value);
    return size > allowed + student_factor(value.n) * value.error;
}

std::string Finding::sentence() const {
    const double v = value.value;
    switch (property) {
        case Property::gap:
            return fmt::format("energy {:.3f} eV/atom {} the target", std::fabs(v),
                               v < 0 ? "below" : "above");
        case Property::gap_inherent:
            return fmt::format("inherent structure {:.3f} eV/atom {} the target's", std::fabs(v),
                               v < 0 ? "below" : "above");
        case Property::icosahedra:
            return fmt::format("{:.1f} % {} icosahedra", 100 * std::fabs(v),
                               v < 0 ? "fewer" : "more");
        case Property::fivefold:
            return fmt::format("five-fold faces {:.3f} {}", std::fabs(v), v < 0 ? "fewer" : "more");
        case Property::l1:
            return fmt::format("Voronoi indices {:.2f} beyond the noise floor", v);
        case Property::partial_g:
            return fmt::format("worst partial g(r) R^2 {:.3f}", 1 - v);
        case Property::hold:
            return fmt::format("{:.3f} eV/atom lost in short dynamics", v);
    }
    return "";
}

std::string ArmVerdict::sentence() const {
    if (judgement == Judgement::undecided)
        return fmt::format(
            "No verdict: {} run{} cannot be told from chance; at least two are needed.", replicas,
            replicas == 1 ? "" : "s");
    if (judgement == Judgement::sound) return "No deficiency found.";
    std::string out = "Deficient: ";
    bool first = true;
    for (const Finding& f : findings) {
        if (!f.deficient()) continue;
        if (!first) out += "; ";
        out += f.sentence();
        first = false;
    }
    return out + ".";
}

ArmVerdict judge(const Portrait& target, const std::vector<Portrait>& models,
                 const NoiseFloor& floor) {
    ArmVerdict v;
    v.replicas = models.size();
    if (models.empty()) return v;
    v.arm = models.front().arm;
    std::vector<Comparison> all;
    for (const Portrait& m : models) all.push_back(compare(target, m));
    using P = Finding::Property;
    const Comparison& one = all.front();
    if (one.gap) {
        // A target high above its own minimum has an energy of close contacts, which no data fix.
        const double excess =
            target.energy && target.inherent ? *target.energy - *target.inherent : 0;
        v.findings.push_back(
            {P::gap, over(all, [](auto& c) { return *c.gap; }), std::max(0.03, 0.3 * excess)});
    }
    if (one.gap_inherent)
        v.findings.push_back(
            {P::gap_inherent, over(all, [](auto& c) { return *c.gap_inherent; }), 0.03});
    const double share = target.voronoi.front().fraction(icosahedron);
    v.findings.push_back({P::icosahedra, over(all, [](auto& c) { return c.icosahedra; }),
                          std::max(0.3 * share, 2 * floor.icosahedra)});
    v.findings.push_back({P::fivefold, over(all, [](auto& c) { return c.fivefold; }), 0.03});
    v.findings.push_back({P::l1, over(all, [&](auto& c) { return c.l1 - floor.l1; }), 0.1});
    v.findings.push_back({P::partial_g, over(all, [](auto& c) { return 1 - c.r2_worst; }), 0.03});
    if (models.front().hold && target.hold) {
        std::vector<double> lost;
        for (const Portrait& m : models)
            if (m.hold) lost.push_back(m.hold->energy_drop - target.hold->energy_drop);
        v.findings.push_back({P::hold, {mean(lost), standard_error(lost), lost.size()}, 0.02});
    }
    if (v.replicas < 2) return v;
    const bool bad = std::any_of(v.findings.begin(), v.findings.end(),
                                 [](const Finding& f) { return f.deficient(); });
    v.judgement = bad ? ArmVerdict::Judgement::deficient : ArmVerdict::Judgement::sound;
    return v;
}

}  // namespace crucible::rmc
