#pragma once
// How wide the basins of minima are, from how often random searches end in them.

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "crucible/num/array.hpp"

namespace crucible {

/// What searches at one pressure counted. A structure whose primitive cell has m formula units can
/// be found in cells of n = m, 2m ...
struct BasinCounts {
    std::vector<int> units;      ///< (batches) formula units n of the cells, all different
    std::vector<int> primitive;  ///< (structures) m
    Array2<double> counts;       ///< (structures, batches) times found; 0 is a result as well
    std::vector<int> point_group_order;  ///< (structures), for the orbit factor
};

/// Symmetric structures have fewer copies in the space of all cells: one for each way of placing
/// them, divided by the operations that leave them as they are.
enum class OrbitFactor { left_out, included };

/// s of the model ln p = n s_i + c_n of arXiv:1909.08934, section III.B, for the probability to end
/// in structure i from a random cell of n formula units; with the orbit factor, less the logarithm
/// of the point group's order times n/m. Counts are Poisson's, with a mean of their own for each
/// batch: the same estimate as from multinomial trials. Counts alone leave s undetermined up to a
/// constant for each set of structures and batches that are connected by sightings ("component");
/// the structure that was found most often is its zero.
class BasinEntropy {
public:
    /// Throws InputError: E-search-basins for counts that contradict themselves (negative, in a
    /// cell that does not hold the structure, structures never found), E-num-shape.
    explicit BasinEntropy(const BasinCounts&, OrbitFactor = OrbitFactor::left_out);

    std::vector<double>
        entropy;                 ///< (structures) kB per formula unit, of its component's reference
    std::vector<double> error;   ///< (structures) standard error of that difference; reference: 0
    std::vector<int> component;  ///< (structures) from 0
    std::vector<int> component_of_batch;  ///< (batches) -1 if nothing was found in it
    std::vector<std::size_t> reference;   ///< (components) structure whose entropy is 0
    std::vector<double> alignment;        ///< (batches) c_n
    Array2<double> expected;  ///< (structures, batches) counts of the model; NaN: not in the fit
    /// Zero counts that would say something of two components relative to each other and are not
    /// used.
    std::int64_t bounds = 0;

    /// Pearson's test of the model (s must not depend on n) on cells that expect at least one.
    struct Fit {
        double chi_squared = 0;
        double freedom = 0;  ///< sum of what the fit leaves free in these cells
        double chance = 1;   ///< probability of such a chi-squared if the model holds
        /// chi_squared / freedom; its root is in the errors where `chance` is below 5 %.
        double dispersion = 1;
    };
    Fit fit;

    /// Standard error of entropy[a] - entropy[b]; infinite between components.
    double difference_error(std::size_t a, std::size_t b) const;

private:
    struct Component;
    void fit_component(const BasinCounts&, OrbitFactor, Component&);
    void test_fit(const BasinCounts&);

    /// What differences of entropies need of the Fisher matrix, in which batches were eliminated.
    std::vector<double> stiffness_;    ///< (structures) sum of n^2 mu
    Array2<double> coupling_;          ///< (structures, batches) n mu / stiffness; 0 for the gauge
    Array2<double> batch_covariance_;  ///< (batches, batches), zero between components
};

/// How entropies compare with known ones of the same structures, both less their means.
struct EntropyComparison {
    std::size_t structures = 0;
    double correlation = 0, rmse = 0;  ///< of s with S; kB per formula unit
    /// Of s - a H with S, a by least squares.
    double slope = 0, corrected_correlation = 0, corrected_rmse = 0;
};
/// s and S in kB per formula unit, enthalpies in any unit; same lengths. Throws InputError
/// (E-search-basins) for fewer than three.
EntropyComparison compare_entropies(std::span<const double> basin, std::span<const double> known,
                                    std::span<const double> enthalpy);

}  // namespace crucible
