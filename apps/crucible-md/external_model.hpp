#pragma once
// Crucible's own energy models as forces of the engine, on one rank.

#include <cstdint>
#include <memory>
#include <vector>

#include "crucible/energy/energy_model.hpp"

namespace crucible::md {

/// What the engine calls at every step.
class ExternalModel {
public:
    ExternalModel(std::unique_ptr<EnergyModel> model, std::vector<int> elements)
        : model_(std::move(model)), elements_(std::move(elements)) {}

    /// Called by LAMMPS as the callback of `fix external`; `self` is an ExternalModel. Atom i of
    /// LAMMPS is number ids[i] from 1; forces in eV/angstrom.
    static void evaluate(void* self, std::int64_t step, int n, int* ids, double** positions,
                         double** forces);

    void* handle = nullptr;  ///< of the engine that calls

private:
    std::unique_ptr<EnergyModel> model_;
    std::vector<int> elements_;  ///< Z of type 1, 2, ...
    Structure structure_;
    Evaluation evaluation_;
};

}  // namespace crucible::md
