#include "crucible/kinds/one_step_report.hpp"

#include <fmt/format.h>

#include <limits>

#include "crucible/data/json.hpp"
#include "crucible/data/table.hpp"

namespace crucible {
namespace {

constexpr int most_classes = 10;

Table rank_table(const std::vector<chem::ReactionRecord>& records,
                 const std::vector<AskedReaction>& asked) {
    Table t;
    auto& ids = t.add_texts("id");
    for (const auto& r : records) ids.push_back(r.id);
    const auto column = [&](const char* name, auto&& value) {
        auto& numbers = t.add_numbers(name);
        for (const AskedReaction& a : asked)
            numbers.push_back(a.is_readable ? static_cast<double>(value(a))
                                            : std::numeric_limits<double>::quiet_NaN());
    };
    column("class", [](const AskedReaction& a) { return a.reaction_class; });
    column("rank", [](const AskedReaction& a) { return a.answer.rank; });
    column("flat rank", [](const AskedReaction& a) { return a.answer.flat_rank; });
    column("answers", [](const AskedReaction& a) { return a.answer.answers; });
    return t;
}

}  // namespace

Value asked_value(const synthesis::OneStepAnswer& a, int reaction_class) {
    return list_of({static_cast<double>(a.rank), static_cast<double>(a.flat_rank),
                    static_cast<double>(a.answers), static_cast<double>(reaction_class)});
}

AskedReaction asked_reaction(const Value& v) {
    const auto n = numbers_in(v);
    AskedReaction a;
    a.is_readable = n.size() == 4;
    if (!a.is_readable) return a;
    a.answer = {static_cast<std::size_t>(n[0]), static_cast<std::size_t>(n[1]),
                static_cast<std::size_t>(n[2])};
    a.reaction_class = static_cast<int>(n[3]);
    return a;
}

void describe_one_step_outputs(Fields& f) {
    f.makes(Artefact::table, "ranks", "ranks.csv",
            "Place of the recorded reactants among the answers for each reaction");
    f.makes(Artefact::table, "accuracy", "accuracy.csv", "Top-k accuracies, in all and by class");
    f.gives("asked", "", "Reactions that were asked about");
    f.gives("unread", "", "Reactions with molecules that cannot be read, not counted");
    f.gives("top-*", "", "Share whose recorded reactants are among the first k, with stereo");
    f.gives("flat-top-*", "", "The same, stereo ignored");
    f.gives("mean-reciprocal-rank", "", "Mean of 1 / place, 0 where they were not found");
    f.gives("answers", "", "Answers per reaction");
    f.gives("seconds", "s", "CPU time per reaction");
    f.figure({.id = "accuracy",
              .form = "line",
              .table = "accuracy",
              .x = "k",
              .y = "accuracy",
              .label = "class",
              .title = "One step.",
              .caption = "Share of recorded reactants among the first k answers."});
}

void give_one_step(StepRun& r, const std::vector<chem::ReactionRecord>& records,
                   const std::vector<AskedReaction>& asked, double seconds) {
    synthesis::OneStepScore all;
    std::vector<synthesis::OneStepScore> by_class(most_classes + 1);
    std::size_t unread = 0;
    for (const AskedReaction& a : asked) {
        if (!a.is_readable) {
            ++unread;
            continue;
        }
        all.add(a.answer);
        if (a.reaction_class >= 1 && a.reaction_class <= most_classes)
            by_class[static_cast<std::size_t>(a.reaction_class)].add(a.answer);
    }
    r.make("ranks", to_csv(rank_table(records, asked)));
    Table t;
    std::vector<std::string> classes_column;
    std::vector<double> k, share, flat, n;
    const auto add = [&](const std::string& name, const synthesis::OneStepScore& s) {
        for (std::size_t i = 0; i < synthesis::one_step_ranks.size() && s.asked; ++i) {
            classes_column.push_back(name);
            k.push_back(static_cast<double>(synthesis::one_step_ranks[i]));
            share.push_back(s.top(i)), flat.push_back(s.flat_top(i));
            n.push_back(static_cast<double>(s.asked));
        }
    };
    add("all", all);
    for (std::size_t c = 1; c < by_class.size(); ++c) add(fmt::format("{}", c), by_class[c]);
    t.add_texts("class") = std::move(classes_column);
    t.add_numbers("k") = std::move(k);
    t.add_numbers("accuracy") = std::move(share);
    t.add_numbers("flat accuracy") = std::move(flat);
    t.add_numbers("reactions") = std::move(n);
    r.make("accuracy", to_csv(t));
    const auto asked_n = static_cast<double>(std::max<std::size_t>(1, all.asked));
    r.row(Row::number("asked", static_cast<double>(all.asked), ""));
    r.row(Row::number("unread", static_cast<double>(unread), ""));
    for (std::size_t i = 0; i < synthesis::one_step_ranks.size(); ++i) {
        r.row(Row::number(fmt::format("top-{}", synthesis::one_step_ranks[i]), all.top(i), ""));
        r.row(Row::number(fmt::format("flat-top-{}", synthesis::one_step_ranks[i]), all.flat_top(i),
                          ""));
    }
    r.row(Row::number("mean-reciprocal-rank", all.mean_reciprocal_rank(), ""));
    r.row(Row::number("answers", static_cast<double>(all.answers) / asked_n, ""));
    r.row(Row::number("seconds", seconds / asked_n, "s"));
}

}  // namespace crucible
