#include "crucible/transforms/rule.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <regex>
#include <set>
#include <stdexcept>

#include "crucible/chem/smarts_words.hpp"
#include "crucible/chem/substructure.hpp"
#include "crucible/transforms/meaning.hpp"

namespace crucible::transforms {
namespace {

using Kind = Statement::Kind;
using chem::Order;

constexpr int first_hetero = 30, heteros_of_group = 10, first_unnamed = 100;
constexpr std::size_t most_conditional_edits = 4;

char symbol_of(Order order) {
    switch (order) {
        case Order::one:
            return '-';
        case Order::two:
            return '=';
        case Order::three:
            return '#';
        case Order::aromatic:
            return ':';
        default:
            return '~';
    }
}

Order order_of_kind(BondKind kind) {
    switch (kind) {
        case BondKind::one:
            return Order::one;
        case BondKind::two:
            return Order::two;
        case BondKind::three:
            return Order::three;
        default:
            return Order::aromatic;
    }
}

/// Branches with their hetero atoms numbered for group 1 or 2.
std::string branches_of(const FunctionalGroup& g, int group) {
    static const std::regex number(":([1-9])\\]");
    return std::regex_replace(g.branches, number, fmt::format(":{}$1]", first_hetero / 10 + group));
}

/// Finds the bond between two atoms.
struct IsBetween {
    int a = 0, b = 0;
    bool operator()(const chem::BondWords& x) const {
        return (x.a == a && x.b == b) || (x.a == b && x.b == a);
    }
};

/// The precursors as SMARTS: every kept bond by a ring closure, so that no walk over the graph is
/// needed.
class RightSide {
public:
    explicit RightSide(const std::string& left)
        : words_(chem::words_of(*chem::read_smarts(left))),
          branches_(words_.atoms.size()),
          gone_(words_.atoms.size(), 0),
          bonds_(words_.bonds) {}

    void edit(const Statement& s, const Vocabulary& vocabulary) {
        const auto of = [&](int number) { return words_.of_map(number); };
        switch (s.kind) {
            case Kind::attach:
                branches_[at(of(Rule::map_number(s.atoms[0])))] += group(s, vocabulary).attach;
                return;
            case Kind::join:
                bonds_.push_back({of(Rule::map_number(s.atoms[0])),
                                  of(Rule::map_number(s.atoms[1])), order_of_kind(s.order)});
                return;
            case Kind::break_bond:
                std::erase_if(bonds_, IsBetween{of(s.bond.a), of(s.bond.b)});
                return;
            case Kind::change:
                for (chem::BondWords& b : bonds_)
                    if (IsBetween{of(s.bond.a), of(s.bond.b)}(b)) b.order = order_of_kind(s.order);
                return;
            case Kind::remove:
                if (s.number > 0)
                    remove_group(s.number);
                else
                    gone_[at(of(Rule::map_number(s.atoms[0])))] = 1;
                return;
            case Kind::exchange:
                remove_group(s.number);
                branches_[at(bearer_of(s.number))] += group(s, vocabulary).exchange;
                return;
            default:
                return;
        }
    }

    /// What EXCHANGE and REMOVE GROUP take: all of its atoms but the one that bears it.
    void set_group(int number, int bearer, std::vector<int> atoms) {
        groups_.push_back({number, bearer, std::move(atoms)});
    }

    std::string text() const {
        std::vector<std::string> closures(words_.atoms.size());
        int closure = 10;
        for (const chem::BondWords& b : bonds_) {
            if (gone_[at(b.a)] || gone_[at(b.b)]) continue;
            for (const int end : {b.a, b.b})
                closures[at(end)] += fmt::format("{}%{}", symbol_of(b.order), closure);
            if (++closure > 99) throw std::invalid_argument("it has too many bonds");
        }
        std::string out;
        for (std::size_t i = 0; i < words_.atoms.size(); ++i) {
            if (gone_[i]) continue;
            const chem::AtomWords& a = words_.atoms[i];
            const std::string element = a.element ? fmt::format("#{}", *a.element) : "*";
            out += fmt::format("{}[{}:{}]{}{}", out.empty() ? "" : ".", element, a.map, closures[i],
                               branches_[i]);
        }
        return out;
    }

private:
    struct Group {
        int number = 0, bearer = 0;
        std::vector<int> atoms;
    };
    static std::size_t at(int i) { return static_cast<std::size_t>(i); }
    static const FunctionalGroup& group(const Statement& s, const Vocabulary& v) {
        return v.groups()[at(s.groups[0])];
    }
    int bearer_of(int number) const {
        return std::ranges::find(groups_, number, &Group::number)->bearer;
    }
    void remove_group(int number) {
        for (const int atom : std::ranges::find(groups_, number, &Group::number)->atoms)
            gone_[at(atom)] = 1;
    }

    chem::SmartsWords words_;
    std::vector<std::string> branches_;
    std::vector<char> gone_;
    std::vector<chem::BondWords> bonds_;
    std::vector<Group> groups_;
};

/// Atoms that hang on the bearer as its group: reached without the path and the other group.
std::vector<int> atoms_of_group(const chem::SmartsWords& words, int bearer, int group) {
    std::vector<int> found;
    const auto is_ours = [&](int i) {
        const int map = words.atoms[static_cast<std::size_t>(i)].map;
        return map >= first_unnamed || (map - first_hetero) / heteros_of_group == group;
    };
    std::vector<int> open{bearer};
    while (!open.empty()) {
        const int atom = open.back();
        open.pop_back();
        for (const int n : words.atoms[static_cast<std::size_t>(atom)].neighbours) {
            const int map = words.atoms[static_cast<std::size_t>(n)].map;
            const bool on_path = map > 0 && map < first_hetero;
            if (on_path || !is_ours(n) || std::ranges::find(found, n) != found.end()) continue;
            found.push_back(n);
            open.push_back(n);
        }
    }
    return found;
}

constexpr const FunctionalGroup* wildcard = nullptr;

/// The retron of a path: places 1, 2, ... with the groups at its ends.
std::string path_retron(const Transform& t, const FunctionalGroup* first,
                        const FunctionalGroup* last) {
    std::string out;
    const int places = t.path_bonds + 1;
    for (int k = 1; k <= places; ++k) {
        std::string atom = "#6", branches;
        if (k == 1 && first != wildcard) {
            atom = first->carbon;
            branches = branches_of(*first, 1);
        }
        if (k == places && last != wildcard) {
            atom = k == 1 ? atom + ";" + last->carbon : last->carbon;
            branches += branches_of(*last, 2);
        }
        char symbol = '-';
        for (const Statement& s : t.statements)
            if (s.kind == Kind::bond_must && s.bond.a == k - 1)
                symbol = symbol_of(order_of_kind(s.order));
        out += fmt::format("{}[{}:{}]{}", k == 1 ? "" : std::string(1, symbol), atom, k, branches);
    }
    return out;
}

std::vector<const FunctionalGroup*> choices(const Transform& t, int group, const Vocabulary& v) {
    std::vector<const FunctionalGroup*> out;
    bool has_to_be = false;
    for (const Statement& s : t.statements) {
        if ((s.kind != Kind::must_be && s.kind != Kind::may_be) || s.number != group) continue;
        has_to_be = has_to_be || s.kind == Kind::must_be;
        for (const int g : s.groups) out.push_back(&v.groups()[static_cast<std::size_t>(g)]);
    }
    if (!has_to_be) out.push_back(wildcard);
    return out;
}

std::vector<std::pair<int, chem::CentreFate>> fates_of(const Transform& t) {
    std::vector<std::pair<int, chem::CentreFate>> out;
    for (const Statement& s : t.statements) {
        if (s.kind != Kind::invert && s.kind != Kind::stereo) continue;
        if (s.fate == Statement::Fate::control)
            continue;  // backwards the centre goes, with its bonds
        const bool inverts = s.kind == Kind::invert || s.fate == Statement::Fate::invert;
        const auto fate = inverts                               ? chem::CentreFate::inverted
                          : s.fate == Statement::Fate::racemize ? chem::CentreFate::racemised
                                                                : chem::CentreFate::retained;
        out.emplace_back(Rule::map_number(s.atoms[0]), fate);
    }
    return out;
}

std::string edited_side(const Transform& t, const std::string& left,
                        const std::vector<const Statement*>& conditional, unsigned holds,
                        const Vocabulary& vocabulary) {
    RightSide right(left);
    const auto words = chem::words_of(*chem::read_smarts(left));
    for (const int group : {1, 2}) {
        const int bearer = words.of_map(group == 1 ? 1 : t.path_bonds + 1);
        if (t.path_bonds > 0 && bearer >= 0)
            right.set_group(group, bearer, atoms_of_group(words, bearer, group));
    }
    unsigned bit = 0;
    for (const Statement& s : t.statements) {
        if (is_edit(s.kind)) right.edit(s, vocabulary);
        if (bit < conditional.size() && &s == conditional[bit]) {
            if (holds >> bit & 1U) right.edit(*s.then, vocabulary);
            ++bit;
        }
    }
    return right.text();
}

}  // namespace

int Rule::map_number(const AtomName& a) {
    return a.group > 0 ? first_hetero + heteros_of_group * a.group + a.number : a.number;
}

Rule::Rule(Transform t, const Vocabulary& vocabulary) : transform_(std::move(t)) {
    for (const Statement& s : transform_.statements) {
        if (s.kind == Kind::path) transform_.path_bonds = s.number;
        if (s.then && is_edit(s.then->kind)) conditional_.push_back(&s);
    }
    const auto refuse = [&](const std::string& why) {
        throw InputError("E-transform-smarts", why,
                         "write both sides with one atom map, each number once on each side",
                         {transform_.file, transform_.place.line, transform_.place.column});
    };
    if (conditional_.size() > most_conditional_edits)
        refuse(fmt::format("more than {} changes depend on conditions", most_conditional_edits));
    try {
        if (transform_.path_bonds == 0) {
            add_alternative(transform_.from.empty()
                                ? chem::numbered_smarts(transform_.retron, first_unnamed)
                                : transform_.retron,
                            vocabulary);
            return;
        }
        std::set<std::string> seen;
        for (const FunctionalGroup* first : choices(transform_, 1, vocabulary))
            for (const FunctionalGroup* last : choices(transform_, 2, vocabulary)) {
                std::string left =
                    chem::numbered_smarts(path_retron(transform_, first, last), first_unnamed);
                if (seen.insert(left).second) add_alternative(std::move(left), vocabulary);
            }
    } catch (const std::invalid_argument& e) {
        refuse(fmt::format("transform {} cannot be applied: {}", transform_.number, e.what()));
    }
}

void Rule::add_alternative(std::string left, const Vocabulary& vocabulary) {
    Alternative out;
    for (unsigned holds = 0; holds < 1U << conditional_.size(); ++holds) {
        const std::string right =
            transform_.from.empty() ? edited_side(transform_, left, conditional_, holds, vocabulary)
                                    : transform_.from;
        out.rewrites.push_back(
            std::make_shared<const chem::SiteRewrite>(left, right, fates_of(transform_)));
    }
    out.left = std::move(left);
    alternatives_.push_back(std::move(out));
}

}  // namespace crucible::transforms
