#pragma once
// What runs with a solid and a liquid in one cell say about the melting temperature.
//
// A front between the phases moves at v = mu (T_N - T) and diffuses with phi mu K,
// K = kB Tm^2/(rho L A) (fluctuation and dissipation; Pedersen, doi:10.1063/1.4905955), where
// T_N = Tm + a/N. Hence every run, at fixed or free temperature and however long, gives a record
// with a known variance, and one likelihood takes all of them. docs/melting.md has the derivation.

#include <vector>

namespace crucible {

/// What the solid gained over a stretch of time.
struct FrontAdvance {
    double advance = 0;      ///< angstrom, of the solid's thickness, both fronts together
    double time = 0;         ///< fs
    double temperature = 0;  ///< K, mean over that time
};

/// One run with two phases, as long as both of them lived.
struct CoexistenceRecord {
    enum class Bath {
        thermostat,  ///< T fixed: the advance of each stretch is the datum
        free         ///< T free: one stretch; T + advance/(g t) is the datum
    } bath = Bath::thermostat;
    std::vector<FrontAdvance> stretches;
    /// Which phase was left over, of a run from halves whose thickness is not known: too brief, or
    /// in a cell too small for it. `temperature` (K) held. Counts where there are no stretches.
    enum class Winner { unknown, solid, liquid } winner = Winner::unknown;
    double temperature = 0;
    double atoms = 0;
    double area = 0;     ///< angstrom^2, of one front
    double readout = 0;  ///< angstrom, standard error of a thickness read at one moment
};

/// What the likelihood needs to know of the material, per atom.
struct MeltingFacts {
    double mass = 0;     ///< u, mean
    double latent = 0;   ///< eV/atom, enthalpy of the liquid less that of the solid
    double density = 0;  ///< atoms/angstrom^3, of the solid
};

struct CoexistencePriors {
    double guess = 0;        ///< K
    double guess_sd = 0.12;  ///< relative
    double size_sd = 5;      ///< sd of a in units of the guess: 0.5 % at 1000 atoms
    double ln_kinetic = 0.47, ln_kinetic_sd = 0.6;  ///< of C in mu = C sqrt(kB/(m Tm))
    double ln_noise_sd = 0.35;                      ///< of phi about 1
    double asymmetry_sd = 0.2;  ///< of ln(slope when melting / slope when freezing)
};
/// Faceted fronts (diamond) are ten times slower, and less is known of them.
CoexistencePriors faceted(CoexistencePriors);

/// A mixture of Gaussians over a grid of (mu, phi, asymmetry).
struct CoexistencePosterior {
    double melting = 0, melting_sd = 0;  ///< K, of an infinite system
    double low = 0, high = 0;            ///< K, 95 % interval
    double size = 0, size_sd = 0;        ///< K atoms: a of T_N = Tm + a/N
    double covariance = 0;               ///< K^2 atoms, of Tm and a
    double ln_kinetic = 0, ln_kinetic_sd = 0;
    double kinetic = 0;                    ///< angstrom/(fs K): mu
    double ln_noise = 0, ln_noise_sd = 0;  ///< of phi
    double asymmetry = 0;                  ///< ln of the ratio of slopes
};

/// O(records x 2600); milliseconds. Deterministic. No records: the prior. `floor_sd` (K) widens the
/// interval in quadrature. Throws InconsistentError (E-melting-facts) for a latent heat, mass or
/// density that is not positive.
CoexistencePosterior coexistence_posterior(const std::vector<CoexistenceRecord>&,
                                           const MeltingFacts&, const CoexistencePriors&,
                                           double floor_sd = 0);

/// C of mu = C sqrt(kB/(m Tm)) to mu, angstrom/(fs K).
double kinetic_coefficient(double c, double mass, double melting);

/// K of the noise of a front, K angstrom.
double front_noise(const MeltingFacts&, double melting, double area);

/// How far two posteriors of different runs are apart, in combined standard deviations: the largest
/// of Tm's, ln mu's and ln phi's.
double tension(const CoexistencePosterior&, const CoexistencePosterior&);

}  // namespace crucible
