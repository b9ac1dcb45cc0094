#pragma once
// glass.fit: the step's parameters, and what one replica of a fit leaves behind.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "crucible/base/describe.hpp"
#include "crucible/kinds/energy_parameter.hpp"
#include "crucible/kinds/glass_data.hpp"
#include "crucible/kinds/glass_system.hpp"
#include "crucible/rmc/chain.hpp"
#include "crucible/study/step_run.hpp"

namespace crucible {

struct NoEnergy {
    static constexpr std::string_view name = "none";
    static constexpr std::string_view sentence = "Data alone decide";
    void describe(Fields&) {}
};
/// The potential of a fit, if it has one.
using FitEnergy = std::variant<NoEnergy, EamEnergy, KimEnergy, LennardJonesEnergy, BuckinghamEnergy,
                               NepEnergy, DeepPotEnergy>;

/// As the other modules take it. Throws InputError; NoEnergy is a caller's mistake.
Potential fit_potential(const FitEnergy&);

enum class ScheduleChoice { liu2022, balanced, strict, fast, accurate, own };
inline std::span<const Name> names(ScheduleChoice) {
    static constexpr Name all[] = {
        {"liu2022", "the paper's: sigma 0.1 to 1e-3, EXAFS 1e-4 to 1e-6, no energy"},
        {"balanced", "sigma 0.1 to 1e-3, EXAFS 0.3 to 3e-3"},
        {"strict", "sigma 0.01 to 5e-4, EXAFS 0.03 to 1.5e-3: R^2 of 0.99 each without an energy"},
        {"fast",
         "energy alone from 2000 to 300 K in 4900 sweeps, then data; a CPU minute for 2048"},
        {"accurate", "energy alone from 1500 to 300 K in 20000 sweeps, then data; two CPU minutes"},
        {"own", "the stages given"}};
    return all;
}

struct StageParameter {
    double sweeps = 1000, ramp = 0.9;
    std::vector<Temperature> temperature{{300}};
    std::vector<double> sigma, sigma_exafs, sigma_other;
    double swaps = 0, group_moves = 0;
    Flag adapt = Flag::on;
    void describe(Fields& f) {
        f("sweeps", sweeps, "Moves per atom").required("1000").within(1e-3, 1e9);
        f("ramp", ramp, "Share of the moves in which temperature and sigma change").within(0, 1);
        f("temperature", temperature, "Temperature of the energy: one, or first and last")
            .within(0.1, 1e5);
        f("sigma", sigma, "Sigma of diffraction data: one, or first and last; none: no data")
            .within(1e-9, 1e6);
        f("sigma_exafs", sigma_exafs, "The same of EXAFS; none: as diffraction").within(1e-9, 1e6);
        f("sigma_other", sigma_other, "The same of all other data; none: as diffraction")
            .within(1e-9, 1e6);
        f("swaps", swaps, "Share of moves that exchange two elements").within(0, 1);
        f("group_moves", group_moves, "Share of moves of rigid groups").within(0, 1);
        f("adapt", adapt, "Adjust the step to the acceptance");
    }
};

/// One replica: the model, what the data set showed with it, the way there; and the control, which
/// went the same way without data.
struct GlassReplica {
    std::vector<Position> model, control;       ///< (n_atoms); control may be empty
    std::vector<std::vector<double>> observed;  ///< per data set
    std::vector<std::vector<double>> control_observed;
    std::vector<rmc::Progress> history;
    double distance = 0;  ///< angstrom, that the random start kept
    double rate = 0;      ///< K/s, quench rate that the anneal amounts to; 0: none
};
std::string encode(const GlassReplica&);
/// Throws IoError (E-run-damaged).
GlassReplica decode_replica(std::string_view);

struct GlassFit {
    Ref<Artefact::structures> target, start;
    GlassSystem system;
    std::vector<DataParameter> data;
    FitEnergy energy;
    int inner = 0;
    ScheduleChoice schedule = ScheduleChoice::balanced;
    double effort = 1;
    std::vector<StageParameter> stages;
    std::vector<PairCutoff> cutoffs;
    std::vector<std::string> elements;
    Length step{0.2};
    double acceptance = 0.3, stop_r2 = 0;
    int replicas = 1, threads = 1;
    Time checkpoint{20e15};

    void describe(Fields& f);
    void check(const std::filesystem::path& directory) const;
    std::string work(std::int64_t item, Worker&) const;
    void run(StepRun&) const;
};

}  // namespace crucible
