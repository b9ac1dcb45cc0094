#include "crucible/kinds/labeller_parameter.hpp"

namespace crucible {

std::unique_ptr<Labeller> make_labeller(const LabellerParameter& p) {
    if (const auto* model = std::get_if<TeacherChoice>(&p))
        return model_labeller(make_model({.potential = potential(model->energy)}));
    const auto& c = std::get<Cp2kChoice>(p);
    Cp2kSettings o;
    o.program = c.program, o.basis = c.basis, o.potential = c.potential;
    o.cutoff = c.cutoff, o.k_spacing = c.k_spacing, o.convergence = c.convergence;
    o.electronic_temperature = c.electronic_temperature.value;
    o.most_iterations = c.iterations, o.threads = c.threads;
    return cp2k_labeller(o);
}

}  // namespace crucible
