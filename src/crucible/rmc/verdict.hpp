#pragma once
// Whether the replicas of a fit differ from their target by more than noise: numbers first, words
// from numbers.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crucible/base/random.hpp"
#include "crucible/num/statistics.hpp"
#include "crucible/rmc/assess.hpp"

namespace crucible::rmc {

/// What chance alone does to a comparison with one snapshot of the target.
struct NoiseFloor {
    /// L1 distance of Voronoi indices between two glasses of the same preparation: mean over given
    /// references, else what two samples of the target's size would show by their parts.
    double l1 = 0;
    bool from_references = false;
    double icosahedra = 0;  ///< standard deviation of the difference of two shares, binomial
};
/// Throws nothing; `references` may be empty.
NoiseFloor noise_floor(const Portrait& target, const std::vector<Portrait>& references,
                       RandomStream);

/// One property of a model that a diffraction pattern does not fix.
struct Finding {
    enum class Property {
        gap,           ///< eV/atom above the target
        gap_inherent,  ///< eV/atom, both relaxed
        icosahedra,    ///< difference of shares
        fivefold,      ///< difference of means
        l1,            ///< Voronoi L1 above the floor
        partial_g,     ///< 1 - R^2 of the worst partial g(r)
        hold           ///< eV/atom lost in short dynamics, above what the target loses
    } property{};
    Estimate value;      ///< mean over replicas with its standard error
    double allowed = 0;  ///< differences below this are of no consequence
    /// Beyond what is allowed by more than the 95 % interval of Student's t: 12.7 standard errors
    /// of two replicas, 4.3 of three, 2 of many. A gap below zero is a model that is better relaxed
    /// than its target, which is no deficiency.
    bool deficient() const;
    std::string sentence() const;
};

/// As a table's header says it: "gap (eV/atom)", "icosahedra".
std::string_view name(Finding::Property);

struct ArmVerdict {
    std::string arm;
    std::size_t replicas = 0;
    std::vector<Finding> findings;

    enum class Judgement { sound, deficient, undecided } judgement = Judgement::undecided;
    /// "No deficiency found.", "Deficient: ...", or why there is no verdict.
    std::string sentence() const;
};
/// `models` are replicas of one arm; fewer than two decide nothing.
ArmVerdict judge(const Portrait& target, const std::vector<Portrait>& models, const NoiseFloor&);

}  // namespace crucible::rmc
