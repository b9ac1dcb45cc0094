#pragma once
// Melting temperature from the cohesive energy: the laws of Andolina and Saidi
// (doi:10.1039/d4dd00069b), Eqs 1 to 6. Eqs 2 and 3 are interchanged in print: as printed they miss
// the alkali metals by 124 % and the alkaline earths by 53 %, exchanged by 1.5 % and 3.5 %, and the
// exchanged pair is what a least-squares fit gives. `Form::corrected` exchanges them.

#include <optional>
#include <string_view>
#include <vector>

namespace crucible {

enum class CohesionGroup { alkali, alkaline_earth, d_block, p_block, noble_gas };
std::string_view name(CohesionGroup);

/// The group of an element by its place in the periodic table. Nothing for elements that no law was
/// fitted to: hydrogen, lanthanoids but La, actinoids, the reactive nonmetals C, N, O, P, S, Se,
/// the halogens F and Cl, and Ga, In, Sn.
std::optional<CohesionGroup> cohesion_group(int number);

/// Tm = slope E/kB + offset.
struct CohesionLaw {
    double slope = 0, offset = 0;            ///< 1, K
    double operator()(double energy) const;  ///< eV/atom to K
};
enum class CohesionForm { corrected, as_printed };
CohesionLaw universal_law();  ///< Eq. 1
CohesionLaw group_law(CohesionGroup, CohesionForm = CohesionForm::corrected);

/// Tm by the law of the element's group, K. `energy`: cohesive energy, eV/atom, positive. Throws
/// InputError (E-melting-group) for elements outside the groups.
double melting_from_cohesion(int number, double energy, CohesionForm = CohesionForm::corrected);

struct CohesionPoint {
    int number = 0;      ///< Z
    double energy = 0;   ///< eV/atom
    double melting = 0;  ///< K
};
/// Least squares over points; without an offset for groups whose law has none. Needs two points.
struct CohesionFit {
    CohesionLaw law;
    double r2 = 0;         ///< about the mean
    double r2_origin = 0;  ///< about zero, as the paper seems to quote for laws without an offset
};
CohesionFit fit_cohesion(const std::vector<CohesionPoint>&, CohesionGroup);

/// Experimental cohesive energies (Kittel, Introduction to Solid State Physics, chapter 3, table 1;
/// 0 K) and melting temperatures of 56 elements.
const std::vector<CohesionPoint>& cohesive_energies();
std::optional<double> cohesive_energy(int number);

/// Mean of |predicted - measured| / measured.
double mean_deviation(const std::vector<CohesionPoint>&, CohesionForm);

}  // namespace crucible
