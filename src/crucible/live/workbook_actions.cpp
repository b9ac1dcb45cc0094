#include "crucible/live/workbook_actions.hpp"

#include <fmt/format.h>

#include "crucible/base/error.hpp"
#include "crucible/base/text.hpp"
#include "crucible/live/request_fields.hpp"

namespace crucible::live {
namespace {

namespace sy = synthesis;
using Act = sy::WorkbookAct;

/// What an action names besides itself.
enum class Names { molecule, bond, smiles, name, note, banned, nothing };

struct KnownAction {
    std::string_view word;
    Act act;
    Names names;
};

constexpr KnownAction known_actions[] = {
    {"back", Act::clear, Names::molecule},
    {"freeze", Act::freeze, Names::bond},
    {"cut", Act::cut, Names::bond},
    {"release", Act::release, Names::bond},
    {"forbid", Act::forbid, Names::banned},
    {"allow", Act::allow, Names::banned},
    {"buy", Act::buy, Names::smiles},
    {"nobuy", Act::do_not_buy, Names::smiles},
    {"listed", Act::as_listed, Names::smiles},
    {"pin", Act::pin, Names::molecule},
    {"unpin", Act::unpin, Names::molecule},
    {"keep", Act::keep, Names::name},
    {"drop", Act::drop, Names::name},
    {"note", Act::note, Names::note},
    {"demand", Act::demand, Names::smiles},
    {"undemand", Act::undemand, Names::nothing},
};

/// A rule, an element or a molecule.
void read_banned(const Value& request, sy::WorkbookAction& a) {
    const bool is_ban = a.act == Act::forbid;
    if (request.find("rule")) {
        a.act = is_ban ? Act::forbid_rule : Act::allow_rule;
        a.rule = number_field(request, "rule");
    } else if (request.find("element")) {
        a.act = is_ban ? Act::forbid_element : Act::allow_element;
        a.text = text_field(request, "element");
    } else {
        a.text = molecule_field(request, "smiles");
    }
}

sy::WorkbookAction read_action(const KnownAction& known, const Value& request) {
    sy::WorkbookAction a;
    a.act = known.act;
    switch (known.names) {
        case Names::bond:
            a.bond = bond_field(request, "bond");
            [[fallthrough]];
        case Names::molecule:
            a.molecule = number_field(request, "molecule");
            break;
        case Names::smiles:
            a.text = molecule_field(request, "smiles");
            break;
        case Names::name:
            a.text = std::string(trim(text_field(request, "name")));
            break;
        case Names::note:
            a.molecule = number_field(request, "molecule");
            a.text = text_field(request, "text");
            break;
        case Names::banned:
            read_banned(request, a);
            break;
        case Names::nothing:
            break;
    }
    return a;
}

}  // namespace

void act_on(sy::Workbook& book, const Value& request) {
    const std::string word = text_field(request, "action");
    if (word == "undo") {
        book.undo();
        return;
    }
    if (word == "redo") {
        book.redo();
        return;
    }
    if (word == "choose") {
        book.choose(number_field(request, "molecule"),
                    static_cast<std::size_t>(number_field(request, "move")));
        return;
    }
    if (word == "take") {
        book.take(static_cast<std::size_t>(number_field(request, "route")));
        return;
    }
    std::vector<std::string> words{"undo", "redo", "choose", "take"};
    for (const KnownAction& known : known_actions) {
        if (word == known.word) {
            book.act(read_action(known, request));
            return;
        }
        words.emplace_back(known.word);
    }
    const Value& at = request["action"];
    throw InputError("E-workbook-request",
                     fmt::format("unknown action {}{}", in_quotes(word), did_you_mean(word, words)),
                     "take one that docs/live.md names",
                     {"request", at.origin.line, at.origin.column});
}

}  // namespace crucible::live
