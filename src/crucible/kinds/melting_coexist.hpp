#pragma once
// melting.coexist: what the study says, and what its worker and its page need of it.

#include <filesystem>
#include <string>
#include <vector>

#include "crucible/base/describe.hpp"
#include "crucible/kinds/energy_parameter.hpp"
#include "crucible/study/registry.hpp"
#include "crucible/study/step_run.hpp"
#include "crucible/thermo/coexistence_md.hpp"

namespace crucible {

enum class LatticeChoice { automatic, fcc, bcc, hcp, diamond };
inline std::span<const Name> names(LatticeChoice) {
    static constexpr Name all[] = {{"automatic", "the element's own, from a built-in table"},
                                   {"fcc", "face-centred cubic, fronts on (100)"},
                                   {"bcc", "body-centred cubic, fronts on (100)"},
                                   {"hcp", "hexagonal close-packed, fronts on (10-10)"},
                                   {"diamond", "diamond, fronts on (100)"}};
    return all;
}

struct MeltingCoexist {
    std::string element;
    LatticeChoice lattice = LatticeChoice::automatic;
    Length a;
    Ref<Artefact::structures> crystal;
    EnergyParameter energy;
    double error = 0.005;
    Temperature guess;
    Pressure pressure;
    Time time_step;
    std::vector<double> atoms = {2900, 4000, 6900, 11000};
    Length slab{29};
    int runs = 60;
    int at_once = 2;
    int ranks = 1;

    void describe(Fields& f);
    void run(StepRun&) const;
    std::string work(std::int64_t item, Worker&) const;
};

/// The crystal that is to melt: from the file, or of the element's lattice. Throws InputError
/// (E-melting-crystal, E-melting-cell).
Structure melting_cell(const MeltingCoexist&, const Structures& given);
/// Where to look first: as given, or from the cohesive energy, or the experiment. K.
double melting_guess(const MeltingCoexist&, const Structure& cell);
/// 2 fs, or less where atoms are light: 2 fs sqrt(m/20 u), at least 0.5.
double melting_time_step(const MeltingCoexist&, const Structure& cell);

}  // namespace crucible
