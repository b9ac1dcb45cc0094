#pragma once
// The melting paper's own protocol, step by step (Andolina and Saidi, doi:10.1039/d4dd00069b, and
// the script melt.in of its repository): one half of a crystal is melted while the other is held
// still, then all of it moves at constant enthalpy and the temperature of the last 20 ps is taken.
// Nothing in it looks whether both phases are there; here the phases decide whether it counts.

#include <array>
#include <string>

#include "crucible/thermo/coexistence_reduce.hpp"

namespace crucible {

struct PaperRecipe {
    std::array<int, 3> cells = {14, 14, 28};
    double equilibrate_time = 15'000;  ///< fs, of the whole cell at the guess
    double melt_time = 20'000;         ///< fs
    double cool_time = 15'000;         ///< fs
    double coexist_time = 120'000;     ///< fs, at constant enthalpy
    double average_time = 20'000;      ///< fs, the last ones
    double melt_factor = 1.33, cool_factor = 1.05;
};

/// The protocol as one job; `m.time_step` is 1 fs in the paper. The lower half of the atoms melts.
MdJob paper_job(const CoexistenceMd& m, const PaperRecipe&, double guess, std::uint64_t seed);

/// `phases`: single phases near the guess, for the order that tells them apart.
FrontTrace paper_front(const CoexistenceMd& m, const PaperRecipe&, double guess, std::uint64_t seed,
                       const FrontTrace& phases, const std::filesystem::path& directory,
                       const RunContext&);

struct PaperReading {
    double temperature = 0;  ///< K, mean over the last `average_time`
    double spread = 0;       ///< K, of the means of 1 ps
    double drift = 0;        ///< K over `average_time`, from a straight line
    double pressure = 0;     ///< eV/angstrom^3, mean along z over that time
    double solid = 0;        ///< share of the cell that is solid at the end, by order
    std::string fault;       ///< why it does not count; empty: it does
};
/// Faults: a phase that holds less than 15 % of the cell at the end, no two slabs, a mean pressure
/// more than 0.2 GPa off.
PaperReading read_paper(const FrontTrace&, const PhaseLines&, const PaperRecipe&, double pressure);

/// Two-sided 95 % quantile of Student's t with n - 1 degrees of freedom.
double student_95(std::size_t n);

}  // namespace crucible
