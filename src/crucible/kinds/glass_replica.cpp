#include "crucible/kinds/glass_replica.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "crucible/base/error.hpp"
#include "crucible/data/json.hpp"
#include "crucible/rmc/overlaps.hpp"
#include "crucible/rmc/quench_rate.hpp"
#include "crucible/study/preview.hpp"

namespace crucible {
namespace {

/// Lines of the history that a chain leaves.
constexpr std::int64_t history_lines = 200;
/// Between two looks at stop, progress and checkpoint: some milliseconds of work.
constexpr std::int64_t moves_per_look = 5000;

rmc::Problem without_data(const GlassProblem& g) {
    rmc::Problem p;
    p.cutoffs = g.problem.cutoffs, p.energy = g.problem.energy, p.moves = g.problem.moves;
    for (std::size_t i = g.first_data; i < g.problem.stages.size(); ++i) {
        rmc::Stage s = g.problem.stages[i];
        s.sigma.clear();
        p.stages.push_back(std::move(s));
    }
    return p;
}

/// A data set's name as that of a file.
std::string file_word(std::string name) {
    std::replace(name.begin(), name.end(), '/', '-');
    return name;
}

/// The two chains of a replica one after the other, as one loop that can be cut anywhere.
class ReplicaRun {
public:
    ReplicaRun(const GlassProblem& g, std::int64_t item, const ReplicaOptions& options,
               Worker& worker)
        : g_(g),
          item_(item),
          threads_(options.threads),
          worker_(worker),
          checkpoint_(worker.checkpoint(item, {options.checkpoint_seconds, 0.1})) {}

    GlassReplica run() {
        if (!resume()) begin();
        while (!model_done_) advance_model();
        if (!control_ && controlled()) start_control();
        while (control_ && !control_done_) advance_control();
        return std::move(out_);
    }

private:
    bool controlled() const { return g_.problem.energy.is_on() && g_.problem.data_sets() > 0; }

    void begin() {
        for (const rmc::Stage& s : g_.problem.stages) chain_moves_ += s.moves;
        Structure start;
        if (g_.starts.empty()) {
            auto random = rmc::random_start(
                g_.model.cell, g_.model.numbers, g_.insertion,
                worker_.context().stream(StreamId::rmc_start, static_cast<std::uint64_t>(item_)));
            start = std::move(random.structure);
            out_.distance = random.distance;
            rmc::push_apart(start, g_.problem.cutoffs);
        } else {
            start = g_.starts[static_cast<std::size_t>(item_) % g_.starts.size()];
        }
        start_model(start);
        if (g_.first_data == 0) fork_ = start.positions;
        note();
    }

    void start_model(const Structure& start) {
        chain_.emplace(g_.problem, start, stream(0), rmc::ChainOptions{threads_, 0});
    }
    void start_control() {
        Structure start = g_.model;
        start.positions = fork_;
        control_.emplace(without_data(g_), start, stream(1), rmc::ChainOptions{threads_, 0});
    }
    RandomStream stream(std::uint32_t chain) const {
        return worker_.context().stream(StreamId::rmc_chain, static_cast<std::uint64_t>(item_),
                                        chain);
    }

    void advance_model() {
        const std::int64_t line = std::max<std::int64_t>(1, chain_moves_ / history_lines);
        const std::int64_t before = chain_->moves();
        const std::int64_t to_line = line - before % line;
        const bool more = chain_->run(std::min({moves_per_look, to_line, stage_end() - before}));
        if (chain_->moves() % line == 0 || !more) note();
        if (fork_.empty() && (chain_->stage() >= g_.first_data || !more))
            fork_ = chain_->structure().positions;
        if (!more) {
            model_done_ = true;
            if (g_.first_data > 0)  // data would hold the atoms
                out_.rate = rmc::equivalent_quench_rate(g_.problem.stages.front(), out_.history,
                                                        g_.model.size());
            out_.model = chain_->structure().positions;
            for (std::size_t i = 0; i < g_.problem.data_sets(); ++i)
                out_.observed.push_back(chain_->observed(i));
        }
        look(chain_->moves());
    }

    void advance_control() {
        if (!control_->run(moves_per_look)) {
            control_done_ = true;
            Structure s = g_.model;
            s.positions = control_->structure().positions;
            out_.control = s.positions;
            for (const DataTerm& set : g_.sets)
                out_.control_observed.push_back(observe_set(set, s));
        }
        look(chain_moves_ + control_->moves());
    }

    /// Moves until the stage in hand ends, so that no call crosses into the next.
    std::int64_t stage_end() const {
        std::int64_t end = 0;
        for (std::size_t i = 0; i <= chain_->stage() && i < g_.problem.stages.size(); ++i)
            end += g_.problem.stages[i].moves;
        return std::max(end, chain_->moves() + 1);
    }

    void note() { out_.history.push_back(chain_->progress()); }

    void look(std::int64_t moves) {
        std::int64_t total = chain_moves_;
        if (controlled())
            for (std::size_t i = g_.first_data; i < g_.problem.stages.size(); ++i)
                total += g_.problem.stages[i].moves;
        worker_.context().progress(static_cast<double>(moves), static_cast<double>(total), "moves");
        if (preview_.is_due() && chain_ && !model_done_) show();
        const bool stop = worker_.context().stopping();
        if (stop || checkpoint_.due()) checkpoint_.save(state());
        if (stop) throw Stopped{};
    }

    /// Every data set as it is met now, for who waits.
    void show() {
        for (std::size_t i = 0; i < g_.sets.size(); ++i) {
            Table t;
            t.add_numbers(g_.sets[i].x_name, g_.sets[i].x_unit) = g_.sets[i].x;
            t.add_numbers("measured") = g_.sets[i].target();
            t.add_numbers("model") = chain_->observed(i);
            preview_.show(worker_.preview(file_word(g_.sets[i].name()), item_), t);
        }
        preview_.looked();
    }

    /// The record so far, the fork, and the state of the chain that runs.
    std::string state() const {
        GlassReplica part = out_;
        part.control = control_done_ ? part.control : fork_;
        const std::string record = encode(part);
        const std::string chain = control_ ? control_->save() : chain_->save();
        std::string out = std::to_string(record.size()) + " " + (model_done_ ? "1" : "0") + " " +
                          (control_ ? "1" : "0") + "\n";
        return out + record + chain;
    }

    bool resume() {
        const auto bytes = checkpoint_.load();
        if (!bytes) return false;
        const std::size_t line = bytes->find('\n');
        const auto size = static_cast<std::size_t>(std::stoull(*bytes));
        const bool model_done = (*bytes)[line - 3] == '1', control = (*bytes)[line - 1] == '1';
        out_ = decode_replica(std::string_view(*bytes).substr(line + 1, size));
        fork_ = std::move(out_.control);
        out_.control.clear();
        chain_moves_ = out_.history.back().total;
        model_done_ = model_done;
        const std::string_view chain = std::string_view(*bytes).substr(line + 1 + size);
        Structure any = g_.model;
        any.positions = g_.starts.empty() ? any_positions() : g_.starts.front().positions;
        if (control) {
            start_control();
            control_->restore(chain);
        } else {
            start_model(any);
            chain_->restore(chain);
        }
        return true;
    }
    /// Somewhere to put atoms before `restore` moves them where they were.
    std::vector<Position> any_positions() const {
        return rmc::random_start(
                   g_.model.cell, g_.model.numbers, g_.insertion,
                   worker_.context().stream(StreamId::rmc_start, static_cast<std::uint64_t>(item_)))
            .structure.positions;
    }

    const GlassProblem& g_;
    std::int64_t item_;
    int threads_;
    Worker& worker_;
    Checkpoint checkpoint_;
    Preview preview_;
    GlassReplica out_;
    std::optional<rmc::Chain> chain_, control_;
    std::vector<Position> fork_;
    std::int64_t chain_moves_ = 0;
    bool model_done_ = false, control_done_ = false;
};

}  // namespace

GlassReplica run_replica(const GlassProblem& g, std::int64_t item, const ReplicaOptions& options,
                         Worker& worker) {
    return ReplicaRun(g, item, options, worker).run();
}

}  // namespace crucible
