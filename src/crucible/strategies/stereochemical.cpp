#include "crucible/strategies/stereochemical.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "crucible/chem/handedness.hpp"
#include "crucible/strategies/spoken_name.hpp"
#include "crucible/synthesis/transform_moves.hpp"
#include "crucible/synthesis/uncontrolled_centres.hpp"

namespace crucible::strategies {
namespace {

constexpr double weight_of_control = 1, weight_of_centre = 0.3, weight_of_clearable = 0.3,
                 weight_of_chance = -0.7, weight_of_geometry = 0.8;

/// Olefinations and reductions that make one geometry (Clayden, Greeves, Warren, Organic Chemistry,
/// 2nd ed., chapter 27): numbers in the library.
struct Geometry {
    int transform;
    char label;
};
constexpr std::array geometries{Geometry{517, 'Z'}, Geometry{518, 'E'}, Geometry{519, 'E'},
                                Geometry{523, 'E'}, Geometry{1114, 'Z'}};

bool speaks_of_centre(const transforms::Condition& c) {
    if (c.kind == transforms::Condition::Kind::property)
        return c.property == transforms::Property::stereocentre;
    return std::ranges::any_of(c.parts, speaks_of_centre);
}

std::string centre_list(const std::vector<int>& atoms) {
    return fmt::format("{} {}", atoms.size() == 1 ? "the stereocentre at atom" : "stereocentres",
                       fmt::join(atoms, ", "));
}

/// Told centres of the molecule that are none in the precursors.
std::vector<int> cleared_centres(const synthesis::Move& m, const transforms::Perception& p) {
    std::set<int> kept;
    for (std::size_t k = 0; k < m.precursors.size() && k < m.origins.size(); ++k)
        for (const chem::Centre& c : chem::centres_of(chem::Molecule::from_smiles(m.precursors[k])))
            kept.insert(m.origins[k][static_cast<std::size_t>(c.atom)]);
    std::vector<int> out;
    for (std::size_t i = 0; i < p.skeleton.atoms.size(); ++i)
        if (p.skeleton.atoms[i].is_centre && !kept.contains(static_cast<int>(i)))
            out.push_back(static_cast<int>(i));
    return out;
}

std::size_t longest_run(const std::vector<int>& centres, const transforms::Perception& p) {
    std::size_t most = 0;
    for (const auto& run : p.centre_runs)
        if (std::ranges::any_of(
                run, [&](int c) { return std::ranges::find(centres, c) != centres.end(); }))
            most = std::max(most, run.size());
    return most;
}

void advise_centres(synthesis::Move& m, const transforms::Perception& p,
                    const transforms::Transform* t) {
    const std::vector<int> cleared = cleared_centres(m, p);
    if (cleared.empty()) return;
    const std::size_t run = longest_run(cleared, p);
    const std::string of_run =
        run > 1 ? fmt::format(", of {} centres that are neighbours", run) : "";
    const std::string what = centre_list(cleared);
    const bool is_controlled = std::ranges::all_of(
        cleared, [&](int c) { return std::ranges::find(m.controlled, c) != m.controlled.end(); });
    if (t && is_controlled) {
        const auto n = static_cast<double>(cleared.size());
        weigh(m, weight_of_control + weight_of_centre * n,
              fmt::format("clears {}{}, which the {} makes with control", what, of_run,
                          spoken_name(t->name)));
        return;
    }
    const bool can_be = std::ranges::all_of(
        cleared, [&](int c) { return p.atoms[static_cast<std::size_t>(c)].is_clearable; });
    if ((!t || !doubts_its_control(*t)) && can_be) {
        weigh(m, weight_of_clearable,
              fmt::format("clears {}{}, beside a group that can direct", what, of_run));
        return;
    }
    weigh(m, weight_of_chance, "");
    synthesis::mark_uncontrolled_centres(p.molecule.smiles(), m);
}

void advise_geometry(synthesis::Move& m, const transforms::Perception& p,
                     const transforms::Transform* t) {
    if (!t) return;
    const auto made = std::ranges::find(geometries, t->number, &Geometry::transform);
    if (made == geometries.end()) return;
    for (const chem::StereoBond& b : p.skeleton.double_bonds) {
        const auto changes = [&](const std::pair<int, int>& bond) {
            return std::minmax(bond.first, bond.second) == std::minmax(b.a, b.b);
        };
        if (b.label == '?' || std::ranges::none_of(m.bonds, changes)) continue;
        if (b.label == made->label) {
            weigh(m, weight_of_geometry,
                  fmt::format("the {} gives the double bond {}={} its {} geometry",
                              spoken_name(t->name), b.a, b.b, b.label));
        } else {
            weigh(m, -weight_of_geometry, "");
            m.warnings.push_back(fmt::format("usually gives {}, the double bond {}={} is {}",
                                             made->label, b.a, b.b, b.label));
        }
    }
}

}  // namespace

bool doubts_its_control(const transforms::Transform& t) {
    using Kind = transforms::Statement::Kind;
    return std::ranges::any_of(t.statements, [](const transforms::Statement& s) {
        return (s.kind == Kind::kill || s.kind == Kind::subtract) && !s.is_unless && s.condition &&
               speaks_of_centre(*s.condition);
    });
}

Stereochemical::Stereochemical(std::shared_ptr<const transforms::TransformLibrary> library)
    : library_(std::move(library)) {}

const transforms::Transform* Stereochemical::transform_of(const synthesis::Move& m) const {
    if (m.rule < synthesis::first_transform_rule || m.rule >= synthesis::first_protection_rule)
        return nullptr;
    const auto* rule = library_->find(static_cast<int>(m.rule - synthesis::first_transform_rule));
    return rule ? &rule->transform() : nullptr;
}

void Stereochemical::advise(const Position& position, std::vector<synthesis::Move>& moves) const {
    const transforms::Perception& p = position.molecule.perception;
    for (synthesis::Move& m : moves) {
        const transforms::Transform* t = transform_of(m);
        advise_centres(m, p, t);
        advise_geometry(m, p, t);
    }
}

}  // namespace crucible::strategies
