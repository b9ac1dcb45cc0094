#include "crucible/transforms/meaning.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>
#include <stdexcept>

#include "crucible/chem/smarts_words.hpp"

namespace crucible::transforms {
namespace {

using Kind = Statement::Kind;

class MeaningCheck {
public:
    MeaningCheck(const Transform& t, const Vocabulary& words, std::vector<Fault>& faults)
        : t_(t), words_(words), faults_(faults) {}

    void run() {
        header();
        if (!t_.retron.empty() && !read_retron()) return;
        for (const Statement& s : t_.statements)
            if (s.kind == Kind::must_be) note_group(s);
        for (const Statement& s : t_.statements)
            if (s.kind == Kind::may_be) widen_group(s);
        bool has_edit = !t_.from.empty();
        for (const Statement& s : t_.statements) {
            const Statement& inner = s.then ? *s.then : s;
            has_edit = has_edit || is_edit(inner.kind);
            statement(inner);
            if (s.then && !may_follow_then(inner))
                fault(inner.place, "this statement cannot depend on a condition",
                      "let IF stand before KILL, ADD, SUBTRACT, PROTECT, a change of atoms or "
                      "DEFINE STEREO ... CONTROL");
            if (s.condition) condition(*s.condition);
            if (s.kind == Kind::kill && !s.condition)
                fault(s.place, "the transform is always killed",
                      "say when: KILL IF ..., or leave it out");
        }
        if (!has_edit)
            fault(t_.place, "the transform changes nothing",
                  "say what becomes of the retron: FROM, or BREAK, JOIN, ATTACH, CHANGE...");
        path_without_group();
    }

private:
    void fault(Place at, std::string message, std::string cure,
               const char* code = "E-transform-meaning") {
        faults_.push_back(
            {code, std::move(message), std::move(cure), {t_.file, at.line, at.column}});
    }

    const Statement* find(Kind kind) const {
        const auto at = std::ranges::find(t_.statements, kind, &Statement::kind);
        return at == t_.statements.end() ? nullptr : &*at;
    }

    void header() {
        if (t_.name.empty())
            fault(t_.place, "the transform has no name", "write NAME and its name");
        if (t_.rating < 0)
            fault(t_.place, "the transform has no rating", "write RATING and 0 to 100");
        const Statement* path = find(Kind::path);
        if (path && !t_.retron.empty())
            fault(path->place, "the transform has a path and a retron",
                  "leave out PATH, and name atoms by the retron's atom map");
        if (!path && t_.retron.empty())
            fault(t_.place, "the transform has neither a path nor a retron",
                  "write PATH 2 BONDS, or RETRON and SMARTS");
        if (path) places_ = path->number + 1;
        const Statement* from = find(Kind::from);
        if (from && t_.retron.empty())
            fault(from->place, "FROM stands without a retron", "write RETRON and SMARTS before it");
        if (!from) return;
        for (const Statement& s : t_.statements)
            if (is_edit(s.then ? s.then->kind : s.kind))
                fault(s.place, "FROM has said what becomes of the retron",
                      "leave out this statement, or FROM");
    }

    static bool may_follow_then(const Statement& s) {
        const Kind kind = s.kind;
        if (kind == Kind::stereo) return s.fate == Statement::Fate::control;
        return is_edit(kind) || kind == Kind::kill || kind == Kind::add || kind == Kind::subtract ||
               kind == Kind::protect || kind == Kind::conditions;
    }

    bool read_retron() {
        const Statement& s = *find(Kind::retron);
        const auto smarts_fault = [&](const Statement& at, const std::string& why) {
            fault({at.place.line, at.text_column},
                  fmt::format("'{}' is no pattern: {}", at.text.substr(0, 60), why),
                  "write SMARTS; ATOM*1 is the atom with number 1 in the atom map",
                  "E-transform-smarts");
        };
        try {
            retron_ = chem::words_of(*chem::read_smarts(s.text));
        } catch (const std::invalid_argument& e) {
            smarts_fault(s, e.what());
            return false;
        }
        for (std::size_t i = 0; i < retron_.atoms.size(); ++i) {
            const int map = retron_.atoms[i].map;
            if (map >= FunctionalGroup::bearer || (map > 0 && retron_.of_map(map) != int(i))) {
                smarts_fault(s, fmt::format("number {} of its atom map is there twice or above {}",
                                            map, FunctionalGroup::bearer - 1));
                return false;
            }
        }
        const Statement* from = find(Kind::from);
        if (!from) return true;
        try {
            chem::words_of(*chem::read_smarts(from->text));
        } catch (const std::invalid_argument& e) {
            smarts_fault(*from, e.what());
            return false;
        }
        return true;
    }

    /// Hetero atoms that all these groups have.
    int numbered_atoms(const Statement& s) const {
        int least = 9;
        for (const int g : s.groups) {
            int count = 0;
            for (const int n : words_.groups()[static_cast<std::size_t>(g)].pattern.numbers())
                if (n > 0 && n < FunctionalGroup::bearer) count = std::max(count, n);
            least = std::min(least, count);
        }
        return least;
    }

    /// Beside MUST it allows more groups; alone it lets the group be absent, and then none of its
    /// atoms can be named.
    void widen_group(const Statement& s) {
        auto& hetero = hetero_[static_cast<std::size_t>(s.number)];
        if (hetero >= 0) hetero = std::min(hetero, numbered_atoms(s));
        if (places_ == 0)
            fault(s.place, "a group belongs to a path, and there is none",
                  "write PATH 2 BONDS, or put the group into the retron");
    }

    void note_group(const Statement& s) {
        auto& hetero = hetero_[static_cast<std::size_t>(s.number)];
        if (hetero > 0)
            fault(s.place, fmt::format("GROUP*{} was said before", s.number),
                  "join the groups with OR in one statement");
        hetero = numbered_atoms(s);
        if (places_ == 0)
            fault(s.place, "a group belongs to a path, and there is none",
                  "write PATH 2 BONDS, or put the group into the retron");
    }

    void atom(const AtomName& a) {
        if (a.group > 0) {
            const auto g = static_cast<std::size_t>(a.group);
            if (a.group > 2 || hetero_[g] < 0)
                fault(a.place, fmt::format("{} belongs to a group that was never said", a.words()),
                      fmt::format("write GROUP*{} MUST BE ...", a.group));
            else if (a.number > hetero_[g])
                fault(a.place, fmt::format("GROUP*{} has no {}", a.group, a.words()),
                      "its hetero atoms are numbered in groups.tsv");
            return;
        }
        if (places_ > 0 ? a.number > places_ : retron_.of_map(a.number) < 0)
            fault(a.place,
                  places_ > 0
                      ? fmt::format("{} is not on the path, which has {} atoms", a.words(), places_)
                      : fmt::format("{} is not in the retron's atom map", a.words()),
                  "name an atom that is there");
        else if (places_ == 0 && a.is_carbon) {
            const auto& element = retron_.atoms[std::size_t(retron_.of_map(a.number))].element;
            if (element && *element != 6)
                fault(a.place, fmt::format("{} is no carbon in the retron", a.words()),
                      fmt::format("write ATOM*{}", a.number));
        }
    }

    bool is_bond(const BondName& b) const {
        if (places_ > 0) return b.b == b.a + 1 && b.b <= places_;
        const int a = retron_.of_map(b.a), c = retron_.of_map(b.b);
        return a >= 0 && c >= 0 && retron_.bond_between(a, c) >= 0;
    }

    void statement(const Statement& s) {
        for (const AtomName& a : s.atoms) atom(a);
        if (s.kind == Kind::break_bond || s.kind == Kind::change || s.kind == Kind::bond_must) {
            if (!is_bond(s.bond))
                fault(s.bond.place,
                      fmt::format("there is no bond between atoms {} and {}", s.bond.a, s.bond.b),
                      "name a bond of the path, or of the retron by two numbers: BOND*2*5");
        }
        if (s.kind == Kind::bond_must && places_ == 0)
            fault(s.place, "a retron says its bonds itself", "put the order into RETRON");
        const bool speaks_of_group =
            s.kind == Kind::exchange || (s.kind == Kind::remove && s.number > 0);
        if (speaks_of_group && hetero_[static_cast<std::size_t>(s.number)] < 0)
            fault(s.place, fmt::format("GROUP*{} was never said", s.number),
                  fmt::format("write GROUP*{} MUST BE ...", s.number));
        if (s.kind == Kind::join && s.atoms[0].words() == s.atoms[1].words())
            fault(s.atoms[1].place, "an atom cannot be joined to itself", "name another atom");
    }

    void condition(const Condition& c) {
        for (const Condition& part : c.parts) condition(part);
        const bool names_atom =
            c.kind == Condition::Kind::property || c.kind == Condition::Kind::matches ||
            c.kind == Condition::Kind::less_hindered || c.kind == Condition::Kind::alike ||
            (c.kind == Condition::Kind::group && c.reach != Reach::anywhere);
        if (names_atom) atom(c.atom);
        if (c.kind == Condition::Kind::less_hindered || c.kind == Condition::Kind::alike)
            atom(c.other);
    }

    void path_without_group() {
        if (places_ > 0 && hetero_[1] < 0)
            fault(find(Kind::path)->place, "the path begins at no group",
                  "write GROUP*1 MUST BE ...: the first carbon of a path bears it");
    }

    const Transform& t_;
    const Vocabulary& words_;
    std::vector<Fault>& faults_;
    int places_ = 0;  ///< of the path
    chem::SmartsWords retron_;
    std::array<int, 3> hetero_{-1, -1, -1};  ///< atoms of GROUP*1 and GROUP*2 with a number
};

}  // namespace

bool is_edit(Kind kind) {
    return kind == Kind::attach || kind == Kind::join || kind == Kind::break_bond ||
           kind == Kind::change || kind == Kind::remove || kind == Kind::exchange;
}

void check_meaning(const Transform& t, const Vocabulary& words, std::vector<Fault>& faults) {
    MeaningCheck(t, words, faults).run();
}

}  // namespace crucible::transforms
