#pragma once
// Everything behind a Chain. Internal to the module.

#include <memory>
#include <string>
#include <vector>

#include "crucible/rmc/chain.hpp"
#include "crucible/rmc/data_state.hpp"
#include "crucible/rmc/energy_state.hpp"
#include "crucible/rmc/schedule.hpp"

namespace crucible::rmc {

class Lookahead;

/// Counters that a checkpoint keeps as they are.
struct Tally {
    std::int64_t stage = 0, in_stage = 0;  ///< where the chain stands
    std::int64_t number = 0;               ///< moves proposed so far, all stages: names the draws
    std::int64_t skipped = 0;              ///< moves of stages that ended early
    std::int64_t hard_rejected = 0, energy_rejected = 0, accepted = 0;
    std::int64_t swaps = 0, swaps_accepted = 0, groups = 0, groups_accepted = 0;
    std::int64_t blocks = 0, blocks_accepted = 0;
    std::int64_t recent_tried = 0, recent_accepted = 0;  ///< displacements since the last adaption
    std::int64_t block_number = 0;
    double step = 0;           ///< angstrom
    double displacement2 = 0;  ///< angstrom^2
};

/// Where a block of nested moves began, to be able to go back there.
struct Block {
    std::int64_t left = 0;                      ///< inner moves still to come; 0: between blocks
    double model_energy = 0, cheap_energy = 0;  ///< eV, at its start
    bool has_energy = false;                    ///< model_energy is known
    std::vector<Place> places;
    std::vector<std::vector<double>> values;
    std::int64_t since_sync = 0;
    Tally tally;                 ///< of accepted moves, which a rejected block takes back
    std::vector<Move> accepted;  ///< in order
    bool is_complete = true;     ///< `accepted` reaches back to the start
};

struct Chain::State {
    State(Problem, const Structure& start, RandomStream, ChainOptions);
    ~State();

    // chain.cpp
    bool run(std::int64_t moves);
    void enter_stage();
    void renew_settings();
    void adapt_step();
    bool has_ended() const { return tally.stage >= static_cast<std::int64_t>(stages().size()); }
    bool has_reached_r2();
    std::int64_t until_boundary() const;
    void run_serially(std::int64_t moves);
    MoveMix mix() const;
    const std::vector<Stage>& stages() const { return problem.stages; }
    const Stage& stage() const { return stages()[static_cast<std::size_t>(tally.stage)]; }
    Structure structure() const;
    double recheck();

    // attempt.cpp
    /// Takes `move` through cut-offs, energy and data, and makes it if it is accepted.
    bool attempt(const Move& move, MoveRoom&, bool is_free);
    bool passes_energy(const Move&, MoveRoom&);
    void make(const Move&, MoveRoom&);
    void begin_block();
    void end_block();
    void roll_back();
    void rebuild(const std::vector<Place>&);
    double model_energy();

    // checkpoint.cpp
    std::string digest() const;
    std::string save() const;
    void restore(std::string_view);

    Problem problem;
    ChainOptions options;
    FixedCell cell;
    Species species;
    std::vector<std::size_t> original;  ///< (n_atoms) index in the start
    Structure start;
    ChainKey key;
    Places places;
    std::unique_ptr<Proposer> proposer;
    std::unique_ptr<DataState> data;
    std::unique_ptr<EnergyState> energy;
    std::unique_ptr<EnergyModel> model;
    std::unique_ptr<Lookahead> lookahead;
    Tally tally;
    Block block;
    Settings settings;
    bool is_entered = false;  ///< the present stage has been set up
    bool is_stale = true;     ///< data are not kept up to date
    Move move;
    MoveRoom room;
};

}  // namespace crucible::rmc
