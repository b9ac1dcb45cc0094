#pragma once
// melting.coexist: what the study says, and what its worker and its page need of it.

#include <filesystem>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "crucible/base/describe.hpp"
#include "crucible/kinds/energy_parameter.hpp"
#include "crucible/kinds/melting_tables.hpp"
#include "crucible/study/registry.hpp"
#include "crucible/study/step_run.hpp"
#include "crucible/thermo/coexistence_md.hpp"

namespace crucible {

enum class LatticeChoice { automatic, fcc, bcc, hcp, diamond };
inline std::span<const Name> names(LatticeChoice) {
    static constexpr Name all[] = {
        {"automatic", "the element's own and its allotropes, from a built-in table"},
        {"fcc", "face-centred cubic, fronts on (100)"},
        {"bcc", "body-centred cubic, fronts on (100)"},
        {"hcp", "hexagonal close-packed, fronts on (10-10)"},
        {"diamond", "diamond, fronts on (100)"}};
    return all;
}

struct AutoRecipe {
    static constexpr std::string_view name = "auto";
    static constexpr std::string_view sentence =
        "Runs chosen by what they tell for their cost, judged by one likelihood";
    void describe(Fields&) {}
};

/// The protocol of the melting paper; `guess` is its start.
struct PaperProtocol {
    static constexpr std::string_view name = "paper";
    static constexpr std::string_view sentence =
        "Half melted, constant enthalpy, mean of the last 20 ps, doi:10.1039/d4dd00069b";
    std::vector<int> cells = {14, 14, 28};
    int seeds = 3;
    Time equilibrate{15'000}, melt{20'000}, cool{15'000}, coexist{120'000}, average{20'000};
    double melt_factor = 1.33, cool_factor = 1.05;
    void describe(Fields& f) {
        f("cells", cells, "Unit cells along x, y and z");
        f("seeds", seeds, "Runs with velocities of their own").within(1, 100);
        f("equilibrate", equilibrate, "Whole cell at the guess").in("ps").within(0.1, 1e5);
        f("melt", melt, "Liquid half heated, solid half held still").in("ps").within(0.1, 1e5);
        f("cool", cool, "Liquid half cooled").in("ps").within(0.1, 1e5);
        f("coexist", coexist, "All atoms at constant enthalpy").in("ps").within(1, 1e6);
        f("average", average, "The last part of it, whose mean is taken").in("ps").within(1, 1e6);
        f("melt_factor", melt_factor, "Temperature of melting over the guess").within(1, 5);
        f("cool_factor", cool_factor, "Temperature of cooling over the guess").within(0.5, 2);
    }
};
using MeltingRecipe = std::variant<AutoRecipe, PaperProtocol>;

struct MeltingCoexist {
    std::string element;
    LatticeChoice lattice = LatticeChoice::automatic;
    Length a;
    Ref<Artefact::structures> crystal;
    EnergyParameter energy;
    MeltingRecipe recipe;
    double error = 0.005;
    Temperature guess;
    Pressure pressure;
    Time time_step;
    std::vector<double> atoms = {2900, 4000, 6900, 11000};
    Length slab{29};
    int runs = 60;
    int at_once = 2;
    int ranks = 1;

    /// All but `pressure`, `recipe` and what comes out.
    void describe_search(Fields& f);
    void describe(Fields& f);
    void run(StepRun&) const;
    std::string work(std::int64_t item, Worker&) const;
    std::string forecast() const;
};

/// The crystal that is to melt: from the file, or of the element's lattice. Throws InputError
/// (E-melting-crystal, E-melting-cell).
Structure melting_cell(const MeltingCoexist&, const Structures& given);
/// Where to look first: as given, or from the cohesive energy, or the experiment. K.
double melting_guess(const MeltingCoexist&, const Structure& cell);
/// 2 fs, or less where atoms are light: 2 fs sqrt(m/20 u), at least 0.5.
double melting_time_step(const MeltingCoexist&, const Structure& cell);
/// Settings of the molecular dynamics.
CoexistenceMd melting_md(const MeltingCoexist&, const Structure& cell);

/// What one search for Tm left.
struct MeltingSearch {
    std::vector<FrontTrace> traces;
    std::vector<CoexistenceRun> runs;
    MeltingFacts facts;
    std::optional<PhaseLines> lines;
    CoexistencePlan plan;
    std::int64_t first_item = 0;
    std::vector<MeltingRound> rounds;
    CoexistenceVerdict verdict;
};
/// Runs rounds of items from `first_item` on until the target is met or the search has failed.
MeltingSearch search_melting(const MeltingCoexist&, const Structure& cell,
                             const CoexistencePlan& plan, std::int64_t first_item, StepRun&);
/// Cells, priors and target as the study says.
CoexistencePlan melting_plan(const MeltingCoexist&, const Structure& cell);
/// Where an item finds what it is asked for, and keeps what it makes.
std::filesystem::path melting_item_folder(const std::filesystem::path& step, std::int64_t item);
/// One item of such a search.
std::string work_melting(const MeltingCoexist&, const Structure& cell, std::int64_t item, Worker&);

/// The paper's protocol: item 0 makes the single phases, the others are its runs.
void run_paper(const MeltingCoexist&, const PaperProtocol&, StepRun&);
std::string work_paper(const MeltingCoexist&, const PaperProtocol&, const Structure& cell,
                       std::int64_t item, Worker&);

}  // namespace crucible
