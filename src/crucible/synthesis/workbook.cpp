#include "crucible/synthesis/workbook.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "crucible/base/error.hpp"
#include "crucible/base/text.hpp"
#include "crucible/synthesis/protections.hpp"
#include "crucible/synthesis/score.hpp"
#include "crucible/synthesis/uncontrolled_centres.hpp"

namespace crucible::synthesis {

Workbook::Workbook(std::string target) : target_(std::move(target)), state_(workbook_of(target_)) {}

void Workbook::use(const WorkbookSources& sources) {
    sources_ = sources;
    if (!sources_.moves || !sources_.stock) return;
    const std::string now = sources_.moves->describe();
    if (memory_.sources != now) {  // answers of another model would be mixed up with its own
        memory_.answers.clear();
        memory_.sources = now;
    }
    for (auto& [smiles, is_there] : memory_.in_stock) is_there = sources_.stock->contains(smiles);
    remember(target_);
}

void Workbook::act(WorkbookAction a) {
    WorkbookState next = state_;
    apply(next, a);
    actions_.resize(done_);
    actions_.push_back(std::move(a));
    ++done_;
    state_ = std::move(next);
}

bool Workbook::undo() {
    if (done_ == 0) return false;
    WorkbookState before = workbook_of(target_);
    for (std::size_t k = 0; k + 1 < done_; ++k) apply(before, actions_[k]);
    --done_;
    state_ = std::move(before);
    return true;
}

bool Workbook::redo() {
    if (done_ == actions_.size()) return false;
    apply(state_, actions_[done_]);
    ++done_;
    return true;
}

void Workbook::require_sources() const {
    if (!sources_.moves || !sources_.stock)
        throw InputError("E-workbook-sources", "there is nothing that knows moves",
                         "open the workbook with models or rules, and a stock");
}

void Workbook::remember(const std::string& smiles) {
    if (!sources_.stock || memory_.in_stock.contains(smiles)) return;
    memory_.in_stock[smiles] = sources_.stock->contains(smiles);
}

void Workbook::remember(const RouteNode& n) {
    remember(n.smiles);
    if (n.has_move) remember_rule(n.move.rule);
    for (const RouteNode& c : n.children) remember(c);
}

void Workbook::remember_rule(std::int64_t rule) {
    if (sources_.moves && !memory_.cards.contains(rule))
        memory_.cards[rule] = sources_.moves->rule(rule);
}

const std::vector<Move>& Workbook::answer(const std::string& smiles) {
    const auto known = memory_.answers.find(smiles);
    if (known != memory_.answers.end()) return known->second;
    require_sources();
    std::vector<Move> moves = std::move(marked_moves(*sources_.moves, {&smiles, 1}).at(0));
    for (const Move& m : moves) {
        remember_rule(m.rule);
        for (const std::string& p : m.precursors) remember(p);
    }
    remember(smiles);
    return memory_.answers[smiles] = std::move(moves);
}

std::vector<ListedMove> Workbook::moves(int molecule) {
    std::vector<ListedMove> out;
    for (const Move& m : answer(molecule_at(state_, molecule).smiles))
        out.push_back({&m, why_refused(state_, molecule, m)});
    return out;
}

void Workbook::choose(int molecule, std::size_t number) {
    const std::vector<ListedMove> all = moves(molecule);
    if (number < 1 || number > all.size())
        throw InputError("E-workbook-action",
                         fmt::format("molecule {} has no move {}", molecule, number),
                         all.empty() ? "no rule makes it: take another way above it"
                                     : fmt::format("give a number from 1 to {}", all.size()));
    const ListedMove& chosen = all[number - 1];
    if (!chosen.refused.empty())
        throw InputError("E-workbook-action",
                         fmt::format("move {} is refused: {}", number, chosen.refused),
                         "take another move, or take back what forbids it");
    RouteNode one;
    one.smiles = molecule_at(state_, molecule).smiles;
    one.has_move = true;
    one.move = *chosen.move;
    for (const std::string& p : one.move.precursors) {
        RouteNode leaf;
        leaf.smiles = p;
        one.children.push_back(std::move(leaf));
    }
    WorkbookAction a;
    a.act = WorkbookAct::make;
    a.molecule = molecule;
    a.text = fmt::format("move {}", number);
    a.route = with_protections(std::move(one), stock_now());
    remember(a.route);
    act(std::move(a));
}

Stock Workbook::stock_now() const {
    std::vector<std::string> bought(state_.bought.begin(), state_.bought.end());
    const std::vector<std::string> not_bought(state_.not_bought.begin(), state_.not_bought.end());
    if (sources_.stock) return sources_.stock->changed(bought, not_bought);
    for (const auto& [smiles, is_there] : memory_.in_stock)
        if (is_there) bought.push_back(smiles);
    return Stock().changed(bought, not_bought);
}

void Workbook::require_rule(std::int64_t rule) const {
    if (memory_.cards.contains(rule) || !sources_.moves || sources_.moves->has_rule(rule)) return;
    throw InputError("E-workbook-action", fmt::format("there is no rule {}", rule),
                     "give a number as `expand` and the tree show it");
}

void Workbook::search(int molecule, SearchSettings settings, const RunContext& context) {
    require_sources();
    const std::string target = molecule_at(state_, molecule).smiles;
    if (is_pinned(state_, molecule))
        throw InputError("E-workbook-action",
                         fmt::format("molecule {} belongs to a pinned sub-route", molecule),
                         "unpin it first");
    const std::string start = std::move(settings.constraints.start);
    settings.constraints = constraints_at(state_, molecule);
    settings.constraints.start = state_.demanded.empty() ? start : state_.demanded;
    std::vector<std::string> bought(state_.bought.begin(), state_.bought.end());
    for (const auto& [smiles, route] : state_.pins)
        if (!state_.not_bought.contains(smiles)) bought.push_back(smiles);
    const Stock stock = sources_.stock->changed(
        bought, std::vector<std::string>(state_.not_bought.begin(), state_.not_bought.end()));
    SearchResult r = search_routes(target, *sources_.moves, stock, settings, context,
                                   sources_.rollout, sources_.value);
    for (const Route& route : r.routes) remember(route.root);
    memory_.searched = molecule;
    memory_.found = std::move(r.routes);
    memory_.found_end = std::move(r.end);
    if (memory_.found.empty() || !memory_.found.front().root.has_move) return;
    if (begins_with(memory_.found.front().root, settings.constraints.start)) take(1);
}

namespace {

void mark_stock(RouteNode& n, const Workbook& book) {
    n.in_stock = book.is_bought(n.smiles);
    for (RouteNode& c : n.children) mark_stock(c, book);
}

}  // namespace

Route Workbook::found(std::size_t number) const {
    const std::vector<Route>& all = memory_.found;
    if (number < 1 || number > all.size())
        throw InputError(
            "E-workbook-action", fmt::format("no route {} was found", number),
            all.empty() ? "search first" : fmt::format("give a number from 1 to {}", all.size()));
    Route out = all[number - 1];
    mark_stock(out.root, *this);
    out.score = score_route(out.root, stock_now(), scores_);
    out.score.solved = out.score.solved && begins_with(out.root, state_.demanded);
    return out;
}

void Workbook::take(std::size_t number) {
    Route taken = found(number);
    WorkbookAction a;
    a.act = WorkbookAct::make;
    a.molecule = memory_.searched;
    a.text = fmt::format("route {}", number);
    a.route = std::move(taken.root);
    act(std::move(a));
}

bool Workbook::is_bought(const std::string& smiles) const {
    if (state_.not_bought.contains(smiles)) return false;
    if (state_.bought.contains(smiles)) return true;
    const auto known = memory_.in_stock.find(smiles);
    if (known != memory_.in_stock.end()) return known->second;
    return sources_.stock && sources_.stock->contains(smiles);
}

std::string Workbook::name_of(std::int64_t rule) const {
    const auto at = memory_.cards.find(rule);
    return at == memory_.cards.end() ? "" : at->second.name;
}

RouteNode Workbook::route(int molecule) const {
    return route_below(state_, molecule, [this](const std::string& s) { return is_bought(s); });
}

RouteScore Workbook::score(int molecule) const {
    return score_route(route(molecule), stock_now(), scores_);
}

RouteNode Workbook::route_called(const std::string& name) const {
    if (name == "now") return route();
    RouteNode out;
    const long long number = name.starts_with("#") ? to_integer(name.substr(1)).value_or(0) : 0;
    const auto kept = state_.kept.find(name);
    if (kept != state_.kept.end()) {
        out = kept->second;
    } else if (number >= 1 && memory_.searched == 1 &&
               number <= static_cast<long long>(memory_.found.size())) {
        return found(static_cast<std::size_t>(number)).root;
    } else {
        std::vector<std::string> known{"now"};
        for (const auto& [n, route] : state_.kept) known.push_back(n);
        throw InputError(
            "E-workbook-action",
            fmt::format("there is no route {}{}", in_quotes(name), did_you_mean(name, known)),
            "name a kept route, `now`, or #1 for the best one of a search from the "
            "target");
    }
    mark_stock(out, *this);
    return out;
}

RouteDifference Workbook::compare(const std::string& first, const std::string& second) const {
    return compare_routes(route_called(first), route_called(second), stock_now(), scores_);
}

}  // namespace crucible::synthesis
