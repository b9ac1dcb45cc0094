#include "crucible/kinds/workbook_dialogue.hpp"

#include <fmt/format.h>

#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/base/text.hpp"
#include "crucible/chem/plannable.hpp"
#include "crucible/kinds/workbook_pages.hpp"

namespace crucible {

namespace sy = synthesis;

/// A line in words, the command first.
struct WorkbookDialogue::Given {
    std::string_view line;
    std::vector<Word> words;
    int number = 0;  ///< of the line
    const Command* command = nullptr;

    std::size_t count() const { return words.size() - 1; }
    [[noreturn]] void refuse(std::size_t word, std::string_view why, std::string_view cure) const {
        const int column =
            word < words.size() ? words[word].column : static_cast<int>(line.size()) + 1;
        throw InputError("E-workbook-command", why, cure, {"input", number, column});
    }
    void require(std::size_t least, std::size_t most, std::string_view arguments) const {
        if (count() < least)
            refuse(words.size(), fmt::format("`{}` wants more: {}", words[0].text, arguments),
                   "see `help`");
        if (count() > most)
            refuse(most + 1,
                   fmt::format("`{}` takes no {}", words[0].text, in_quotes(words[most + 1].text)),
                   "see `help`");
    }
    std::string text(std::size_t word) const { return std::string(words.at(word).text); }
    /// All from that word on, as written.
    std::string rest(std::size_t word) const {
        if (word >= words.size()) return "";
        return std::string(trim(line.substr(static_cast<std::size_t>(words[word].column) - 1)));
    }
    int integer(std::size_t word) const {
        const auto n = to_integer(words.at(word).text);
        if (!n || *n < 0 || *n > 2'000'000'000)
            refuse(word, fmt::format("{} is no number", in_quotes(words[word].text)),
                   "give a number as the pages show it");
        return static_cast<int>(*n);
    }
    std::pair<int, int> bond(std::size_t word) const {
        const std::string_view s = words.at(word).text;
        const auto dash = s.find('-');
        const auto a = to_integer(s.substr(0, dash));
        const auto b = dash == s.npos ? std::nullopt : to_integer(s.substr(dash + 1));
        if (!a || !b || *a < 0 || *b < 0 || *a > 65535 || *b > 65535)
            refuse(word, fmt::format("{} is no bond", in_quotes(s)),
                   "give two atoms of the SMILES, counted from 0, such as 3-4");
        return {static_cast<int>(*a), static_cast<int>(*b)};
    }
    /// A number of the tree, or a SMILES.
    std::string molecule(std::size_t word, const sy::WorkbookState& s) const {
        if (to_integer(words.at(word).text)) return sy::molecule_at(s, integer(word)).smiles;
        try {
            return chem::canonical_smiles(words[word].text);
        } catch (const Error& e) {
            refuse(word, e.message(), "give a SMILES, or a number of the tree");
        }
    }
};

struct WorkbookDialogue::Command {
    std::string_view word, short_form, arguments, sentence;
    std::string (WorkbookDialogue::*run)(const Given&);
};

const std::vector<WorkbookDialogue::Command>& WorkbookDialogue::commands() {
    using D = WorkbookDialogue;
    static const std::vector<Command> all = {
        {"help", "h", "", "this list", &D::help},
        {"show", "s", "", "the tree", &D::show},
        {"expand", "e", "[N [MOST]]", "moves that make molecule N (the first open one)",
         &D::expand},
        {"why", "?", "K", "all about move K of the list", &D::explain},
        {"choose", "c", "[N] K", "make N (the molecule of the list) by move K", &D::choose},
        {"back", "b", "N", "take back the move of N, and what is below it", &D::back},
        {"undo", "u", "", "undo the last action", &D::undo},
        {"redo", "r", "", "do again what was undone", &D::redo},
        {"forbid", "f", "rule K | molecule M | element E", "on no route any more", &D::forbid},
        {"allow", "a", "rule K | molecule M | element E", "take that back", &D::allow},
        {"freeze", "fb", "N A-B", "forbid that bond A-B of N is changed", &D::mark_bond},
        {"cut", "cb", "N A-B", "searches have to change bond A-B of N", &D::mark_bond},
        {"release", "rb", "N A-B", "neither of both", &D::mark_bond},
        {"buy", "+", "M", "M (a number or a SMILES) counts as bought", &D::mark_stock},
        {"nobuy", "-", "M", "M is not to be bought", &D::mark_stock},
        {"listed", "=", "M", "the stock decides on M again", &D::mark_stock},
        {"demand", "dm", "M", "searched routes begin with M", &D::demand},
        {"undemand", "um", "", "they begin with anything again", &D::demand},
        {"pin", "p", "N", "keep what is below N wherever N comes up", &D::pin},
        {"unpin", "up", "N", "let go of it", &D::pin},
        {"search", "/", "[N [ITERATIONS [SECONDS]]]", "search for a route to N and take it",
         &D::search},
        {"routes", "l", "", "what the last search found", &D::routes},
        {"take", "t", "K", "take route K of these", &D::take},
        {"keep", "k", "NAME", "keep the whole tree under a name", &D::keep},
        {"drop", "d", "NAME", "forget a kept route", &D::keep},
        {"compare", "=?", "A [B]", "two routes: names, `now`, or #K of the last search",
         &D::compare},
        {"note", "n", "N TEXT", "write something beside N; without a text, wipe it", &D::note},
        {"list", "ls", "", "what is forbidden, marked, pinned, kept", &D::list},
        {"export", "x", "FOLDER", "the files that `synthesis plan` writes, of all kept routes",
         &D::export_routes},
        {"save", "w", "[FILE]", "write the workbook", &D::write},
        {"quit", "q", "", "leave; twice, if something is not saved", &D::quit}};
    return all;
}

WorkbookDialogue::WorkbookDialogue(sy::Workbook book, WorkbookSetup setup,
                                   std::filesystem::path file)
    : book_(std::move(book)), setup_(std::move(setup)), file_(std::move(file)) {
    saved_ = book_.text();
}

void WorkbookDialogue::open() {
    if (opened_) return;
    opened_ = setup_.plan.open();
    use_plan(book_, *opened_);
}

std::string WorkbookDialogue::answer(std::string_view line, const RunContext& context) {
    Given g{line, words(line), ++line_, nullptr};
    if (g.words.empty() || g.words[0].text.starts_with("...")) return "";
    std::vector<std::string> known;
    for (const Command& c : commands()) {
        known.emplace_back(c.word);
        if (g.words[0].text != c.word && g.words[0].text != c.short_form) continue;
        g.command = &c;
        if (c.word != "quit") may_leave_ = false;
        context_ = &context;
        try {
            return (this->*c.run)(g);
        } catch (Error& e) {
            e.locate({"input", g.number, 1});
            throw;
        }
    }
    g.refuse(0,
             fmt::format("unknown command {}{}", in_quotes(g.words[0].text),
                         did_you_mean(g.words[0].text, known)),
             "see `help`");
}

std::string WorkbookDialogue::tree() const { return tree_page(book_); }

std::string WorkbookDialogue::help(const Given&) {
    std::string out;
    for (const Command& c : commands())
        out +=
            fmt::format("  {:<8}{:<3} {:<34}{}\n", c.word, c.short_form, c.arguments, c.sentence);
    return out + "N: number of a molecule in the tree; K: of a move, route or rule; ... a remark\n";
}

std::string WorkbookDialogue::show(const Given& g) {
    g.require(0, 0, "");
    return tree();
}

namespace {

/// The first molecule that is neither made nor bought; the target where there is none.
int first_open(const sy::Workbook& b) {
    for (const auto& [number, m] : b.state().molecules)
        if (!m.has_move && (number == 1 || !b.is_bought(m.smiles))) return number;
    return 1;
}

constexpr std::size_t shown_moves = 10;

}  // namespace

std::string WorkbookDialogue::expand(const Given& g) {
    g.require(0, 2, "[N [MOST]]");
    const int number = g.count() > 0 ? g.integer(1) : first_open(book_);
    const auto most = g.count() > 1 ? static_cast<std::size_t>(g.integer(2)) : shown_moves;
    if (!book_.memory().answers.contains(sy::molecule_at(book_.state(), number).smiles)) open();
    const auto moves = book_.moves(number);
    asked_ = number;
    return moves_page(book_, number, moves, most);
}

std::string WorkbookDialogue::explain(const Given& g) {
    g.require(1, 1, "K");
    const auto moves = book_.moves(asked_);
    const auto number = static_cast<std::size_t>(g.integer(1));
    if (number < 1 || number > moves.size())
        g.refuse(1, fmt::format("molecule {} has no move {}", asked_, number), "see `expand`");
    return move_page(book_, moves[number - 1], number);
}

std::string WorkbookDialogue::choose(const Given& g) {
    g.require(1, 2, "[N] K");
    const int number = g.count() == 2 ? g.integer(1) : asked_;
    if (!book_.memory().answers.contains(sy::molecule_at(book_.state(), number).smiles)) open();
    book_.choose(number, static_cast<std::size_t>(g.integer(g.count())));
    return tree();
}

std::string WorkbookDialogue::back(const Given& g) {
    g.require(1, 1, "N");
    sy::WorkbookAction a;
    a.act = sy::WorkbookAct::clear;
    a.molecule = g.integer(1);
    book_.act(a);
    return tree();
}

std::string WorkbookDialogue::undo(const Given& g) {
    g.require(0, 0, "");
    return book_.undo() ? tree() : "there is nothing to be undone\n";
}

std::string WorkbookDialogue::redo(const Given& g) {
    g.require(0, 0, "");
    return book_.redo() ? tree() : "nothing was undone\n";
}

std::string WorkbookDialogue::forbid(const Given& g) {
    g.require(2, 2, "rule K | molecule M | element E");
    const std::string what = g.text(1);
    const bool is_forbidden = g.command->word == "forbid";
    sy::WorkbookAction a;
    using Act = sy::WorkbookAct;
    if (what == "rule") {
        a.act = is_forbidden ? Act::forbid_rule : Act::allow_rule;
        a.rule = g.integer(2);
        if (is_forbidden && !book_.memory().cards.contains(a.rule)) {
            open();
            book_.require_rule(a.rule);
        }
    } else if (what == "molecule") {
        a.act = is_forbidden ? Act::forbid : Act::allow;
        a.text = g.molecule(2, book_.state());
    } else if (what == "element") {
        a.act = is_forbidden ? Act::forbid_element : Act::allow_element;
        a.text = g.text(2);
    } else {
        g.refuse(1,
                 fmt::format("{} is none of rule, molecule, element{}", in_quotes(what),
                             did_you_mean(what, {"rule", "molecule", "element"})),
                 "a bond is forbidden by `freeze`");
    }
    book_.act(a);
    return rules_page(book_) + (is_forbidden ? tree() : "");
}

std::string WorkbookDialogue::allow(const Given& g) { return forbid(g); }

std::string WorkbookDialogue::mark_bond(const Given& g) {
    g.require(2, 2, "N A-B");
    sy::WorkbookAction a;
    a.act = g.command->word == "freeze" ? sy::WorkbookAct::freeze
            : g.command->word == "cut"  ? sy::WorkbookAct::cut
                                        : sy::WorkbookAct::release;
    a.molecule = g.integer(1);
    a.bond = g.bond(2);
    book_.act(a);
    return rules_page(book_);
}

std::string WorkbookDialogue::mark_stock(const Given& g) {
    g.require(1, 1, "M");
    sy::WorkbookAction a;
    a.act = g.command->word == "buy"     ? sy::WorkbookAct::buy
            : g.command->word == "nobuy" ? sy::WorkbookAct::do_not_buy
                                         : sy::WorkbookAct::as_listed;
    a.text = g.molecule(1, book_.state());
    book_.act(a);
    return tree();
}

std::string WorkbookDialogue::pin(const Given& g) {
    g.require(1, 1, "N");
    sy::WorkbookAction a;
    a.act = g.command->word == "pin" ? sy::WorkbookAct::pin : sy::WorkbookAct::unpin;
    a.molecule = g.integer(1);
    book_.act(a);
    return tree();
}

std::string WorkbookDialogue::demand(const Given& g) {
    sy::WorkbookAction a;
    a.act = g.command->word == "demand" ? sy::WorkbookAct::demand : sy::WorkbookAct::undemand;
    if (a.act == sy::WorkbookAct::demand) {
        g.require(1, 1, "M");
        a.text = g.molecule(1, book_.state());
    } else {
        g.require(0, 0, "");
    }
    book_.act(a);
    return rules_page(book_);
}

std::string WorkbookDialogue::search(const Given& g) {
    g.require(0, 3, "[N [ITERATIONS [SECONDS]]]");
    const int number = g.count() > 0 ? g.integer(1) : first_open(book_);
    sy::SearchSettings s = setup_.plan.settings(book_.target(), context_->seed());
    if (g.count() > 1) s.iterations = g.integer(2);
    if (g.count() > 2) s.seconds = g.integer(3);
    open();
    book_.search(number, s, *context_);
    return found_page(book_) + tree();
}

std::string WorkbookDialogue::routes(const Given& g) {
    g.require(0, 0, "");
    return found_page(book_);
}

std::string WorkbookDialogue::take(const Given& g) {
    g.require(1, 1, "K");
    book_.take(static_cast<std::size_t>(g.integer(1)));
    return tree();
}

std::string WorkbookDialogue::keep(const Given& g) {
    g.require(1, 1, "NAME");
    sy::WorkbookAction a;
    a.act = g.command->word == "keep" ? sy::WorkbookAct::keep : sy::WorkbookAct::drop;
    a.text = g.text(1);
    book_.act(a);
    return rules_page(book_);
}

std::string WorkbookDialogue::compare(const Given& g) {
    g.require(1, 2, "A [B]");
    const std::string first = g.text(1), second = g.count() > 1 ? g.text(2) : "now";
    return difference_page(book_.compare(first, second), first, second);
}

std::string WorkbookDialogue::note(const Given& g) {
    if (g.count() < 1) g.require(1, 1, "N TEXT");
    sy::WorkbookAction a;
    a.act = sy::WorkbookAct::note;
    a.molecule = g.integer(1);
    a.text = g.rest(2);
    book_.act(a);
    return tree();
}

std::string WorkbookDialogue::list(const Given& g) {
    g.require(0, 0, "");
    return rules_page(book_);
}

std::string WorkbookDialogue::export_routes(const Given& g) {
    g.require(1, 1, "FOLDER");
    const std::filesystem::path folder = g.text(1);
    make_directories(folder);
    std::string out;
    for (const WorkbookFile& f : exported_files(book_, setup_.plan.sources.stock)) {
        write_atomic(folder / f.name, f.bytes);
        out += (folder / f.name).string() + "\n";
    }
    return out;
}

void WorkbookDialogue::save() {
    const std::string text = book_.text();
    write_atomic(file_, text);
    saved_ = text;
}

std::string WorkbookDialogue::write(const Given& g) {
    g.require(0, 1, "[FILE]");
    const std::filesystem::path before = file_;
    if (g.count() == 1) file_ = g.text(1);
    if (file_.empty()) g.refuse(1, "there is no file yet", "name one: save aripiprazole.json");
    try {
        save();
    } catch (...) {
        file_ = before;  // what cannot be written is not where the end of the input saves to
        throw;
    }
    return fmt::format("saved {}\n", file_.string());
}

std::string WorkbookDialogue::quit(const Given& g) {
    g.require(0, 0, "");
    if (is_unsaved() && !may_leave_) {
        may_leave_ = true;
        if (file_.empty())
            return "not saved: `save FILE` keeps it; `quit`, or the end of the input, loses it\n";
        return fmt::format(
            "not saved: `save`, or the end of the input, writes {}; `quit` loses it\n",
            file_.string());
    }
    is_over_ = true;
    return "";
}

}  // namespace crucible
