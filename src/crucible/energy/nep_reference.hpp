#pragma once
// A NEP in plain loops, every variant of it: what the fast path is compared with, and what
// evaluates the models that it leaves out.

#include <span>
#include <vector>

#include "crucible/energy/nep_harmonics.hpp"
#include "crucible/energy/nep_zbl.hpp"
#include "crucible/energy/short_range_model.hpp"

namespace crucible {

/// Atoms nearer than this are on one spot, angstrom.
inline constexpr double nep_least_distance = 0.01;
/// Throws UnstableError (E-energy-collapse).
[[noreturn]] void fail_nep_collapse(double distance);

/// The energy of a descriptor that is scaled already, and its derivatives by the scaled components
/// (`slopes`, as many as there are).
double nep_network(const NepParameters&, std::size_t type, std::span<const double> scaled,
                   std::span<double> slopes);

/// The charge (e) that a file with charges gives such an atom before the mean is taken off, and its
/// derivatives.
double nep_charge(const NepParameters&, std::size_t type, std::span<const double> scaled,
                  std::span<double> slopes);

class NepReference {
public:
    /// The parameters must outlive this.
    explicit NepReference(const NepParameters&);
    /// As ShortRangeModel::add.
    void add(const LocalAtoms&, std::size_t begin, std::size_t end, LocalSums&);
    /// The same, where the energy also has the derivatives `by_charge` (owned, V) by the charges of
    /// `charge`.
    void add(const LocalAtoms&, std::size_t begin, std::size_t end,
             std::span<const double> by_charge, LocalSums&);
    /// As `nep_charge`, of an owned atom.
    double charge(const LocalAtoms&, std::size_t atom);
    /// The scaled descriptor of an owned atom.
    const std::vector<double>& descriptor(const LocalAtoms&, std::size_t atom);

private:
    struct Neighbour {
        std::size_t atom = 0, type = 0;
        double r = 0;
        Vec3 u;  ///< towards the neighbour
    };
    /// Functions g_n and their slopes of one neighbour: of `coefficients` and their cut-off.
    void functions(const Neighbour&, std::size_t type, bool is_angular);
    void gather(const LocalAtoms&, std::size_t atom, LocalSums*);
    void moments();
    void describe();
    void back_to_moments(std::span<const double> slopes);
    void forces(std::size_t atom, std::span<const double> slopes, LocalSums&) const;
    void repel(std::size_t atom, LocalSums&) const;

    const NepParameters& p_;
    RealHarmonics harmonics_;
    std::vector<std::vector<MomentTerm>> terms_;  ///< of each product that is on, q1111 empty
    std::vector<NepProduct> products_;
    std::vector<NepZblPair> zbl_;

    std::size_t type_ = 0;
    std::vector<Neighbour> near_;
    std::vector<double> radial_, radial_slopes_;    ///< (neighbours, functions)
    std::vector<double> angular_, angular_slopes_;  ///< (neighbours, functions), 0 beyond
    std::vector<double> values_;                    ///< (neighbours, harmonics)
    std::vector<Vec3> gradients_;                   ///< (neighbours, harmonics)
    std::vector<double> moments_, moment_slopes_;   ///< (functions, harmonics)
    std::vector<double> scaled_, slopes_, charge_slopes_;
};

}  // namespace crucible
