#include "crucible/transforms/conditions.hpp"

#include <algorithm>

#include "crucible/transforms/rule.hpp"

namespace crucible::transforms {
namespace {

bool among(const std::vector<int>& list, int x) { return std::ranges::find(list, x) != list.end(); }

bool bonded_to(const Perception& p, int atom, const std::function<bool(int)>& test) {
    return std::ranges::any_of(p.graph.around(static_cast<std::size_t>(atom)),
                               [&](const auto& n) { return test(n.atom); });
}

/// The bearing atom of a group lies where the condition looks.
bool lies(const GroupSite& g, const Condition& c, int locus, const Site& s) {
    const auto is_there = [&](int atom) {
        if (g.carbon == atom) return true;
        // A class of groups means the acyl ones, too, that hang on the atom by their own carbon.
        const FunctionalGroup& group = s.vocabulary.groups()[static_cast<std::size_t>(g.group)];
        return group.is_acyl && c.groups.size() > 1 && !s.covers(g.carbon) &&
               s.molecule.bonded(g.carbon, atom);
    };
    if (c.reach == Reach::on) return is_there(locus);
    const auto beside = [&](int atom) {
        return bonded_to(s.molecule, atom, [&](int n) { return n != locus && is_there(n); });
    };
    if (c.reach == Reach::alpha) return beside(locus);
    return bonded_to(s.molecule, locus, [&](int n) { return beside(n); });
}

bool group_holds(const Condition& c, const Site& s) {
    if (c.reach == Reach::anywhere) return !groups_elsewhere(c.groups, s).empty();
    const int locus = s.at(c.atom);
    return locus >= 0 && std::ranges::any_of(s.molecule.groups, [&](const GroupSite& g) {
               return among(c.groups, g.group) && !s.is_own(g) && lies(g, c, locus, s);
           });
}

bool property_holds(const Condition& c, const Site& s) {
    const int atom = s.at(c.atom);
    if (atom < 0) return false;
    const auto i = static_cast<std::size_t>(atom);
    const AtomView& a = s.molecule.atoms[i];
    switch (c.property) {
        case Property::quaternary:
            return a.carbons == 4;
        case Property::tertiary:
            return a.carbons == 3;
        case Property::secondary:
            return a.carbons == 2;
        case Property::primary:
            return a.carbons <= 1;
        case Property::aromatic:
            return s.molecule.graph.atoms[i].is_aromatic;
        case Property::in_ring:
            return !a.ring_sizes.empty();
        case Property::in_ring_of_size:
            return among(a.ring_sizes, c.number);
        case Property::bridgehead:
            return a.is_bridgehead;
        case Property::stereocentre:
            return s.molecule.skeleton.atoms[i].is_centre;
        case Property::leaving:
            return a.is_leaving;
        case Property::enolizable:
            return a.is_enolizable;
    }
    return false;
}

/// Neighbours, and 0.1 for each branch on those outside the retron.
double crowding_at(int atom, const Site& s) {
    const auto& graph = s.molecule.graph;
    double sum = graph.atoms[static_cast<std::size_t>(atom)].degree;
    for (const auto& n : graph.around(static_cast<std::size_t>(atom)))
        if (!s.covers(n.atom)) sum += 0.1 * std::max(0, graph.atoms[n.atom].degree - 2);
    return sum;
}

}  // namespace

int Site::at(const AtomName& name) const {
    const auto found = std::ranges::find(numbers, Rule::map_number(name));
    if (found == numbers.end()) return -1;
    return atoms[static_cast<std::size_t>(found - numbers.begin())];
}

bool Site::covers(int atom) const { return among(atoms, atom); }

bool Site::is_own(const GroupSite& g) const {
    if (g.hetero.empty()) return covers(g.carbon);
    return std::ranges::any_of(g.hetero, [&](int atom) { return covers(atom); });
}

std::vector<const GroupSite*> groups_elsewhere(const std::vector<int>& groups, const Site& s) {
    std::vector<const GroupSite*> out;
    for (const GroupSite& g : s.molecule.groups)
        if (among(groups, g.group) && !s.is_own(g)) out.push_back(&g);
    return out;
}

bool holds(const Condition& c, const Site& s) {
    switch (c.kind) {
        case Condition::Kind::group:
            return group_holds(c, s);
        case Condition::Kind::property:
            return property_holds(c, s);
        case Condition::Kind::less_hindered: {
            const int a = s.at(c.atom), b = s.at(c.other);
            return a >= 0 && b >= 0 && crowding_at(a, s) < crowding_at(b, s) - 1e-9;
        }
        case Condition::Kind::alike: {
            const int a = s.at(c.atom), b = s.at(c.other);
            const auto& seen = s.molecule.skeleton.atoms;
            return a >= 0 && b >= 0 &&
                   seen[static_cast<std::size_t>(a)].symmetry ==
                       seen[static_cast<std::size_t>(b)].symmetry;
        }
        case Condition::Kind::more_than:
            return groups_elsewhere(c.groups, s).size() > static_cast<std::size_t>(c.number);
        case Condition::Kind::matches: {
            const int atom = s.at(c.atom);
            return atom >= 0 && c.pattern->begins_at(s.molecule.molecule, atom);
        }
        case Condition::Kind::both:
            return holds(c.parts[0], s) && holds(c.parts[1], s);
        case Condition::Kind::either:
            return holds(c.parts[0], s) || holds(c.parts[1], s);
        case Condition::Kind::negation:
            return !holds(c.parts[0], s);
    }
    return false;
}

}  // namespace crucible::transforms
