#include "crucible/kinds/search_parameters.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/data/table.hpp"
#include "crucible/synthesis/formula_cost.hpp"
#include "crucible/synthesis/network_moves.hpp"
#include "crucible/synthesis/network_reading.hpp"
#include "crucible/synthesis/reaction_filter.hpp"
#include "crucible/synthesis/template_moves.hpp"
#include "crucible/synthesis/transform_moves.hpp"
#include "crucible/synthesis/translator_moves.hpp"
#include "crucible/synthesis/value_net.hpp"

namespace crucible::synthesis {

std::span<const Name> names(Algorithm) {
    static constexpr Name all[] = {
        {"mcts-3n", "Monte Carlo tree search with policy, filter and rollouts (Segler 2018)"},
        {"p-uct", "tree search by priors, no rollouts"},
        {"uct", "tree search as AiZynthFinder does it"},
        {"retro-star", "the molecule on the cheapest unfinished route first (Chen 2020)"},
        {"proof-number", "depth-first proof number search (Kishimoto 2019): one route, or none"},
        {"neural-bfs", "the likeliest beginning of a route first"},
        {"heuristic-bfs", "the smallest molecules left first, without priors"},
        {"formula-bfs", "the position first that your formulas find cheapest (Szymkuc 2016)"},
        {"synchem", "the best merit first on the AND/OR graph (Gelernter 1977)"},
        {"prove", "a proof, one level deeper at a time, every move (SYNLMA, Johnson 1989)"}};
    return all;
}

std::span<const Name> names(SearchClock) {
    static constexpr Name all[] = {
        {"wall", "what a user waits"},
        {"cpu", "CPU time of the searching process: other work on the machine does not count"}};
    return all;
}

}  // namespace crucible::synthesis

namespace crucible {

std::span<const Name> names(RuleKinds) {
    static constexpr Name all[] = {
        {"learned", "templates ranked by a policy, or recorded reactions"},
        {"written", "transforms that people wrote (docs/transforms.md)"},
        {"both", "both together: priors are halved, and added where the precursors are the same"}};
    return all;
}

namespace {

/// A policy with its templates.
struct OpenedPolicy {
    std::shared_ptr<synthesis::TemplateLibrary> library;
    std::shared_ptr<synthesis::Policy> net;
};
OpenedPolicy opened_policy(const std::filesystem::path& templates,
                           const std::filesystem::path& policy) {
    if (templates.empty())
        throw InputError("E-plan-sources", "there is a policy without its templates",
                         "give the templates that it was trained with");
    auto library =
        std::make_shared<synthesis::TemplateLibrary>(synthesis::TemplateLibrary::open(templates));
    auto net = std::make_shared<synthesis::Policy>(synthesis::Policy::open(policy, library->set));
    return {std::move(library), std::move(net)};
}

std::shared_ptr<const synthesis::MoveFilter> opened_filter(const std::filesystem::path& file) {
    if (file.empty()) return nullptr;
    return std::make_shared<synthesis::ReactionFilter>(synthesis::ReactionFilter::open(file));
}

std::unique_ptr<synthesis::MoveSource> template_moves(
    const OpenedPolicy& policy, const std::filesystem::path& filter,
    const synthesis::TemplateMoveSettings& settings) {
    return std::make_unique<synthesis::TemplateMoves>(policy.library, policy.net,
                                                      opened_filter(filter), settings);
}

/// Moves of a molecule in a rollout (doi:10.1038/nature25978).
constexpr std::size_t rollout_moves = 10;

std::unique_ptr<synthesis::MoveSource> translated_moves(
    const std::shared_ptr<const synthesis::Translator>& translator,
    const std::filesystem::path& filter, std::size_t beams, std::size_t most, double probability) {
    synthesis::TranslatorMoveSettings s;
    s.beams.beams = beams;
    s.most_moves = most;
    s.most_probability = probability;
    return std::make_unique<synthesis::TranslatorMoves>(translator, opened_filter(filter), s);
}

std::unique_ptr<synthesis::MoveSource> recorded_moves(
    const std::vector<std::filesystem::path>& files) {
    auto network = std::make_shared<synthesis::ReactionNetwork>();
    for (const auto& file : files)
        synthesis::add_reactions(*network, parse_csv(read_file(file), file.string()),
                                 file.string());
    return std::make_unique<synthesis::NetworkMoves>(std::move(network));
}

std::unique_ptr<synthesis::MoveSource> written_moves(const PlanSources& p, int most_moves) {
    auto library = open_transforms(p.transforms);
    auto groups = transforms::ProtectingGroups::shipped(library->vocabulary());
    return std::make_unique<synthesis::TransformMoves>(
        std::move(library), std::move(groups),
        synthesis::TransformMoveSettings{static_cast<std::size_t>(most_moves), 10, p.threads});
}

/// Templates and policy, or recorded reactions, with what rolls out and judges.
void open_learned(const PlanSources& p, int most_moves, double most_probability,
                  OpenedSources& out) {
    if (!p.records.empty()) {
        out.moves = open_records(p.records);
        return;
    }
    if (!p.reactions.empty()) {
        out.moves = recorded_moves(p.reactions);
        return;
    }
    if (!p.translator.empty()) {
        const auto translator = std::make_shared<const synthesis::Translator>(
            synthesis::Translator::open(p.translator));
        out.moves = translated_moves(translator, p.filter, static_cast<std::size_t>(p.beams),
                                     static_cast<std::size_t>(most_moves), most_probability);
        out.rollout =
            translated_moves(translator, "", rollout_moves, rollout_moves, most_probability);
        return;
    }
    if (p.policy.empty())
        throw InputError("E-plan-sources", "there is no policy that knows moves",
                         "give `policy` with its `templates`, a `translator`, or tables of "
                         "`reactions`; what ships with the program lies in share/crucible, or "
                         "where CRUCIBLE_SHARE says");
    const OpenedPolicy policy = opened_policy(p.templates, p.policy);
    out.moves = template_moves(
        policy, p.filter, {static_cast<std::size_t>(most_moves), most_probability, 0, p.threads});
    out.rollout = template_moves(
        p.rollout_policy.empty() ? policy : opened_policy(p.rollout_templates, p.rollout_policy),
        "", {rollout_moves, most_probability, 0, p.threads});
    if (!p.value.empty())
        out.value = std::make_unique<synthesis::ValueNet>(
            synthesis::ValueNet::open(p.value, policy.net->hash()));
}

}  // namespace

std::shared_ptr<const transforms::TransformLibrary> open_transforms(
    const std::vector<std::filesystem::path>& files) {
    namespace tr = transforms;
    return std::make_shared<const tr::TransformLibrary>(
        files.empty() ? tr::TransformLibrary::shipped()
                      : tr::TransformLibrary::open(files, tr::Vocabulary::shipped()));
}

Value shipped_with_synthesis(const char* name) {
    return shared_file(std::filesystem::path("synthesis") / name).string();
}

Value shipped_transforms() {
    Value list = Value::make_list();
    const std::string folder = transforms::Vocabulary::shipped_folder();
    if (!folder.empty())
        for (const auto& file : transforms::transform_files({folder}))
            list.push(Value(file.string()));
    return list;
}

Value shipped_sources(const Value& written) {
    const auto has = [&](const char* key) { return written.find(key) != nullptr; };
    Value v = Value::make_table();
    if (!has("templates") && !has("policy") && !has("reactions") && !has("records") &&
        !has("translator")) {
        v.set("templates", shipped_with_synthesis("templates.csv.gz"));
        v.set("policy", shipped_with_synthesis("policy.model.gz"));
        if (!has("filter")) v.set("filter", shipped_with_synthesis("filter.model.gz"));
        if (!has("value")) v.set("value", shipped_with_synthesis("value.model.gz"));
    }
    const Value* rules = written.find("rules");
    if (rules && rules->text != "learned" && !has("transforms"))
        v.set("transforms", shipped_transforms());
    if (!has("stock")) {
        Value list = Value::make_list();
        for (const char* name : {"common-chemicals.csv", "molecules.stock"})
            if (const Value file = shipped_with_synthesis(name); !file.text.empty())
                list.push(file);
        v.set("stock", std::move(list));
    }
    return v;
}

void describe_template_sources(Fields& f, std::filesystem::path& templates,
                               std::filesystem::path& policy, std::filesystem::path& filter) {
    f("templates", templates, "Templates of the policy; none: those that ship with the program")
        .or_made(Artefact::templates);
    f("policy", policy, "Policy that ranks them; none: the one that ships with the program")
        .or_made(Artefact::model);
    f("filter", filter,
      "Filter that judges what they give; none: the one that ships, or with another policy no "
      "filter")
        .or_made(Artefact::model);
}

void PlanSources::describe(Fields& f) {
    f("rules", rules, "Which rules the plan is made with");
    describe_files(f);
}

void PlanSources::describe_files(Fields& f) {
    f("transforms", transforms,
      "Files or folders of transforms (*.ctl); none: the library that ships with the program");
    describe_template_sources(f, templates, policy, filter);
    f("value", value,
      "Net of what molecules cost to make, for retro-star; none: the one that ships, or with "
      "another policy none: then what is not in stock counts as free")
        .or_made(Artefact::model);
    f("rollout_templates", rollout_templates, "Templates of the rollouts of mcts-3n")
        .or_made(Artefact::templates);
    f("rollout_policy", rollout_policy,
      "Policy of the rollouts; none: `policy`, its ten likeliest moves")
        .or_made(Artefact::model);
    f("translator", translator,
      "Translator that writes precursors instead of a policy and its templates")
        .or_made(Artefact::model);
    f("beams", beams, "Beginnings that a translator follows at a time").within(1, 1000);
    f("reactions", reactions,
      "Tables of recorded reactions to plan with instead of a model: columns product and "
      "reactants");
    f("records", records,
      "Rules in the form of Chematica (JSON) to plan with instead of a model; groups that their "
      "conditions touch are protected");
    f("stock", stock,
      "Files of what can be bought: .smi, .csv, .sdf, .stock; each may be gzipped; none: what "
      "ships with the program");
    f("most_price", most_price, "Highest price of what is bought, per gram; 0: any").within(0, 1e9);
    f("banned_stock", banned_stock, "Molecules that count as not to be bought").one_each();
    f("threads", threads,
      "Threads of each search that share the molecules of a batch; results do not depend on them")
        .within(1, 256);
}

std::unique_ptr<synthesis::RecordMoves> open_records(
    const std::vector<std::filesystem::path>& files) {
    transforms::RuleRecords all;
    for (const auto& file : files) {
        auto read = transforms::parse_rule_records(read_file(file), file.string());
        std::ranges::move(read.records, std::back_inserter(all.records));
        std::ranges::move(read.faults, std::back_inserter(all.faults));
    }
    transforms::require_faultless(all);
    auto words = transforms::Vocabulary::shipped();
    auto groups = transforms::ProtectingGroups::shipped(words);
    return std::make_unique<synthesis::RecordMoves>(std::move(all.records), std::move(words),
                                                    std::move(groups));
}

OpenedSources open_sources(const PlanSources& p, int most_moves, double most_probability) {
    OpenedSources out;
    if (p.rules != RuleKinds::written) open_learned(p, most_moves, most_probability, out);
    if (p.rules == RuleKinds::written) {
        out.moves = written_moves(p, most_moves);
    } else if (p.rules == RuleKinds::both) {
        out.moves = std::make_unique<synthesis::MergedMoves>(std::move(out.moves),
                                                             written_moves(p, most_moves));
    }
    if (p.stock.empty())
        throw InputError("E-plan-sources", "there is no stock to begin with",
                         "give files of what can be bought with `stock`");
    synthesis::StockSettings s;
    s.files = p.stock;
    s.most_price = p.most_price;
    s.banned = p.banned_stock;
    out.stock = synthesis::Stock::open(s);
    return out;
}

void FormulaParameters::describe(Fields& f) {
    f("position_score", position_score,
      "What a molecule that is still to be made costs a search by formulas: of LENGTH (of its "
      "SMILES), ATOMS, MASS, RINGS, STEREO; none: the usual one of docs/rule-records.md");
    f("move_score", move_score,
      "What a reaction costs it: of PRIOR, FEASIBILITY, YIELD, PROTECTIONS, CONFLICTS, "
      "PRECURSORS, RINGS and STEREO that it makes, UNCONTROLLED (stereocentres that nothing sets), "
      "EVENNESS; none: the usual one");
}

std::shared_ptr<const synthesis::SearchCost> FormulaParameters::cost(double step_yield) const {
    return std::make_shared<synthesis::FormulaCost>(
        position_score.empty() ? synthesis::usual_position_formula : position_score,
        move_score.empty() ? synthesis::usual_move_formula : move_score, step_yield);
}

void SearchParameters::describe(Fields& f) {
    f("iterations", iterations, "Iterations of the search; 0: as many as the time allows")
        .within(0, 1e12);
    f("time", time,
      "Wall time of the search of one target; 0: no limit. With iterations alone, "
      "results are the same to the byte")
        .in("s")
        .within(0, 1e7);
    f("exploration", exploration, "c of the tree searches; 0: 3, uct 1.4").within(0, 1e6);
    f("most_moves", most_moves, "Most moves of one molecule").within(1, 1e5);
    f("most_probability", most_probability, "Moves are taken until their priors sum to this")
        .within(1e-6, 2);
    f("least_feasibility", least_feasibility,
      "Moves that the filter finds less likely are left out")
        .within(0, 1);
    f("widened_feasibility", widened_feasibility,
      "Where everything was tried without a route, moves as unlikely as these are let in, one "
      "after another")
        .within(0, 1);
    f("step_yield", step_yield, "Yield of a step, in scores and costs").within(0.01, 1);
    f("uncontrolled_share", uncontrolled_share,
      "Share of this yield where a step sets a stereocentre that no precursor has and nothing "
      "controls; 1: as others")
        .within(0.01, 1);
    f("depth", depth, "Most reactions in a line").within(1, 100);
    f("rollout_depth", rollout_depth, "Most moves of a rollout").within(1, 100);
    f("batch", batch, "Molecules that the model is asked about at once").within(1, 1024);
    f("routes", routes, "Most routes of one target that are kept").within(1, 10000);
}

synthesis::SearchSettings SearchParameters::settings() const {
    synthesis::SearchSettings s;
    s.exploration = exploration;
    s.most_moves = most_moves;
    s.most_probability = most_probability;
    s.least_feasibility = least_feasibility;
    for (const double x : widened_feasibility)
        if (x < least_feasibility) s.widened_feasibility.push_back(x);
    s.step_yield = step_yield;
    s.uncontrolled_share = uncontrolled_share;
    s.depth = depth;
    s.rollout_depth = rollout_depth;
    s.iterations = iterations;
    s.seconds = from_internal(time.value, "s");
    s.batch = batch;
    s.most_routes = routes;
    return s;
}

}  // namespace crucible
