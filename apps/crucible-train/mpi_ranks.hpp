#pragma once
// Sums over MPI ranks in the order that `Collective` promises. MPI_Allreduce may choose any order.

#include <mpi.h>

#include <vector>

#include "crucible/parallel/collective.hpp"

namespace crucible::train {

class MpiRanks final : public Collective {
public:
    MpiRanks() {
        MPI_Comm_rank(MPI_COMM_WORLD, &rank_);
        MPI_Comm_size(MPI_COMM_WORLD, &count_);
    }
    int rank() const override { return rank_; }
    int count() const override { return count_; }
    void sum(std::span<float> row) const override { add(row, floats_, MPI_FLOAT); }
    void sum(std::span<double> row) const override { add(row, doubles_, MPI_DOUBLE); }

private:
    /// Ranks that differ in one bit swap their sums and add: a + b and b + a are the same bits.
    template <class T>
    void add(std::span<T> row, std::vector<T>& other, MPI_Datatype type) const {
        const int n = static_cast<int>(row.size());
        other.resize(row.size());
        for (int bit = 1; bit < count_; bit *= 2) {
            MPI_Sendrecv(row.data(), n, type, rank_ ^ bit, 0, other.data(), n, type, rank_ ^ bit, 0,
                         MPI_COMM_WORLD, MPI_STATUS_IGNORE);
            for (std::size_t k = 0; k < row.size(); ++k) row[k] += other[k];
        }
    }

    int rank_ = 0, count_ = 1;
    mutable std::vector<float> floats_;
    mutable std::vector<double> doubles_;
};

}  // namespace crucible::train
