#include "crucible/kinds/glass_data.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "crucible/atoms/elements.hpp"
#include "crucible/atoms/niggli.hpp"
#include "crucible/base/error.hpp"
#include "crucible/base/text.hpp"
#include "crucible/kinds/energy_parameter.hpp"
#include "crucible/observe/bond_angles.hpp"
#include "crucible/observe/box_convolution.hpp"
#include "crucible/observe/column_data.hpp"
#include "crucible/observe/coordination.hpp"
#include "crucible/observe/exafs.hpp"
#include "crucible/observe/scattering.hpp"

namespace crucible {
namespace {

/// Half the smallest distance between opposite faces: as far as a model of this cell can see.
double half_box(const Cell& cell) {
    const auto spacing = plane_spacings(cell);
    return 0.5 * *std::min_element(spacing.begin(), spacing.end());
}

std::vector<double> even_points(double low, double high, double step) {
    std::vector<double> out;
    const auto n = static_cast<std::int64_t>(std::floor((high - low) / step + 1e-9));
    for (std::int64_t i = 0; i <= n; ++i) out.push_back(low + static_cast<double>(i) * step);
    return out;
}

/// Sets that read no file say so: what was given would not be used.
template <class Data>
void refuse_file(const Data& d) {
    if (!d.file.empty())
        throw InputError("E-glass-data", fmt::format("{} reads no file", Data::name),
                         "leave `file` out; its values come from the target or its own keys");
}

void need_source(bool has_target, std::string_view set) {
    if (!has_target)
        throw InputError("E-glass-data", fmt::format("{} has neither a file nor a target", set),
                         "give `file` in the data set, or `target` in the step");
}

[[noreturn]] void no_points(const std::string& set, double low, double high,
                            const std::string& why) {
    throw InputError("E-glass-data",
                     fmt::format("{} has no points from {:g} to {:g}{}", set, low, high, why),
                     "give a range that the data cover");
}

const Structure& need_target(const DataSetting& s, const std::string& set) {
    need_source(s.target != nullptr, set);
    return *s.target;
}

/// Points of a file, or of an even grid, within the range; with errors if the file has them.
struct Points {
    std::vector<double> x, y, sigma;  ///< `y` empty without a file
};
Points file_points(const Curve& c, double low, double high, const std::string& set) {
    Points p;
    for (std::size_t i = 0; i < c.x.size(); ++i) {
        if (c.x[i] < low - 1e-9 || c.x[i] > high + 1e-9) continue;
        p.x.push_back(c.x[i]), p.y.push_back(c.y[i]);
        if (!c.sigma.empty()) p.sigma.push_back(c.sigma[i]);
    }
    if (p.x.empty())
        no_points(set, low, high,
                  fmt::format("; the file goes from {:g} to {:g}", c.x.front(), c.x.back()));
    return p;
}
Points grid_points(double low, double high, double step, const std::string& set) {
    if (!(high > low)) no_points(set, low, high, "");
    return {even_points(low, high, step), {}, {}};
}

double root_mean_square(const std::vector<double>& v) {
    double sum = 0;
    for (double x : v) sum += x * x;
    return std::sqrt(sum / static_cast<double>(v.size()));
}

/// Errors that computed V(k) is given, as a share of its size: what a good measurement has.
constexpr double computed_error = 0.02;

rmc::Calibration calibration(CalibrationChoice c) { return static_cast<rmc::Calibration>(c); }

/// Puts observable and data together; the target's own values where there is no file.
DataTerm linear_term(const DataSource& source, LinearObservable observable, Points points,
                     rmc::DataSort sort, const DataSetting& setting, const std::string& y_name) {
    DataTerm out;
    out.sort = sort, out.sigma = source.sigma;
    out.x_name = observable.x_name, out.x_unit = observable.x_unit, out.y_name = y_name;
    out.x = observable.x;
    rmc::LinearTerm t;
    t.name = observable.name;
    t.target =
        points.y.empty() ? evaluate(observable, need_target(setting, t.name)) : std::move(points.y);
    t.calibration = calibration(source.calibration);
    if (source.use_errors == Flag::on) {
        if (points.sigma.empty())
            throw InputError("E-glass-data", fmt::format("the data of {} have no errors", t.name),
                             "give a file with a third column, or leave `use_errors` off");
        t.norm = rmc::Norm::point_sigma;
        for (double s : points.sigma) t.point_weight.push_back(1 / (s * s));
    }
    t.observable = std::move(observable);
    out.term = std::move(t);
    return out;
}

constexpr CurveKind chi_kinds[] = {CurveKind::chi_of_k, CurveKind::k_chi, CurveKind::k2_chi,
                                   CurveKind::k3_chi};

/// What the files of a set are; sets without a function read no file.
CurveKind curve_kind(const DiffractionData& d) {
    return d.meaning == SqMeaning::s_of_q   ? CurveKind::s_of_q
           : d.meaning == SqMeaning::f_of_q ? CurveKind::f_of_q
                                            : CurveKind::i_of_q;
}
CurveKind curve_kind(const PdfData&) { return CurveKind::reduced_pdf; }
CurveKind curve_kind(const PartialGData&) { return CurveKind::partial_g; }
CurveKind curve_kind(const ExafsData& d) { return chi_kinds[static_cast<std::size_t>(d.meaning)]; }
CurveKind curve_kind(const FluctuationData&) { return CurveKind::variance_of_k; }

/// Reads the file of a set.
template <class Data>
Curve measured(const Data& d, const std::filesystem::path& directory = {}) {
    const std::vector<int>& c = d.columns;
    if (c.size() == 1 || c.size() > 3)
        throw InputError("E-glass-data", fmt::format("columns = [{}]", fmt::join(c, ", ")),
                         "give those of x and y, and of the errors if the file has them: "
                         "columns = [1, 2] or [1, 2, 3]");
    CurveColumns columns;
    if (!c.empty()) columns = {c[0], c[1], c.size() > 2 ? c[2] : 0};
    return read_curve(directory / d.file, curve_kind(d), columns);
}

DataTerm diffraction_term(const DiffractionData& d, const Radiation& radiation,
                          const DataSetting& setting) {
    const Ensemble e = ensemble_of(*setting.model);
    const double longest = d.longest.value > 0 ? d.longest.value : half_box(setting.model->cell);
    const RadialGrid grid = RadialGrid::up_to(longest, d.width.value);
    const std::string set = radiation.kind == Radiation::Kind::xray ? "S(q) X-ray" : "S(q) neutron";
    Points p;
    if (d.file.empty()) {
        p = grid_points(d.q.low.value, d.q.high.value, d.step.value, set);
    } else {
        Curve c = converted(measured(d), CurveKind::s_of_q);
        if (d.convolve == Flag::on) c.y = box_convolved(c.x, c.y, grid.longest());
        p = file_points(c, d.q.low.value, d.q.high.value, set);
    }
    LinearObservable o = structure_factor(e, radiation, p.x, grid);
    return linear_term(d, std::move(o), std::move(p), rmc::DataSort::scattering, setting, "S(q)");
}

DataTerm make(const XraySq& d, const DataSetting& s) {
    Radiation r{Radiation::Kind::xray, {}};
    if (d.photon_energy.value > 0) r.energy_kev = d.photon_energy.value / 1000;
    return diffraction_term(d, r, s);
}
DataTerm make(const NeutronSq& d, const DataSetting& s) {
    return diffraction_term(d, {Radiation::Kind::neutron, {}}, s);
}

DataTerm make(const PdfData& d, const DataSetting& s) {
    const Ensemble e = ensemble_of(*s.model);
    Points p = d.file.empty() ? grid_points(d.r.low.value, d.r.high.value, d.step.value, "G(r)")
                              : file_points(measured(d), d.r.low.value, d.r.high.value, "G(r)");
    // Beyond the last point by what the broadening reaches.
    const double reach = d.q_max.value > 0 ? 20 / d.q_max.value : 0;
    const double longest = std::min(p.x.back() + reach + 0.1, half_box(s.model->cell));
    const RadialGrid grid = RadialGrid::up_to(longest, d.width.value);
    const Radiation r{
        d.radiation == RadiationChoice::xray ? Radiation::Kind::xray : Radiation::Kind::neutron,
        {}};
    LinearObservable o = reduced_pdf(e, r, p.x, d.q_max.value, grid);
    return linear_term(d, std::move(o), std::move(p), rmc::DataSort::scattering, s, "G(r)");
}

DataTerm make(const PartialGData& d, const DataSetting& s) {
    const auto [a, b] = parse_pair(d.pair);
    const RadialGrid grid = RadialGrid::up_to(d.longest.value, d.width.value);
    LinearObservable o =
        partial_g(ensemble_of(*s.model), a, b, d.longest.value, d.step.value, grid);
    Points p;
    if (!d.file.empty()) {
        const Curve c = measured(d);
        p = file_points(c, 0, d.longest.value, o.name);
        const bool same = p.x.size() == o.x.size() &&
                          std::equal(p.x.begin(), p.x.end(), o.x.begin(),
                                     [](double u, double v) { return std::fabs(u - v) < 1e-6; });
        if (!same)
            throw InputError("E-glass-data",
                             fmt::format("{} is not on the points of the fit", o.name),
                             fmt::format("the file must have r = {:g}, {:g}, ... up to {:g}",
                                         o.x.front(), o.x.at(1), o.x.back()),
                             {d.file.string()});
    }
    return linear_term(d, std::move(o), std::move(p), rmc::DataSort::partial, s, "g(r)");
}

std::vector<FeffPath> read_paths(const std::vector<std::filesystem::path>& from) {
    std::vector<FeffPath> out;
    for (const auto& p : from) {
        if (!std::filesystem::is_directory(p)) {
            out.push_back(read_feff_path(p));
            continue;
        }
        for (FeffPath& path : read_feff_folder(p)) out.push_back(std::move(path));
    }
    return out;
}

DataTerm make(const ExafsData& d, const DataSetting& s) {
    const int absorber = parse_element(d.absorber);
    const std::string set = fmt::format("EXAFS {}", d.absorber);
    Points p;
    if (d.file.empty()) {
        p = grid_points(d.k.low.value, d.k.high.value, d.step.value, set);
    } else {
        const Curve c = converted(measured(d), chi_kinds[static_cast<std::size_t>(d.k_weight)]);
        p = file_points(c, d.k.low.value, d.k.high.value, set);
    }
    ExafsOptions o;
    o.s02 = d.s02, o.e0_shift = d.e0_shift.value, o.sigma2 = d.sigma2, o.k_weight = d.k_weight;
    o.longest = d.longest.value;
    if (d.filter.high.value > d.filter.low.value)
        o.filter = {d.filter.low.value, d.filter.high.value};
    const RadialGrid grid = RadialGrid::up_to(d.longest.value, d.width.value);
    LinearObservable observable =
        exafs(ensemble_of(*s.model), absorber, read_paths(d.feff), p.x, o, grid);
    const char* powers[] = {"chi(k)", "k chi(k)", "k^2 chi(k)", "k^3 chi(k)"};
    return linear_term(d, std::move(observable), std::move(p), rmc::DataSort::exafs, s,
                       powers[static_cast<std::size_t>(d.k_weight)]);
}

DataTerm make(const FluctuationData& d, const DataSetting& s) {
    if (d.rotations.size() != 3)
        throw InputError("E-glass-data", "rotations of fem are three numbers",
                         "for example rotations = [1, 40, 20]");
    rmc::FluctuationTerm t;
    t.name = "V(k)";
    t.options.resolution = d.resolution.value;
    t.options.n_phi = d.rotations[0], t.options.n_psi = d.rotations[1],
    t.options.n_theta = d.rotations[2];
    t.options.azimuths = d.azimuths;
    t.thickness_scale = d.thickness_scale;
    if (d.file.empty()) {
        t.options.k = grid_points(d.k.low.value, d.k.high.value, d.step.value, t.name).x;
        t.target = fluctuation(need_target(s, t.name), t.options).variance;
        t.target_sigma.assign(t.target.size(), computed_error * root_mean_square(t.target));
    } else {
        const Points p = file_points(measured(d), d.k.low.value, d.k.high.value, t.name);
        if (p.sigma.empty())
            throw InputError("E-glass-data", "V(k) needs its errors", "give a third column",
                             {d.file.string()});
        t.options.k = p.x, t.target = p.y, t.target_sigma = p.sigma;
    }
    DataTerm out;
    out.sigma = d.sigma, out.x = t.options.k;
    out.x_name = "k", out.x_unit = "1/angstrom", out.y_name = "V(k)";
    out.term = std::move(t);
    return out;
}

DataTerm make(const CoordinationData& d, const DataSetting& s) {
    refuse_file(d);
    const auto [a, b] = parse_pair(d.pair);
    const RadialGrid grid = RadialGrid::up_to(d.cutoff.value, 0.02);
    LinearObservable o = mean_coordination(ensemble_of(*s.model), a, b, grid.longest(), grid);
    Points p;
    if (d.number > 0) p.y = {d.number};
    return linear_term(d, std::move(o), std::move(p), rmc::DataSort::partial, s, "neighbours");
}

DataTerm make(const AngleData& d, const DataSetting& s) {
    refuse_file(d);
    rmc::AngleTerm t;
    const Structure& target = need_target(s, "the distribution of angles");
    t.centre = d.centre.empty() ? 0 : parse_element(d.centre);
    t.name = d.centre.empty() ? "bond angles" : fmt::format("bond angles at {}", d.centre);
    t.cutoffs = cutoffs_from_minima(std::span(&target, 1));
    for (const auto& [pair, r] : pair_cutoffs(d.cutoffs)) t.cutoffs[pair] = r;
    t.target =
        bond_angle_distribution(target, t.cutoffs, t.centre, static_cast<std::size_t>(d.bins));
    DataTerm out;
    out.sort = rmc::DataSort::partial, out.sigma = d.sigma;
    out.x_name = "angle", out.x_unit = "deg", out.y_name = "share of angles";
    for (int i = 0; i < d.bins; ++i) out.x.push_back(180.0 * (i + 0.5) / d.bins);
    out.term = std::move(t);
    return out;
}

}  // namespace

const std::string& DataTerm::name() const {
    return std::visit([](const auto& t) -> const std::string& { return t.name; }, term);
}
const std::vector<double>& DataTerm::target() const {
    return std::visit([](const auto& t) -> const std::vector<double>& { return t.target; }, term);
}

DataTerm data_term(const DataParameter& d, const DataSetting& setting) {
    return std::visit([&](const auto& set) { return make(set, setting); }, d);
}

void check_data(const DataParameter& d, const std::filesystem::path& directory, bool has_target) {
    std::visit(
        [&](const auto& set) {
            if constexpr (requires { curve_kind(set); }) {
                if (set.file.empty())
                    need_source(has_target, set.name);
                else
                    measured(set, directory);
            } else {
                refuse_file(set);
            }
        },
        d);
}

std::vector<double> observe_set(const DataTerm& set, const Structure& s) {
    if (const auto* t = std::get_if<rmc::LinearTerm>(&set.term)) return evaluate(t->observable, s);
    if (const auto* t = std::get_if<rmc::FluctuationTerm>(&set.term))
        return fluctuation(s, t->options).variance;
    const auto& t = std::get<rmc::AngleTerm>(set.term);
    return bond_angle_distribution(s, t.cutoffs, t.centre, t.target.size());
}

}  // namespace crucible
