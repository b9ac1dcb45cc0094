// What experiments with waves see: S(q), EXAFS, fluctuation microscopy.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "crucible/atoms/elements.hpp"
#include "crucible/atoms/niggli.hpp"
#include "crucible/base/error.hpp"
#include "crucible/kinds/measure_tables.hpp"
#include "crucible/observe/feff_run.hpp"
#include "crucible/observe/nanodiffraction.hpp"
#include "crucible/observe/scattering.hpp"

namespace crucible {
namespace {

using MakeObservable = std::function<LinearObservable(const Ensemble&, const RadialGrid&)>;

/// Mean over frames; the observable is made anew only where the volume changes.
std::vector<double> mean_observable(const std::vector<PairHistogram>& frames,
                                    const MakeObservable& make) {
    std::vector<double> sum;
    LinearObservable o;
    for (const PairHistogram& h : frames) {
        if (sum.empty() || !(o.ensemble == h.ensemble)) o = make(h.ensemble, h.grid);
        const std::vector<double> now = evaluate(o, h);
        sum.resize(now.size());
        for (std::size_t k = 0; k < now.size(); ++k)
            sum[k] += now[k] / static_cast<double>(frames.size());
    }
    return sum;
}

std::vector<PairHistogram> histograms(const Structures& all, double reach, double width) {
    const RadialGrid grid = RadialGrid::up_to(reach, width);
    std::vector<PairHistogram> out;
    for (const Structure& s : all) out.push_back(pair_histogram(s, grid));
    return out;
}

/// Half the narrowest box, but 10 angstrom at least: images take part.
double default_reach(const Structures& all) {
    double reach = 1e9;
    for (const Structure& s : all) {
        const auto spacing = plane_spacings(s.cell);
        reach = std::min(reach, 0.5 * *std::min_element(spacing.begin(), spacing.end()));
    }
    return std::max(reach, 10.0);
}

}  // namespace

std::vector<double> spaced(const Range<Wavenumber>& range, double step) {
    std::vector<double> out;
    const double n = (range.high.value - range.low.value) / step;
    if (!(n >= 0) || !(n < 1e5))
        throw InputError("E-observe-q",
                         fmt::format("from {} to {} in steps of {} 1/A", range.low.value,
                                     range.high.value, step),
                         "give a range that ascends, of at most 100000 points");
    for (int i = 0; i <= static_cast<int>(n + 1e-9); ++i) out.push_back(range.low.value + i * step);
    return out;
}

ExafsOptions ExafsMeasure::options() const {
    ExafsOptions out{.s02 = s02,
                     .e0_shift = e0_shift.value,
                     .sigma2 = sigma2,
                     .k_weight = weight,
                     .longest = reach.value,
                     .filter = {}};
    if (!filter.empty()) out.filter = {filter[0].low.value, filter[0].high.value};
    return out;
}

std::vector<FeffPath> ExafsMeasure::paths(const Structure& s) const {
    if (feff.empty() == program.empty())
        throw InputError("E-exafs-path",
                         fmt::format("EXAFS of {} needs either FEFF's files or FEFF", absorber),
                         "give `feff`, a list of feffNNNN.dat, or `program`");
    std::vector<FeffPath> out;
    for (const auto& file : feff) out.push_back(read_feff_path(file));
    if (!out.empty()) return out;
    const auto at = std::find(s.numbers.begin(), s.numbers.end(), parse_element(absorber));
    if (at == s.numbers.end())
        throw InputError("E-observe-element", fmt::format("there is no {} here", absorber),
                         "name an element of the structure");
    return run_feff(s, static_cast<std::size_t>(at - s.numbers.begin()),
                    {.program = program, .edge = edge, .reach = reach.value});
}

FluctuationOptions FluctuationMeasure::options() const {
    FluctuationOptions out;
    out.k = spaced(k, step.value);
    out.resolution = resolution.value;
    out.n_psi = n_psi, out.n_theta = n_theta;
    return out;
}

MeasuredPart measured_scattering(const Structures& all, const ScatteringMeasure& m) {
    const std::vector<double> q = spaced(m.q, m.step.value);
    const double reach = m.reach.value > 0 ? m.reach.value : default_reach(all);
    const auto frames = histograms(all, reach, 0.02);
    MeasuredPart out;
    out.table.add_numbers("q", "1/angstrom") = q;
    const auto add = [&](const std::string& column, const MakeObservable& make) {
        try {
            std::vector<double> values = mean_observable(frames, make);
            out.table.add_numbers(column) = std::move(values);
        } catch (const InputError& e) {  // an element without a factor leaves the others
            if (e.code() != "E-observe-neutron" && e.code() != "E-observe-xray" &&
                e.code() != "E-observe-contrast")
                throw;
            out.warnings.push_back(fmt::format("{} was left out: {}", column, e.message()));
        }
    };
    Radiation xray;
    if (!m.energy.empty()) xray.energy_kev = m.energy[0];
    const auto total = [&](const Radiation& radiation) -> MakeObservable {
        return [&q, radiation](const Ensemble& e, const RadialGrid& g) {
            return structure_factor(e, radiation, q, g);
        };
    };
    add("S X-ray", total(xray));
    add("S neutron", total({Radiation::Kind::neutron, {}}));
    const std::vector<int>& elements = frames[0].ensemble.elements;
    for (std::size_t a = 0; a < elements.size(); ++a)
        for (std::size_t b = a; b < elements.size(); ++b)
            add("S " + pair_name(elements[a], elements[b]),
                [&, a, b](const Ensemble& e, const RadialGrid& g) {
                    return partial_structure_factor(e, elements[a], elements[b], q, g);
                });
    if (const Column* s = out.table.find("S X-ray")) {
        const auto at = std::max_element(s->numbers.begin(), s->numbers.end());
        out.rows.push_back(Row::number("structure-factor.peak",
                                       q[static_cast<std::size_t>(at - s->numbers.begin())],
                                       "1/angstrom", static_cast<std::int64_t>(all.size())));
        out.rows.push_back(
            Row::number("structure-factor.height", *at, "", static_cast<std::int64_t>(all.size())));
    }
    return out;
}

MeasuredPart measured_exafs(const Structures& all, const std::vector<ExafsMeasure>& sets) {
    MeasuredPart out;
    std::vector<double> k_column, values;
    std::vector<std::string> edge;
    for (const ExafsMeasure& m : sets) {
        const std::vector<FeffPath> paths = m.paths(all.front());
        const std::vector<double> k = spaced(m.k, 0.05);
        const int absorber = parse_element(m.absorber);
        const auto frames = histograms(all, m.reach.value, 0.01);
        std::string label;
        const std::vector<double> chi =
            mean_observable(frames, [&](const Ensemble& e, const RadialGrid& g) {
                LinearObservable o = exafs(e, absorber, paths, k, m.options(), g);
                label = o.name.substr(o.name.find(' ') + 1);
                return o;
            });
        for (std::size_t i = 0; i < k.size(); ++i)
            edge.push_back(label), k_column.push_back(k[i]), values.push_back(chi[i]);
    }
    out.table.add_texts("edge") = std::move(edge);
    out.table.add_numbers("k", "1/angstrom") = std::move(k_column);
    out.table.add_numbers("weighted chi") = std::move(values);
    return out;
}

MeasuredPart measured_fluctuation(const Structures& all, const FluctuationMeasure& m) {
    const FluctuationOptions options = m.options();
    std::vector<double> variance(options.k.size()), intensity(options.k.size());
    Fluctuation f;
    for (const Structure& s : all) {
        f = fluctuation(s, options);
        for (std::size_t i = 0; i < options.k.size(); ++i) {
            variance[i] += f.variance[i] / static_cast<double>(all.size());
            intensity[i] += f.intensity[i] / static_cast<double>(all.size());
        }
    }
    MeasuredPart out;
    const auto at = std::max_element(variance.begin(), variance.end());
    const auto n = static_cast<std::int64_t>(all.size());
    out.rows.push_back(Row::number("fluctuation.height", *at, "", n));
    out.rows.push_back(Row::number("fluctuation.peak",
                                   options.k[static_cast<std::size_t>(at - variance.begin())],
                                   "1/angstrom", n));
    out.rows.push_back(Row::number("fluctuation.patterns", f.rotations * f.pixels, "", n));
    out.table.add_numbers("k", "1/angstrom") = options.k;
    out.table.add_numbers("V") = std::move(variance);
    out.table.add_numbers("intensity", "angstrom^2") = std::move(intensity);
    return out;
}

MeasuredPart measured_nanodiffraction(const Structures& all, const FluctuationMeasure& m) {
    constexpr int n_max = 12;
    NanodiffractionOptions options;
    options.k = spaced(m.k, m.step.value);
    options.resolution = m.resolution.value;
    options.probes = 6;
    options.n_psi = 8, options.n_theta = 5;
    Array2<double> share(options.k.size(), n_max + 1);
    for (const Structure& s : all) {
        const Array2<double> frame = symmetry_orders(nanodiffraction(s, options), n_max);
        for (std::size_t i = 0; i < share.flat().size(); ++i)
            share.flat()[i] += frame.flat()[i] / static_cast<double>(all.size());
    }
    MeasuredPart out;
    out.table.add_numbers("k", "1/angstrom") = options.k;
    for (std::size_t n = 2; n <= n_max; n += 2) {  // odd orders vanish by Friedel's law
        auto& column = out.table.add_numbers(fmt::format("n = {}", n));
        for (std::size_t k = 0; k < share.rows(); ++k) column.push_back(share(k, n));
    }
    return out;
}

}  // namespace crucible
