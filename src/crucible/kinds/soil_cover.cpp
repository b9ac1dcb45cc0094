// soil.cover: how few models serve all cores, and which cores are alike.

#include <fmt/format.h>

#include <algorithm>

#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/data/table.hpp"
#include "crucible/kinds/kinds.hpp"
#include "crucible/learn/clusters.hpp"
#include "crucible/learn/cover.hpp"
#include "crucible/study/step_run.hpp"

namespace crucible {
namespace {

learn::CoverProblem problem_of(const Table& t, const std::string& file, double threshold) {
    const auto refuse = [&](const std::string& why) -> void {
        throw InputError("E-learn-cover", why,
                         "give a table with a text column of models and a number column for each "
                         "core, as soil.matrix makes it",
                         {file});
    };
    learn::CoverProblem p;
    p.threshold = threshold;
    if (t.columns.empty()) refuse("the table is empty");
    const Column& names = t.columns.front();
    for (std::size_t k = 0; k < names.size(); ++k)
        p.models.push_back(names.kind == Column::Kind::text ? names.texts[k]
                                                            : fmt::format("{}", names.numbers[k]));
    p.errors = Array2<double>(p.models.size(), t.columns.size() - 1);
    for (std::size_t c = 1; c < t.columns.size(); ++c) {
        if (t.columns[c].kind != Column::Kind::number)
            refuse(fmt::format("column {} holds no numbers", t.columns[c].name));
        p.samples.push_back(t.columns[c].name);
        for (std::size_t m = 0; m < p.models.size(); ++m)
            p.errors(m, c - 1) = t.columns[c].numbers[m];
    }
    return p;
}

std::string joined(const std::vector<std::string>& names, const std::vector<std::size_t>& places) {
    std::string out;
    for (const std::size_t k : places) out += (out.empty() ? "" : " ") + names[k];
    return out;
}

Value value_of(const learn::CoverProblem& p, const learn::Cover& c) {
    Value v, picks = Value::make_list(), left = Value::make_list();
    for (const learn::CoverPick& pick : c.picks) {
        Value one, served = Value::make_list();
        for (const std::size_t s : pick.samples) served.push(p.samples[s]);
        one.set("model", p.models[pick.model]);
        one.set("count", static_cast<std::int64_t>(pick.samples.size()));
        one.set("mean_error", pick.mean_error), one.set("samples", std::move(served));
        picks.push(std::move(one));
    }
    for (const std::size_t s : c.uncovered) left.push(p.samples[s]);
    v.set("models", std::move(picks)), v.set("uncovered", std::move(left));
    v.set("is_proven", c.is_proven);
    return v;
}

struct SoilCover {
    Ref<Artefact::table> matrix;
    double threshold = 0.04;
    int groups = 2;

    void describe(Fields& f) {
        f("matrix", matrix, "Errors of models on cores, as soil.matrix makes them")
            .required("@matrix.matrix")
            .positional();
        f("threshold", threshold, "Error below which a model serves a core").within(1e-9, 1e9);
        f("groups", groups, "Groups that the cores are cut into").within(1, 64);
        f.example("crucible soil cover matrix/steps/matrix/out/matrix.csv --run cover");
        f.makes(Artefact::table, "cover", "cover.csv",
                "Models that serve all cores: one after another, and as few as can be");
        f.makes(Artefact::file, "cover-json", "cover.json", "The same with all names");
        f.makes(Artefact::table, "groups", "groups.csv",
                "Each core's group, its place in the tree and on the map");
        f.makes(Artefact::table, "tree", "tree.csv", "Which groups become one, and how unlike");
        f.gives("greedy", "", "Models of the cover that takes the one serving most, then again");
        f.gives("fewest", "", "Models of the smallest cover");
        f.gives("uncovered", "", "Cores that no model serves");
        f.gives("uncovered-names", "", "Their names");
    }

    void run(StepRun& r) const {
        const auto files = r.open(matrix);
        if (files.size() != 1)
            throw InputError("E-learn-cover", fmt::format("{} tables", files.size()),
                             "give one matrix");
        const Table t = parse_csv(read_file(files.front()), files.front().string());
        const learn::CoverProblem p = problem_of(t, files.front().string(), threshold);
        const learn::Cover greedy = greedy_cover(p);
        const bool is_small = p.samples.size() <= 64;
        const learn::Cover exact = is_small ? exact_cover(p) : greedy;
        if (!is_small)
            r.context().warn("more than 64 cores: the smallest cover was not sought");
        else if (!exact.is_proven)
            r.context().warn("the search was cut short: there may be a smaller cover");
        give_covers(r, p, greedy, exact);
        give_groups(r, p);
    }

    static void give_covers(StepRun& r, const learn::CoverProblem& p, const learn::Cover& greedy,
                            const learn::Cover& exact) {
        Table t;
        std::vector<std::string> way, model, served;
        std::vector<double> rank, count, error;
        for (const auto& [name, cover] : {std::pair{"greedy", &greedy}, {"fewest", &exact}})
            for (std::size_t k = 0; k < cover->picks.size(); ++k) {
                const learn::CoverPick& pick = cover->picks[k];
                way.emplace_back(name), rank.push_back(static_cast<double>(k + 1));
                model.push_back(p.models[pick.model]);
                count.push_back(static_cast<double>(pick.samples.size()));
                error.push_back(pick.mean_error);
                served.push_back(joined(p.samples, pick.samples));
            }
        t.add_texts("cover") = way;
        t.add_numbers("rank") = rank;
        t.add_texts("model") = model;
        t.add_numbers("count") = count;
        t.add_numbers("mean_error") = error;
        t.add_texts("samples") = served;
        r.make("cover", to_csv(t));
        Value v;
        v.set("threshold", p.threshold);
        v.set("greedy", value_of(p, greedy)), v.set("fewest", value_of(p, exact));
        r.make("cover-json", to_json(v, JsonStyle::pretty));
        const auto samples = static_cast<std::int64_t>(p.samples.size());
        r.row(Row::number("greedy", static_cast<double>(greedy.picks.size()), "", samples));
        r.row(Row::number("fewest", static_cast<double>(exact.picks.size()), "", samples));
        r.row(Row::number("uncovered", static_cast<double>(exact.uncovered.size()), "", samples));
        if (!exact.uncovered.empty())
            r.row(Row::words("uncovered-names", joined(p.samples, exact.uncovered)));
    }

    /// Only where every core has a model of its own.
    void give_groups(StepRun& r, const learn::CoverProblem& p) const {
        Table places, tree;
        if (p.models == p.samples) {
            const Array2<double> d = learn::mutual_distances(p.errors);
            const learn::ClusterTree t = learn::average_linkage(d);
            const learn::SampleMap map = learn::classical_scaling(d);
            const auto group = cut_tree(t, static_cast<std::size_t>(groups));
            places.add_texts("sample") = p.samples;
            auto& numbers = places.add_numbers("group");
            for (const std::size_t g : group) numbers.push_back(static_cast<double>(g + 1));
            auto& leaf = places.add_numbers("leaf");
            leaf.resize(p.samples.size());
            for (std::size_t k = 0; k < t.order.size(); ++k)
                leaf[t.order[k]] = static_cast<double>(k + 1);
            for (std::size_t axis = 0; axis < 2; ++axis) {
                auto& x = places.add_numbers(axis ? "y" : "x");
                for (std::size_t k = 0; k < p.samples.size(); ++k) x.push_back(map.points(k, axis));
            }
            for (const char* name : {"first", "second", "height", "size"}) {
                auto& column = tree.add_numbers(name);
                for (const learn::Merge& m : t.merges)
                    column.push_back(*name == 'f' ? static_cast<double>(m.first + 1)
                                     : name[1] == 'e' && *name == 's'
                                         ? static_cast<double>(m.second + 1)
                                     : *name == 'h' ? m.height
                                                    : static_cast<double>(m.size));
            }
        } else {
            r.context().warn("models and cores are not the same: there are no groups");
            places.add_texts("sample");
            tree.add_numbers("first");
        }
        r.make("groups", to_csv(places));
        r.make("tree", to_csv(tree));
    }
};

}  // namespace

void register_soil_cover(Registry& r) {
    r.add<SoilCover>("soil.cover", {1},
                     "The fewest models that serve all cores, and which cores are alike");
}

}  // namespace crucible
