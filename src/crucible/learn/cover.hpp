#pragma once
// How few models serve all samples: set cover of the matrix of errors.

#include <string>
#include <vector>

#include "crucible/num/array.hpp"

namespace crucible::learn {

/// A model serves a sample where its error is below the threshold; an error that is not a finite
/// number serves nothing.
struct CoverProblem {
    std::vector<std::string> models, samples;
    Array2<double> errors;  ///< (models, samples)
    double threshold = 0.04;
};

struct CoverPick {
    std::size_t model = 0;
    std::vector<std::size_t> samples;  ///< that it serves and no pick before it
    double mean_error = 0;             ///< over these
};

struct Cover {
    std::vector<CoverPick> picks;
    std::vector<std::size_t> uncovered;  ///< samples that no model serves
    bool is_proven = true;               ///< no smaller cover exists
};

/// The paper's summary (doi:10.1098/rsos.201275, Table 2): the model that serves most samples, then
/// the one that serves most of the rest, and so on. Ties: lower mean error over what is newly
/// served, then the name. Throws InputError (E-learn-cover) where shapes or names do not fit.
Cover greedy_cover(const CoverProblem&);

/// The fewest models that serve as much, by branch and bound on bit masks; of several such covers
/// the one with the lowest mean error (each sample with its best model), then the names. At most 64
/// samples (E-learn-cover). Beyond ten million nodes the best so far is given, not as proven.
Cover exact_cover(const CoverProblem&);

}  // namespace crucible::learn
