#pragma once
// When a search ends, and the books it keeps until then.

#include <cstddef>
#include <functional>
#include <string>
#include <utility>

#include "crucible/base/run_context.hpp"
#include "crucible/synthesis/search.hpp"

namespace crucible::synthesis {

class SearchBudget {
public:
    /// `at_mark` is called when the time of a mark has come; what it takes does not count.
    SearchBudget(const SearchSettings&, const RunContext&, SearchCounts&,
                 std::function<void(double mark)> at_mark = {});

    /// False once the search has to end; `nodes` is what it holds. Ask before every iteration.
    bool goes_on(std::size_t nodes);
    /// One more expansion, or one more look at what is finished.
    void iterated() { ++counts_.iterations; }
    void found_route();
    /// Ends the search for a reason of its own.
    void finish(std::string why);
    /// Ends the search, as it can find nothing more; unless `reopen` lets it go on.
    void exhaust(std::string why) {
        finish(std::move(why));
        exhausted_ = true;
    }
    bool is_exhausted() const { return exhausted_; }
    void reopen() { end_.clear(), exhausted_ = false; }
    /// Fills in the time.
    void close();
    bool has_ended() const { return !end_.empty(); }
    bool was_interrupted() const { return interrupted_; }
    const std::string& end() const { return end_; }

private:
    double now() const;
    double seconds() const { return now() - begin_; }
    void pass_marks();

    const SearchSettings& settings_;
    const RunContext& context_;
    SearchCounts& counts_;
    std::function<void(double)> at_mark_;
    std::size_t next_mark_ = 0;
    double begin_;
    std::string end_;
    bool interrupted_ = false, exhausted_ = false;
};

}  // namespace crucible::synthesis
