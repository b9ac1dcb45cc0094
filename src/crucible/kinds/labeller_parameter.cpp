#include "crucible/kinds/labeller_parameter.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "crucible/base/error.hpp"

namespace crucible {
namespace {

std::unique_ptr<Labeller> make_vasp(const VaspChoice& c) {
    VaspSettings o;
    if (!c.k_points.empty() && c.k_points.size() != o.k_points.size())
        throw InputError("E-label-settings",
                         fmt::format("`k_points` has {} numbers", c.k_points.size()),
                         "give three, as in k_points = [4, 4, 4]");
    std::copy(c.k_points.begin(), c.k_points.end(), o.k_points.begin());
    o.datasets = c.datasets, o.variants = c.variants, o.command = c.command, o.more = c.more;
    o.cutoff = c.cutoff, o.width = c.width, o.smearing = c.smearing;
    o.convergence = c.convergence, o.most_iterations = c.iterations, o.k_spacing = c.k_spacing;
    o.is_spin_polarised = c.spin == Flag::on;
    return vasp_labeller(o);
}

}  // namespace

std::unique_ptr<Labeller> make_labeller(const LabellerParameter& p) {
    if (const auto* model = std::get_if<TeacherChoice>(&p))
        return model_labeller(make_model({.potential = potential(model->energy)}));
    if (const auto* vasp = std::get_if<VaspChoice>(&p)) return make_vasp(*vasp);
    const auto& c = std::get<Cp2kChoice>(p);
    Cp2kSettings o;
    o.program = c.program, o.basis = c.basis, o.potential = c.potential;
    o.cutoff = c.cutoff, o.k_spacing = c.k_spacing, o.convergence = c.convergence;
    o.electronic_temperature = c.electronic_temperature.value;
    o.most_iterations = c.iterations, o.threads = c.threads;
    return cp2k_labeller(o);
}

}  // namespace crucible
