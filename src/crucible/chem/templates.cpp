#include "crucible/chem/templates.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <stdexcept>

#include "crucible/base/error.hpp"
#include "crucible/base/hash.hpp"
#include "crucible/chem/template_set_data.hpp"

namespace crucible::chem {
namespace {

/// Takes off parentheses that group components, as in "(A.B)>>C": here any fragments may lie in one
/// molecule.
std::string ungrouped(std::string_view side) {
    std::string plain;
    int depth = 0;
    std::vector<char> is_group;
    for (std::size_t i = 0; i < side.size(); ++i) {
        const char c = side[i];
        if (c == '(') {
            is_group.push_back(depth == 0 && (i == 0 || side[i - 1] == '.'));
            depth += is_group.back() ? 0 : 1;
            if (is_group.back()) continue;
        } else if (c == ')' && !is_group.empty()) {
            const bool group = is_group.back();
            is_group.pop_back();
            if (group) continue;
            --depth;
        }
        plain += c;
    }
    return plain;
}

struct Sides {
    std::string left, right;
};

Sides sides_of(const std::string& smarts) {
    const auto arrow = smarts.find(">>");
    if (arrow == std::string::npos || smarts.find('>', arrow + 2) != std::string::npos)
        throw std::invalid_argument("it is not written product>>reactants");
    return {ungrouped(std::string_view(smarts).substr(0, arrow)),
            ungrouped(std::string_view(smarts).substr(arrow + 2))};
}

bool repeats_a_number(const Pattern& p) {
    std::set<int> seen;
    return std::ranges::any_of(p.maps, [&](int m) { return m > 0 && !seen.insert(m).second; });
}

/// Surely usable, as far as can be told without RDKit, which is slow at judging SMARTS.
bool is_plain(const Sides& sides) {
    const auto left = parse_pattern(sides.left), right = parse_pattern(sides.right);
    if (!left || !right || repeats_a_number(*left) || repeats_a_number(*right)) return false;
    return std::ranges::all_of(right->atoms, [](const auto& atom) { return atom.element > 0; });
}

std::string hash_of(const std::vector<std::string>& smarts) {
    Sha256 hash;
    for (const std::string& s : smarts) {
        hash.update(s);
        hash.update("\n");
    }
    return hash.hex();
}

}  // namespace

Target::Target(const Molecule& m) : data_(std::make_shared<const Data>(m)) {}
const Molecule& Target::molecule() const { return data_->molecule; }

TemplateSet::Data::Data(std::vector<std::string> all)
    : smarts(std::move(all)),
      hash(hash_of(smarts)),
      slots(std::make_unique<Slot[]>(smarts.size())) {}

const Rewrite& TemplateSet::Data::retro(std::size_t i) const {
    Slot& slot = slots[i];
    std::call_once(slot.retro_once, [&] {
        try {
            const Sides sides = sides_of(smarts[i]);
            slot.retro = std::make_unique<const Rewrite>(sides.left, sides.right);
        } catch (const std::invalid_argument& e) {
            refuse(i, e.what());
        }
    });
    return *slot.retro;
}

const Rewrite* TemplateSet::Data::forward(std::size_t i) const {
    Slot& slot = slots[i];
    std::call_once(slot.forward_once, [&] {
        try {
            const Sides sides = sides_of(smarts[i]);
            slot.forward = std::make_unique<const Rewrite>(sides.right, sides.left);
        } catch (const std::invalid_argument&) {
            slot.forward = nullptr;  // it makes atoms out of nothing that it can name
        }
    });
    return slot.forward.get();
}

void TemplateSet::Data::refuse(std::size_t i, std::string_view why) const {
    throw InputError(
        "E-template",
        fmt::format("template {} ('{}') is unusable: {}", i, smarts[i].substr(0, 120), why),
        "write a reaction SMARTS product>>reactants with an atom map");
}

TemplateSet::TemplateSet(std::vector<std::string> smarts) {
    const auto data = std::make_shared<Data>(std::move(smarts));
    std::vector<std::string> left;
    for (std::size_t i = 0; i < data->smarts.size(); ++i) {
        try {
            Sides sides = sides_of(data->smarts[i]);
            if (!is_plain(sides)) Rewrite(sides.left, sides.right);
            left.push_back(std::move(sides.left));
        } catch (const std::invalid_argument& e) {
            data->refuse(i, e.what());
        }
    }
    data->index = PatternIndex(left);
    data_ = data;
}

std::size_t TemplateSet::size() const { return data_->smarts.size(); }
const std::string& TemplateSet::smarts(std::size_t i) const { return data_->smarts.at(i); }
const std::string& TemplateSet::hash() const { return data_->hash; }

std::vector<std::uint32_t> TemplateSet::applicable(const Target& target) const {
    auto found = data_->index.matching(target.data().graph);
    const auto quick = static_cast<std::ptrdiff_t>(found.size());
    for (const std::uint32_t i : data_->index.unread())
        if (data_->retro(i).occurs_in(target.data())) found.push_back(i);
    std::ranges::inplace_merge(found, found.begin() + quick);
    return found;
}

std::vector<Outcome> TemplateSet::apply(std::size_t index, const Target& target,
                                        const ApplySettings& settings, ApplyCounts* counts) const {
    ApplyCounts unread;
    std::vector<Outcome> outcomes;
    for (Rewritten& made :
         data_->retro(index).run(target.data(), settings, counts ? *counts : unread)) {
        Outcome outcome;
        for (Piece& piece : made.pieces) {
            outcome.reactants.push_back(std::move(piece.smiles));
            std::vector<int> origins;
            for (const unsigned atom : piece.written) origins.push_back(piece.origin[atom]);
            outcome.origins.push_back(std::move(origins));
        }
        if (std::ranges::any_of(outcome.origins, &std::vector<int>::empty)) outcome.origins.clear();
        outcome.changed_atoms = std::move(made.changed_atoms);
        outcome.changed_bonds = std::move(made.changed_bonds);
        outcomes.push_back(std::move(outcome));
    }
    return outcomes;
}

const PatternIndex& TemplateSet::Data::backward() const {
    std::call_once(backward_once_, [&] {
        std::vector<std::string> right;
        for (const std::string& s : smarts) right.push_back(sides_of(s).right);
        backward_ = PatternIndex(right);
    });
    return backward_;
}

std::vector<std::uint32_t> TemplateSet::forward_applicable(
    std::span<const Molecule> reactants) const {
    if (reactants.empty()) return {};
    std::vector<std::string> all;
    for (const Molecule& m : reactants) all.push_back(m.smiles());
    return data_->backward().matching(graph_of(Molecule::from_smiles(joined(std::move(all)))));
}

std::vector<std::string> TemplateSet::forward(std::size_t index,
                                              std::span<const Molecule> reactants,
                                              std::size_t most) const {
    const Rewrite* rewrite = data_->forward(index);
    if (!rewrite || reactants.empty()) return {};
    std::vector<std::string> all;
    for (const Molecule& m : reactants) all.push_back(m.smiles());
    const Target target(Molecule::from_smiles(joined(std::move(all))));
    const std::vector<int> component = target.data().components();
    const int components = 1 + *std::ranges::max_element(component);
    ApplyCounts unread;
    std::set<std::string> products;
    for (const Rewritten& made : rewrite->run(target.data(), {}, unread)) {
        std::set<int> part;
        for (int atom : made.matched) part.insert(component[static_cast<std::size_t>(atom)]);
        if (static_cast<int>(part.size()) < components) continue;
        const auto largest = std::ranges::max_element(made.pieces, {}, [](const Piece& p) {
            return std::pair(p.origin.size(), std::string_view(p.smiles));
        });
        if (largest != made.pieces.end() && products.size() < most)
            products.insert(largest->smiles);
    }
    return {products.begin(), products.end()};
}

}  // namespace crucible::chem
