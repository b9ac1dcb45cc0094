#pragma once
// What a step's `run` is given. All that a step makes goes through here, hence is safe and
// resumable.

#include <filesystem>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "crucible/data/store.hpp"
#include "crucible/parallel/executor.hpp"
#include "crucible/study/checkpoint.hpp"
#include "crucible/study/registry.hpp"

namespace crucible {

/// Which share of items may be quarantined before the step fails.
struct Tolerate {
    double fraction = 0;
    static Tolerate none() { return {0}; }
};

class StepRun {
public:
    struct Setting {
        RunContext context;
        std::filesystem::path directory;  ///< RUN/steps/STEP
        std::string key;
        Store* store = nullptr;
        Worker::Resolver resolve;
        std::function<std::unique_ptr<Executor>(const ItemLimits&, NewsSink)> executor;
        const StopToken* stop = nullptr;
        std::vector<Output> outputs;
        std::vector<Given> rows;
        bool retry_quarantined = false;
    };
    explicit StepRun(Setting s);

    RunContext& context() { return s_.context; }
    /// RUN/steps/STEP, for programs that keep checkpoints of their own in a directory of it.
    const std::filesystem::path& directory() const { return s_.directory; }
    /// The files behind a reference, in order; empty for an empty reference.
    template <Artefact A>
    std::vector<std::filesystem::path> open(const Ref<A>& r) const {
        return s_.resolve(r.text);
    }

    /// Runs `work` for every item in [0, count) that has no result yet. May be called again with a
    /// larger count. Throws Stopped; UnstableError (E-items-failed) beyond what is tolerated;
    /// ResourceError (E-item-waiting) where items only wait for programs that are run by hand.
    void items(std::int64_t count, Tolerate = Tolerate::none(), ItemLimits = {});
    /// Finished items in item order, whoever finished first.
    void each(const std::function<void(std::int64_t, std::string_view)>&) const;
    /// What a finished item gave, for those that are wanted in another order; "" if it has not.
    std::string result(std::int64_t item) const;
    /// Quarantined items with the reason.
    void each_quarantined(const std::function<void(std::int64_t, std::string_view)>&) const;

    /// For one long loop: numbered, checksummed, the last three kept.
    Checkpoint& checkpoint();
    /// Writes a declared output: aside, fsync, rename.
    void make(std::string_view output, std::string_view bytes);
    /// The same for outputs too large to be held in memory: `write` makes the file it is given.
    void make(std::string_view output,
              const std::function<void(const std::filesystem::path& aside)>& write);
    /// A declared results row; committed when the step is done.
    void row(Row);

    /// For the runner: what was made. Declared but not made is a bug.
    struct Made {
        std::string name, file, sha256;
        std::int64_t bytes;
    };
    std::vector<Made> finish();
    const std::vector<Row>& result_rows() const { return rows_; }

private:
    /// Where a declared output lies; it counts as not made until it is made anew.
    std::filesystem::path place(std::string_view output);
    /// Throws what `items` throws for items without a result.
    void judge_quarantined(std::int64_t count, Tolerate) const;
    bool is_new(std::string_view warning);
    Setting s_;
    std::set<std::string> warned_of_;  ///< codes
    std::vector<Made> made_;
    std::vector<Row> rows_;
    std::optional<Checkpoint> checkpoint_;
};

/// Replays every item log under `directory` into the store; returns how many frames there were.
std::int64_t replay_item_logs(const std::filesystem::path& directory, const std::string& key,
                              Store&);

}  // namespace crucible
