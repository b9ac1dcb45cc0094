// polymorphs.predict: enthalpies and basin entropies from SOAP vectors, learned from what was
// found.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <set>

#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/data/npy_rows.hpp"
#include "crucible/kinds/kinds.hpp"
#include "crucible/kinds/map_points.hpp"
#include "crucible/learn/kernel_ridge.hpp"
#include "crucible/num/statistics.hpp"
#include "crucible/study/step_run.hpp"

namespace crucible {
namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
/// A committee and a part that is held out need some.
constexpr std::size_t least_samples = 40;
constexpr std::size_t longest_curve = 4000;

enum class PredictFrom { phases, minima };
std::span<const Name> names(PredictFrom) {
    static constexpr Name all[] = {
        {"phases", "the lowest minimum of each phase: none has a twin among those held out"},
        {"minima", "every minimum, as arXiv:1909.08934 does"}};
    return all;
}

struct Learned;
struct Predicted;

struct PolymorphPredict {
    Ref<Artefact::table> map, basins;
    Ref<Artefact::file> features;
    PredictFrom samples = PredictFrom::phases;
    int pivots = 200;
    double noise = 0.01, entropy_noise = 0.1;
    int models = 8;
    double share = 0.5, held_out = 0.1;
    int repeats = 5;
    int most = 20000;

    void describe(Fields& f) {
        f("map", map, "Points of polymorphs.map, of one pressure")
            .required("@map.map")
            .positional();
        f("features", features, "Vectors of the same structures").required("@map.features");
        f("basins", basins, "Entropies of polymorphs.basins, to be learned as well");
        f("samples", samples, "What is learned from");
        f("pivots", pivots, "Structures that stand for all").within(2, 5000);
        f("noise", noise, "Error that enthalpies may have, kcal/mol").within(1e-6, 100);
        f("entropy_noise", entropy_noise, "Error that entropies may have, kB").within(1e-6, 100);
        f("models", models, "Models whose spread is the error").within(2, 100);
        f("share", share, "Part of the samples that each of them sees").within(0.05, 0.95);
        f("held_out", held_out, "Part of the samples that tests the model").within(0.01, 0.5);
        f("repeats", repeats, "Random parts for each point of the learning curve").within(1, 100);
        f("most", most, "Most samples; more are thinned out at random").within(100, 1000000);
        f.preset("paper", "the settings of arXiv:1909.08934",
                 "samples = 'minima'\npivots = 200\nnoise = 0.1\nmodels = 8\nheld_out = 0.1\n"
                 "repeats = 12");
        f.example(
            "crucible polymorphs predict map/steps/map/out/map.csv --features "
            "map/steps/map/out/features.npy --run predicted");
        f.makes(Artefact::table, "parity", "parity.csv",
                "Each sample: enthalpy, and what the model says of it");
        f.makes(Artefact::table, "learning", "learning.csv",
                "Error on what is held out against number of samples");
        f.makes(Artefact::table, "predictions", "predictions.csv",
                "Known phases: found or not, enthalpy and entropy with errors");
        f.gives("samples", "", "Samples in all");
        f.gives("twins", "",
                "Share of what was held out whose phase is among what was learned from: errors of "
                "these are too small");
        f.gives("r2", "", "Coefficient of determination of what was held out");
        f.gives("rmse", "kcal/mol", "Root mean squared error of what was held out");
        f.gives("mae", "kcal/mol", "Mean absolute error of what was held out");
        f.gives("train-rmse", "kcal/mol", "Root mean squared error of what was learned from");
        f.gives("calibration", "", "Error by the spread of the committee, a line");
        f.gives("entropy-samples", "", "Phases whose entropies were learned");
        f.gives("entropy-r2", "", "As r2, of entropies");
        f.gives("entropy-rmse", "kB", "As rmse, of entropies");
    }

    void run(StepRun& r) const;
    void predict_known(StepRun& r, const MapPoints& p, const Learned& enthalpy,
                       NpyRowReader& vectors) const;
    Predicted predict_entropies(StepRun& r, const MapPoints& p, const std::vector<double>& entropy,
                                NpyRowReader& vectors, const Array2<double>& x) const;
    learn::KernelRidgeSettings settings(double of) const {
        learn::KernelRidgeSettings s;
        s.pivots = static_cast<std::size_t>(pivots), s.noise = of;
        return s;
    }
};

/// Some structures with a number each, in random order; the first `held` test the model.
struct Samples {
    std::vector<std::size_t> rows;  ///< of the map
    Array2<double> x;
    std::vector<double> y;
    std::size_t held = 0;

    Span2D<const double> seen() const { return {x.row(held).data(), x.rows() - held, x.columns()}; }
    Span2D<const double> unseen() const { return {x.row(0).data(), held, x.columns()}; }
    std::span<const double> seen_y() const { return std::span<const double>(y).subspan(held); }
    std::span<const double> unseen_y() const { return std::span<const double>(y).first(held); }
};

Samples draw_samples(std::vector<std::size_t> rows, const std::vector<double>& value,
                     NpyRowReader& features, const PolymorphPredict& p, RandomStream random) {
    for (std::size_t k = rows.size(); k > 1; --k) std::swap(rows[k - 1], rows[random.index(k)]);
    rows.resize(std::min(rows.size(), static_cast<std::size_t>(p.most)));
    Samples s;
    s.x = features.pick(rows);
    for (const std::size_t row : rows) s.y.push_back(value[row]);
    s.held = std::max<std::size_t>(
        2, static_cast<std::size_t>(p.held_out * static_cast<double>(rows.size())));
    s.rows = std::move(rows);
    return s;
}

double rmse_of(std::span<const double> truth, std::span<const double> got) {
    double square = 0;
    for (std::size_t i = 0; i < truth.size(); ++i)
        square += (got[i] - truth[i]) * (got[i] - truth[i]);
    return std::sqrt(square / static_cast<double>(truth.size()));
}

/// The lowest minimum of each phase that has a value.
std::vector<std::size_t> lowest_of_phases(const MapPoints& p, const std::vector<double>& value) {
    std::map<std::string, std::size_t> best;
    for (std::size_t i = 0; i < p.size(); ++i) {
        if (p.is_known[i] || p.phase[i].empty() || !std::isfinite(value[i])) continue;
        const auto [at, is_new] = best.emplace(p.phase[i], i);
        if (!is_new && p.enthalpy[i] < p.enthalpy[at->second]) at->second = i;
    }
    std::vector<std::size_t> rows;
    for (const auto& [phase, row] : best) rows.push_back(row);
    std::sort(rows.begin(), rows.end());
    return rows;
}

std::vector<std::size_t> rows_with(const MapPoints& p, const std::vector<double>& value) {
    std::vector<std::size_t> rows;
    for (std::size_t i = 0; i < p.size(); ++i)
        if (!p.is_known[i] && std::isfinite(value[i])) rows.push_back(i);
    return rows;
}

void check_pressure(const MapPoints& p) {
    double first = unknown;
    for (const double x : p.pressure) {
        if (std::isfinite(x) && std::isfinite(first) && std::fabs(x - first) > 1e-9)
            throw InconsistentError("E-polymorphs-pressures",
                                    "the map has minima of several pressures, whose enthalpies "
                                    "cannot be learned together",
                                    "give a map of one search");
        if (std::isfinite(x)) first = x;
    }
}

/// What was learned of one quantity.
struct Learned {
    learn::KernelRidge model;
    learn::Committee committee;
    std::vector<double> unseen, seen;  ///< predictions
};

Learned learn_from(const Samples& s, const learn::KernelRidgeSettings& settings,
                   const PolymorphPredict& p, std::uint64_t seed) {
    learn::KernelRidge model(s.seen(), s.seen_y(), settings);
    learn::CommitteeSettings c;
    c.models = static_cast<std::size_t>(p.models), c.share = p.share, c.seed = seed;
    learn::Committee committee = learn::train_committee(s.seen(), s.seen_y(), settings, c);
    Learned out{std::move(model), std::move(committee), {}, {}};
    out.unseen = out.model.predict(s.unseen());
    out.seen = out.model.predict(s.seen());
    return out;
}

Table parity_table(const MapPoints& p, const Samples& s, const Learned& l) {
    Table t;
    std::vector<std::string> name, part;
    for (std::size_t i = 0; i < s.rows.size(); ++i) {
        name.push_back(p.phase[s.rows[i]].empty() ? p.name[s.rows[i]] : p.phase[s.rows[i]]);
        part.emplace_back(i < s.held ? "held out" : "learned");
    }
    std::vector<double> predicted = l.unseen;
    predicted.insert(predicted.end(), l.seen.begin(), l.seen.end());
    t.add_texts("name") = std::move(name);
    t.add_texts("part") = std::move(part);
    t.add_numbers("enthalpy", "kcal/mol") = s.y;
    t.add_numbers("predicted", "kcal/mol") = std::move(predicted);
    t.add_numbers("error", "kcal/mol") = l.committee.predict(s.x).errors;
    return t;
}

Table learning_table(const Samples& s, const learn::KernelRidgeSettings& settings, int repeats,
                     std::uint64_t seed) {
    const std::size_t n = std::min(s.rows.size(), longest_curve);
    std::vector<std::size_t> sizes;
    for (double size = 0.9 * static_cast<double>(n); size > 20 && sizes.size() < 7; size /= 1.6)
        sizes.insert(sizes.begin(), static_cast<std::size_t>(size));
    const Span2D<const double> x(s.x.row(0).data(), n, s.x.columns());
    Table t;
    std::vector<double> count, rmse, spread;
    for (const learn::LearningPoint& point :
         learn::learning_curve(x, std::span<const double>(s.y).first(n), settings, sizes,
                               static_cast<std::size_t>(repeats), seed)) {
        count.push_back(static_cast<double>(point.samples));
        rmse.push_back(point.rmse), spread.push_back(point.spread);
    }
    t.add_numbers("samples") = std::move(count);
    t.add_numbers("rmse", "kcal/mol") = std::move(rmse);
    t.add_numbers("spread", "kcal/mol") = std::move(spread);
    return t;
}

/// Entropy of each structure's phase, NaN where there is none that can be compared with the rest.
std::vector<double> entropies_of(const MapPoints& p, const std::filesystem::path& file) {
    const Table t = parse_csv(read_file(file), file.string());
    const Column *label = t.find("label"), *s = t.find("entropy"), *component = t.find("component"),
                 *found = t.find("found");
    if (!label || !s || !component || !found)
        throw InputError("E-search-basins", "there are no entropies",
                         "give the table of basins that polymorphs.basins makes",
                         {file.string(), 1, 0});
    std::map<double, double> seen;  // structures of different components are not compared
    for (std::size_t i = 0; i < label->texts.size(); ++i)
        seen[component->numbers[i]] += found->numbers[i];
    double best = 0;
    for (const auto& [number, count] : seen)
        if (best == 0 || count > seen[best]) best = number;
    std::map<std::string, double> entropy;
    for (std::size_t i = 0; i < label->texts.size(); ++i)
        if (component->numbers[i] == best) entropy[label->texts[i]] = s->numbers[i];
    std::vector<double> out;
    for (const std::string& phase : p.phase) {
        const auto at = entropy.find(phase);
        out.push_back(at == entropy.end() ? unknown : at->second);
    }
    return out;
}

/// How many of those held out are of a phase that was learned from.
std::size_t held_out_twins(const MapPoints& p, const Samples& s) {
    const auto held = s.rows.begin() + static_cast<std::ptrdiff_t>(s.held);
    std::set<std::string> learned;
    for (auto row = held; row != s.rows.end(); ++row) learned.insert(p.phase[*row]);
    return static_cast<std::size_t>(std::count_if(s.rows.begin(), held, [&](std::size_t row) {
        return !p.phase[row].empty() && learned.contains(p.phase[row]);
    }));
}

void warn_of_twins(StepRun& r, const MapPoints& p, const Samples& s) {
    const std::size_t twins = held_out_twins(p, s);
    r.row(Row::number("twins", static_cast<double>(twins) / static_cast<double>(s.held), "",
                      static_cast<std::int64_t>(s.held)));
    if (twins > 0)
        r.context().warn(fmt::format(
            "{} of {} minima that were held out are of phases that were learned from: the errors "
            "are too small for a new phase; samples = 'phases' holds out whole phases",
            twins, s.held));
}

void give_quality(StepRun& r, const Samples& s, const Learned& l) {
    const auto n = static_cast<std::int64_t>(s.held);
    double absolute = 0;
    for (std::size_t i = 0; i < s.held; ++i) absolute += std::fabs(l.unseen[i] - s.y[i]);
    r.row(Row::number("samples", static_cast<double>(s.rows.size())));
    r.row(Row::number("r2", determination(s.unseen_y(), l.unseen), "", n));
    r.row(Row::number("rmse", rmse_of(s.unseen_y(), l.unseen), "kcal/mol", n));
    r.row(Row::number("mae", absolute / static_cast<double>(s.held), "kcal/mol", n));
    r.row(Row::number("train-rmse", rmse_of(s.seen_y(), l.seen), "kcal/mol",
                      static_cast<std::int64_t>(s.seen_y().size())));
    r.row(Row::words("calibration", fmt::format("{:.3f} spread + {:.3f} kcal/mol",
                                                l.committee.slope, l.committee.offset)));
}

/// Predictions for some rows of the map.
struct Predicted {
    std::vector<double> value, error;
};
Predicted predict(const Learned& l, const Array2<double>& x) {
    return {l.model.predict(x), l.committee.predict(x).errors};
}

/// Learns entropies, if there are enough, and says what the model makes of the vectors `x`.
Predicted PolymorphPredict::predict_entropies(StepRun& r, const MapPoints& p,
                                              const std::vector<double>& entropy,
                                              NpyRowReader& vectors,
                                              const Array2<double>& x) const {
    const auto with = lowest_of_phases(p, entropy);
    r.row(Row::number("entropy-samples", static_cast<double>(with.size())));
    if (with.size() < least_samples) {
        r.context().warn(fmt::format("{} entropies are too few to learn from", with.size()));
        return {std::vector<double>(x.rows(), unknown), std::vector<double>(x.rows(), unknown)};
    }
    const std::uint64_t seed = r.context().seed();
    const Samples s = draw_samples(with, entropy, vectors, *this, {seed, StreamId::split, 2});
    const Learned l = learn_from(s, settings(entropy_noise), *this, seed);
    const auto n = static_cast<std::int64_t>(s.held);
    r.row(Row::number("entropy-r2", determination(s.unseen_y(), l.unseen), "", n));
    r.row(Row::number("entropy-rmse", rmse_of(s.unseen_y(), l.unseen), "kB", n));
    return predict(l, x);
}

/// Known phases, found or not.
void PolymorphPredict::predict_known(StepRun& r, const MapPoints& p, const Learned& enthalpy,
                                     NpyRowReader& vectors) const {
    std::vector<std::size_t> known;
    std::set<std::string> found;
    for (std::size_t i = 0; i < p.size(); ++i)
        if (p.is_known[i])
            known.push_back(i);
        else
            found.insert(p.phase[i]);
    const Array2<double> x = vectors.pick(known);
    const Predicted h = predict(enthalpy, x);
    Predicted s{std::vector<double>(known.size(), unknown),
                std::vector<double>(known.size(), unknown)};
    std::vector<double> entropy(p.size(), unknown);
    for (const auto& file : r.open(basins)) {
        entropy = entropies_of(p, file);
        s = predict_entropies(r, p, entropy, vectors, x);
    }
    Table t;
    std::vector<std::string> label, is_found;
    std::vector<double> true_h, true_s;
    for (const std::size_t i : known) {
        label.push_back(p.name[i]), is_found.emplace_back(found.contains(p.name[i]) ? "yes" : "no");
        true_h.push_back(p.enthalpy[i]), true_s.push_back(entropy[i]);
    }
    t.add_texts("label") = std::move(label);
    t.add_texts("found") = std::move(is_found);
    t.add_numbers("enthalpy", "kcal/mol") = std::move(true_h);
    t.add_numbers("predicted", "kcal/mol") = h.value;
    t.add_numbers("error", "kcal/mol") = h.error;
    t.add_numbers("entropy", "kB") = std::move(true_s);
    t.add_numbers("predicted_entropy", "kB") = s.value;
    t.add_numbers("entropy_error", "kB") = s.error;
    r.make("predictions", to_csv(t));
}

void PolymorphPredict::run(StepRun& r) const {
    const MapPoints p = read_map_points(r.open(map).at(0));
    check_pressure(p);
    NpyRowReader vectors(r.open(features).at(0));
    if (vectors.rows() != p.size())
        throw InconsistentError("E-num-shape", "map and features differ in their number of rows",
                                "take both from one polymorphs.map");
    const std::uint64_t seed = r.context().seed();
    const auto rows =
        samples == PredictFrom::phases ? lowest_of_phases(p, p.enthalpy) : rows_with(p, p.enthalpy);
    if (rows.size() < least_samples)
        throw InputError("E-learn-few",
                         fmt::format("{} samples are too few to learn from", rows.size()),
                         "make a search with more trials");
    const Samples s = draw_samples(rows, p.enthalpy, vectors, *this, {seed, StreamId::split, 1});
    const Learned enthalpy = learn_from(s, settings(noise), *this, seed);
    r.make("parity", to_csv(parity_table(p, s, enthalpy)));
    r.make("learning", to_csv(learning_table(s, settings(noise), repeats, seed)));
    warn_of_twins(r, p, s);
    give_quality(r, s, enthalpy);
    predict_known(r, p, enthalpy, vectors);
}

}  // namespace

void register_polymorphs_predict(Registry& r) {
    r.add<PolymorphPredict>("polymorphs.predict", {1},
                            "Predict enthalpies and basin entropies of phases not found");
}

}  // namespace crucible
