#pragma once
// What a running item shows of itself: a small table that people look at while they wait. Nothing
// reads it back, no result depends on it, and it goes away when the step is done.

#include <chrono>
#include <filesystem>

#include "crucible/data/table.hpp"

namespace crucible {

class Preview {
public:
    explicit Preview(std::chrono::milliseconds pause = std::chrono::seconds(5)) : pause_(pause) {}
    /// Whether it is time for another look: the first one and then one every `pause`.
    bool is_due() const;
    /// The first column is x, each further one a curve; "measured" and "model" are drawn as such.
    /// Written aside and renamed. A disk that is full costs the look and nothing else.
    void show(const std::filesystem::path& file, const Table&);
    /// What was shown is one look, however many tables it had.
    void looked() { last_ = std::chrono::steady_clock::now(), is_first_ = false; }

private:
    std::chrono::milliseconds pause_;
    std::chrono::steady_clock::time_point last_;
    bool is_first_ = true;
};

}  // namespace crucible
