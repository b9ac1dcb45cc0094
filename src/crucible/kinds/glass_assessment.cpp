#include "crucible/kinds/glass_assessment.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <set>

#include "crucible/atoms/elements.hpp"
#include "crucible/base/units.hpp"
#include "crucible/kinds/pair_parameters.hpp"
#include "crucible/num/statistics.hpp"

namespace crucible {
namespace {

double or_none(const std::optional<double>& v) {
    return v ? *v : std::numeric_limits<double>::quiet_NaN();
}

/// Mean over replicas of whatever `pick` takes from each.
template <class Pick>
Estimate mean_of(const AssessedArm& a, Pick pick) {
    std::vector<double> v;
    for (const rmc::Portrait& p : a.replicas) v.push_back(pick(p));
    return {mean(v), standard_error(v), v.size()};
}

double face_share(const rmc::Portrait& p, std::size_t n) {
    const VoronoiStatistics& s = p.voronoi.front();
    return n < s.coordination_count.size()
               ? 100 * static_cast<double>(s.coordination_count[n]) / static_cast<double>(s.atoms)
               : 0;
}

}  // namespace

std::vector<AssessedArm> assessed_arms(const std::vector<rmc::Portrait>& all,
                                       std::size_t first_model) {
    std::vector<AssessedArm> out;
    for (std::size_t i = first_model; i < all.size(); ++i) {
        auto it = std::find_if(out.begin(), out.end(),
                               [&](const AssessedArm& a) { return a.name == all[i].arm; });
        if (it == out.end()) it = out.insert(out.end(), {all[i].arm, {}, i});
        it->replicas.push_back(all[i]);
    }
    return out;
}

Table arm_table(const rmc::Portrait& target, const std::vector<AssessedArm>& arms) {
    Table t;
    std::vector<std::string> arm, name;
    std::vector<std::vector<double>> columns(14);
    for (const AssessedArm& a : arms)
        for (const rmc::Portrait& p : a.replicas) {
            const rmc::Comparison c = rmc::compare(target, p);
            arm.push_back(a.name), name.push_back(p.name);
            const double values[] = {or_none(c.gap),
                                     or_none(c.gap_inherent),
                                     100 * p.voronoi.front().fraction(rmc::icosahedron),
                                     c.fivefold,
                                     c.coordination,
                                     c.l1,
                                     or_none(c.l1_inherent),
                                     c.r2_total,
                                     c.r2_worst,
                                     c.pressure ? *c.pressure / constants::gpa : or_none({}),
                                     p.q6 - target.q6,
                                     p.hold ? p.hold->energy_drop : or_none({}),
                                     p.hold ? p.hold->rmsd : or_none({})};
            for (std::size_t k = 0; k < std::size(values); ++k) columns[k].push_back(values[k]);
        }
    const std::pair<const char*, const char*> names_units[] = {{"gap", "eV/atom"},
                                                               {"gap_inherent", "eV/atom"},
                                                               {"icosahedra", "%"},
                                                               {"fivefold", ""},
                                                               {"coordination", ""},
                                                               {"l1", ""},
                                                               {"l1_inherent", ""},
                                                               {"r2_total", ""},
                                                               {"r2_worst_partial", ""},
                                                               {"pressure", "GPa"},
                                                               {"q6", ""},
                                                               {"hold_drop", "eV/atom"},
                                                               {"hold_rmsd", "angstrom"}};
    t.add_texts("arm") = std::move(arm);
    t.add_texts("name") = std::move(name);
    for (std::size_t k = 0; k < std::size(names_units); ++k)
        t.add_numbers(names_units[k].first, names_units[k].second) = std::move(columns[k]);
    return t;
}

Table voronoi_table(const rmc::Portrait& target, const std::vector<AssessedArm>& arms) {
    Table t;
    std::vector<std::string> centre, index;
    std::vector<double> share;
    std::vector<std::vector<double>> of_arm(arms.size()), error(arms.size());
    for (std::size_t c = 0; c < target.voronoi.size(); ++c) {
        const VoronoiStatistics& cells = target.voronoi[c];
        std::set<VoronoiIndex> all;
        for (const auto& [i, n] : cells.count) all.insert(i);
        for (const AssessedArm& a : arms)
            for (const rmc::Portrait& p : a.replicas)
                for (const auto& [i, n] : p.voronoi.at(c).count) all.insert(i);
        std::vector<VoronoiIndex> order(all.begin(), all.end());
        std::stable_sort(order.begin(), order.end(), [&](const auto& a, const auto& b) {
            return cells.fraction(a) > cells.fraction(b);
        });
        for (const VoronoiIndex& i : order) {
            centre.emplace_back(cells.centre ? element(cells.centre).symbol : "all");
            index.push_back(text(i));
            share.push_back(100 * cells.fraction(i));
            for (std::size_t k = 0; k < arms.size(); ++k) {
                const Estimate e = mean_of(arms[k], [&](const rmc::Portrait& p) {
                    return 100 * p.voronoi.at(c).fraction(i);
                });
                of_arm[k].push_back(e.value), error[k].push_back(e.error);
            }
        }
    }
    t.add_texts("centre") = std::move(centre);
    t.add_texts("index") = std::move(index);
    t.add_numbers("target", "%") = std::move(share);
    for (std::size_t k = 0; k < arms.size(); ++k) {
        t.add_numbers(arms[k].name, "%") = std::move(of_arm[k]);
        t.add_numbers("error " + arms[k].name, "%") = std::move(error[k]);
    }
    return t;
}

Table g_table(const rmc::Portrait& target, const std::vector<AssessedArm>& arms) {
    Table t;
    t.add_numbers("r", "angstrom") = target.r;
    t.add_numbers("g target") = target.total_g;
    for (std::size_t i = 0; i < target.pairs.size(); ++i)
        t.add_numbers(
            fmt::format("g {} target", pair_name(target.pairs[i].first, target.pairs[i].second))) =
            target.partial_g[i];
    for (const AssessedArm& a : arms) {
        auto& total = t.add_numbers("g " + a.name);
        for (std::size_t k = 0; k < target.r.size(); ++k)
            total.push_back(mean_of(a, [&](auto& p) { return p.total_g[k]; }).value);
        for (std::size_t i = 0; i < target.pairs.size(); ++i) {
            auto& g = t.add_numbers(fmt::format(
                "g {} {}", pair_name(target.pairs[i].first, target.pairs[i].second), a.name));
            for (std::size_t k = 0; k < target.r.size(); ++k)
                g.push_back(mean_of(a, [&](auto& p) { return p.partial_g.at(i)[k]; }).value);
        }
    }
    return t;
}

Table angle_table(const rmc::Portrait& target, const std::vector<AssessedArm>& arms) {
    Table t;
    auto& x = t.add_numbers("angle", "deg");
    const auto bins = static_cast<double>(target.angles.size());
    for (std::size_t i = 0; i < target.angles.size(); ++i)
        x.push_back(180 * (static_cast<double>(i) + 0.5) / bins);
    t.add_numbers("target") = target.angles;
    for (const AssessedArm& a : arms) {
        auto& y = t.add_numbers(a.name);
        for (std::size_t i = 0; i < target.angles.size(); ++i)
            y.push_back(mean_of(a, [&](auto& p) { return p.angles.at(i); }).value);
    }
    return t;
}

Table neighbour_table(const rmc::Portrait& target, const std::vector<AssessedArm>& arms) {
    std::size_t most = target.voronoi.front().coordination_count.size();
    for (const AssessedArm& a : arms)
        for (const rmc::Portrait& p : a.replicas)
            most = std::max(most, p.voronoi.front().coordination_count.size());
    Table t;
    auto& n = t.add_numbers("neighbours");
    for (std::size_t i = 4; i < most; ++i) n.push_back(static_cast<double>(i));
    auto& of_target = t.add_numbers("target", "%");
    for (std::size_t i = 4; i < most; ++i) of_target.push_back(face_share(target, i));
    for (const AssessedArm& a : arms) {
        auto& y = t.add_numbers(a.name, "%");
        for (std::size_t i = 4; i < most; ++i)
            y.push_back(mean_of(a, [&](auto& p) { return face_share(p, i); }).value);
    }
    return t;
}

Table finding_table(const std::vector<rmc::ArmVerdict>& verdicts) {
    Table t;
    std::vector<std::string> arm, property, what, judged;
    std::vector<double> value, error, allowed;
    for (const rmc::ArmVerdict& v : verdicts)
        for (const rmc::Finding& f : v.findings) {
            arm.push_back(v.arm), property.emplace_back(rmc::name(f.property));
            what.push_back(f.sentence());
            value.push_back(f.value.value), error.push_back(f.value.error);
            allowed.push_back(f.allowed);
            judged.emplace_back(v.replicas < 2  ? "one run"
                                : f.deficient() ? "deficient"
                                                : "within");
        }
    t.add_texts("arm") = std::move(arm);
    t.add_texts("property") = std::move(property);
    t.add_texts("finding") = std::move(what);
    t.add_numbers("difference") = std::move(value);
    t.add_numbers("error") = std::move(error);
    t.add_numbers("allowed") = std::move(allowed);
    t.add_texts("judged") = std::move(judged);
    return t;
}

}  // namespace crucible
