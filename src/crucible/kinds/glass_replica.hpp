#pragma once
// One replica of glass.fit: the chain with data, and its control without.

#include <memory>

#include "crucible/kinds/glass_fit.hpp"

namespace crucible {

/// What all replicas of a fit share.
struct GlassProblem {
    rmc::Problem problem;
    std::vector<DataTerm> sets;  ///< in the order of `problem`
    Structure model;             ///< cell and elements; positions of no meaning
    Structures starts;           ///< replica i starts from number i modulo their count; or random
    double insertion = 0;        ///< angstrom, distance that a random start aims at
    std::size_t first_data = 0;  ///< the first stage with data
};

/// Reads what the parameters name. Throws what readers throw, InputError (E-glass-...).
GlassProblem glass_problem(const GlassFit&, Structures target, Structures starts);
/// The stages of the chosen schedule for these sets.
std::vector<rmc::Stage> glass_stages(const GlassFit&, std::size_t atoms,
                                     const std::vector<DataTerm>& sets, bool with_energy);

/// How a replica runs; its result does not depend on it.
struct ReplicaOptions {
    int threads = 1;
    double checkpoint_seconds = 20;
};
/// Runs replica `item` to its end, from its checkpoint if there is one. Throws Stopped.
GlassReplica run_replica(const GlassProblem&, std::int64_t item, const ReplicaOptions&, Worker&);

}  // namespace crucible
