#pragma once
// Pairs within a cut-off, kept while atoms and cell move little. Internal to the module.

#include <cstdint>
#include <vector>

#include "crucible/atoms/structure.hpp"

namespace crucible {

/// Each pair once, those of atom i contiguous; `shift` lattice vectors are added to atom j.
class VerletList {
public:
    struct Entry {
        std::int32_t j = 0;
        std::array<std::int16_t, 3> shift{};
        std::int16_t shifted = 0;  ///< 0 when all of `shift` is 0
    };
    VerletList(double cutoff, double skin) : cutoff_(cutoff), skin_(skin) {}

    /// Makes the list hold every pair of `s` within the cut-off.
    void update(const Structure& s);
    void clear() { first_.clear(); }
    std::size_t begin_of(std::size_t i) const { return first_[i]; }
    std::size_t end_of(std::size_t i) const { return first_[i + 1]; }
    const std::vector<Entry>& entries() const { return entries_; }
    double cutoff() const { return cutoff_; }

private:
    bool covers(const Structure& s) const;
    double cutoff_, skin_;
    std::vector<std::size_t> first_;  ///< (n_atoms + 1); empty: no list
    std::vector<Entry> entries_;
    std::vector<Position> positions_;  ///< when the list was made
    Cell cell_;
};

}  // namespace crucible
