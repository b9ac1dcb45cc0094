#include "crucible/kinds/workbook_pages.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "crucible/data/table.hpp"
#include "crucible/kinds/planned_routes.hpp"

namespace crucible {
namespace {

namespace sy = synthesis;

std::string rule_text(const sy::Workbook& b, const sy::Move& m) {
    const std::string name = b.name_of(m.rule);
    return name.empty() ? fmt::format("rule {}", m.rule)
                        : fmt::format("{} (rule {})", name, m.rule);
}

std::string with_mark(const sy::Workbook& b, const std::string& smiles) {
    return b.is_bought(smiles) ? smiles + " *" : smiles;
}

std::string precursors_text(const sy::Workbook& b, const sy::Move& m) {
    std::string out;
    for (const std::string& p : m.precursors) out += (out.empty() ? "" : " + ") + with_mark(b, p);
    return out;
}

void add_branch(const sy::Workbook& b, int number, int level, std::string& out) {
    const sy::WorkbookMolecule& m = b.state().molecules.at(number);
    const std::string indent(static_cast<std::size_t>(level) * 4, ' ');
    out += fmt::format("{}{:<3} {}", indent, number, m.smiles);
    if (!m.has_move && number != 1) out += b.is_bought(m.smiles) ? "  *" : "  open";
    if (b.state().pins.contains(m.smiles) && m.has_move) out += "  pinned";
    if (!m.note.empty()) out += fmt::format("  \"{}\"", m.note);
    out += "\n";
    if (!m.has_move) return;
    out += fmt::format("{}    by {}, prior {:.3g}", indent, rule_text(b, m.move), m.move.prior);
    if (m.move.feasibility < 1) out += fmt::format(", feasibility {:.2f}", m.move.feasibility);
    out += "\n";
    for (const std::string& w : m.move.warnings) out += fmt::format("{}    ! {}\n", indent, w);
    for (const int c : m.children) add_branch(b, c, level + 1, out);
}

std::string score_text(const sy::RouteScore& s) {
    return fmt::format(
        "{} step{}, longest line {}, {} of {} leaves in stock, cost {:.4g}, P {:.3g}, score {:.3g}"
        "{}",
        s.steps, s.steps == 1 ? "" : "s", s.longest, s.leaves_in_stock, s.leaves, s.cost,
        s.probability, s.score,
        s.uncontrolled > 0 ? fmt::format(", {} stereocentre{} not controlled", s.uncontrolled,
                                         s.uncontrolled == 1 ? "" : "s")
                           : "");
}

std::string bonds_text(const std::vector<sy::MarkedBond>& bonds) {
    std::string out;
    for (const sy::MarkedBond& b : bonds)
        out += fmt::format("{}{}-{} of {}", out.empty() ? "" : ", ", b.bond.first, b.bond.second,
                           b.molecule);
    return out;
}

void add_line(std::string& out, std::string_view what, const std::string& words) {
    if (!words.empty()) out += fmt::format("{:<20} {}\n", what, words);
}

template <class Map>
std::string keys_text(const Map& map) {
    std::string out;
    for (const auto& [key, value] : map) out += (out.empty() ? "" : ", ") + key;
    return out;
}

}  // namespace

std::string tree_page(const sy::Workbook& b) {
    std::string out;
    add_branch(b, 1, 0, out);
    if (!b.state().molecules.at(1).has_move)
        return out + "nothing is chosen yet: `expand 1` lists moves, `search 1` finds a route\n";
    const sy::RouteScore s = b.score();
    out += fmt::format("{}: {}\n", s.solved ? "complete" : "open", score_text(s));
    for (const std::string& w : sy::broken_rules(b.state())) out += fmt::format("! {}\n", w);
    return out;
}

std::string moves_page(const sy::Workbook& b, int molecule,
                       const std::vector<sy::ListedMove>& moves, std::size_t most) {
    std::string out =
        fmt::format("moves of {}  {}\n", molecule, b.state().molecules.at(molecule).smiles);
    std::size_t shown = 0, refused = 0;
    for (std::size_t k = 0; k < moves.size(); ++k) {
        if (!moves[k].refused.empty()) {
            ++refused;
            continue;
        }
        if (shown == most) continue;
        ++shown;
        const sy::Move& m = *moves[k].move;
        out +=
            fmt::format("{:>4}  {:.4f}{}  {}\n      {}\n", k + 1, m.prior,
                        m.feasibility < 1 ? fmt::format("  feasibility {:.2f}", m.feasibility) : "",
                        rule_text(b, m), precursors_text(b, m));
        for (const std::string& why : m.reasons) out += fmt::format("      because it {}\n", why);
        for (const std::string& w : m.warnings) out += fmt::format("      ! {}\n", w);
        if (!m.protections.empty())
            out += "      ! needs protecting groups, written out as steps\n";
    }
    if (moves.empty()) return out + "no rule makes it\n";
    out += fmt::format("{} of {} shown", shown, moves.size());
    if (refused > 0) out += fmt::format(", {} refused", refused);
    return out + "; * in stock\n";
}

std::string move_page(const sy::Workbook& b, const sy::ListedMove& listed, std::size_t number) {
    const sy::Move& m = *listed.move;
    std::string out = fmt::format("move {}: {}\n", number, rule_text(b, m));
    add_line(out, "precursors", precursors_text(b, m));
    add_line(out, "prior", fmt::format("{:.4g}", m.prior));
    add_line(out, "feasibility", fmt::format("{:.4g}", m.feasibility));
    if (m.yield > 0) add_line(out, "yield", fmt::format("{:.2g}", m.yield));
    std::string bonds;
    for (const auto& [x, y] : m.bonds)
        bonds += fmt::format("{}{}-{}", bonds.empty() ? "" : ", ", x, y);
    add_line(out, "bonds that change", bonds);
    const auto card = b.memory().cards.find(m.rule);
    if (card != b.memory().cards.end()) {
        add_line(out, "rule", card->second.smarts);
        add_line(out, "conditions", card->second.conditions);
        add_line(out, "precedent", card->second.precedent);
        if (card->second.uses > 0)
            add_line(out, "seen", fmt::format("{} times", card->second.uses));
    }
    for (const std::string& why : m.reasons) add_line(out, "because it", why);
    for (const std::string& w : m.warnings) add_line(out, "warning", w);
    add_line(out, "refused", listed.refused);
    return out;
}

std::string found_page(const sy::Workbook& b) {
    const sy::WorkbookMemory& m = b.memory();
    if (m.searched == 0) return "nothing was searched for yet\n";
    std::string out = fmt::format("{} route{} to molecule {}: {}\n", m.found.size(),
                                  m.found.size() == 1 ? "" : "s", m.searched, m.found_end);
    if (!m.found.empty() && !sy::begins_with(m.found.front().root, b.state().demanded))
        out += fmt::format(
            "! none begins with {}, which is demanded: none was taken; `take K` takes one "
            "nevertheless\n",
            b.state().demanded);
    for (std::size_t k = 1; k <= std::min<std::size_t>(m.found.size(), 10); ++k) {
        const sy::Route r = b.found(k);
        out += fmt::format("{:>4}  {}: {}\n", k, r.score.solved ? "complete" : "open",
                           score_text(r.score));
    }
    return out;
}

std::string difference_page(const sy::RouteDifference& d, const std::string& first,
                            const std::string& second) {
    std::string out = fmt::format("{:<12} {}\n{:<12} {}\n", first, score_text(d.first), second,
                                  score_text(d.second));
    out += fmt::format("distance {:.3f} (0: the same tree)\n", d.distance);
    const auto add = [&](const std::string& title, const std::vector<std::string>& steps) {
        out += fmt::format("{}: {}\n", title, steps.size());
        for (const std::string& s : steps) out += fmt::format("    {}\n", s);
    };
    add("steps of both", d.shared);
    add(fmt::format("of {} alone", first), d.first_alone);
    add(fmt::format("of {} alone", second), d.second_alone);
    return out;
}

std::string rules_page(const sy::Workbook& b) {
    const sy::WorkbookState& s = b.state();
    std::string out;
    add_line(out, "frozen bonds", bonds_text(s.frozen));
    add_line(out, "bonds to be cut", bonds_text(s.broken));
    add_line(out, "forbidden rules", fmt::format("{}", fmt::join(s.forbidden_rules, ", ")));
    add_line(out, "forbidden molecules", fmt::format("{}", fmt::join(s.forbidden_molecules, ", ")));
    add_line(out, "forbidden elements", fmt::format("{}", fmt::join(s.forbidden_elements, ", ")));
    add_line(out, "to be bought", fmt::format("{}", fmt::join(s.bought, ", ")));
    add_line(out, "not to be bought", fmt::format("{}", fmt::join(s.not_bought, ", ")));
    add_line(out, "searched routes begin with", s.demanded);
    add_line(out, "pinned", keys_text(s.pins));
    add_line(out, "kept routes", keys_text(s.kept));
    for (const auto& [number, m] : s.molecules)
        if (!m.note.empty()) add_line(out, fmt::format("note on {}", number), m.note);
    add_line(out, "actions",
             fmt::format("{} done, {} undone", b.done(), b.actions().size() - b.done()));
    return out;
}

std::vector<WorkbookFile> exported_files(const sy::Workbook& b,
                                         const std::vector<std::filesystem::path>& stock) {
    std::vector<PlannedTarget> done(1);
    done[0].smiles = b.target();
    done[0].cards = Value::make_table();
    for (const auto& [rule, card] : b.memory().cards) {
        Value v;
        v.set("name", card.name);
        v.set("template", card.smarts);
        v.set("precedent", card.precedent);
        v.set("uses", card.uses);
        if (!card.conditions.empty()) v.set("conditions", card.conditions);
        done[0].cards.set(std::to_string(rule), std::move(v));
    }
    std::vector<std::string> called{"now"};
    for (const auto& [name, route] : b.state().kept) called.push_back(name);
    for (const std::string& name : called) {
        sy::Route r;
        r.root = b.route_called(name);
        r.score = b.compare(name, name).first;
        done[0].result.routes.push_back(std::move(r));
    }
    const auto named = best_named_routes(done, called.size());
    std::vector<sy::StockSource> files;
    for (const auto& file : stock) files.push_back(sy::open_stock_source(file));
    return {{"routes.json", to_json(routes_document(done), JsonStyle::pretty)},
            {"routes.csv", to_csv(route_rows(done))},
            {"moves.csv", to_csv(move_rows(done))},
            {"reactions.smi", sy::reaction_smiles(named)},
            {"routes.rdf", sy::routes_rdf(named)},
            {"shopping.csv", to_csv(sy::shopping_list(named, files))}};
}

}  // namespace crucible
