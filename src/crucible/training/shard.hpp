#pragma once
// The share of a frame's atoms that one thread works on. Internal to the module.

#include <cmath>

#include "crucible/training/embedding_rows.hpp"
#include "crucible/training/fitting_rows.hpp"
#include "crucible/training/loss.hpp"

namespace crucible::training {

/// All nets of a potential, packed, and what does not change while they do.
template <class T>
struct PackedPotential {
    DeepPotWeights shape;  ///< parameters as they were at first
    std::vector<PackedNet<T>> embedding, fitting;
    std::size_t types = 0, columns = 0, axis = 0;
    double slots = 0;

    explicit PackedPotential(const DeepPotWeights& w)
        : shape(w),
          types(w.numbers.size()),
          columns(w.embedding.front().back().outputs),
          axis(static_cast<std::size_t>(w.axis)) {
        for (const DenseNet& net : w.embedding) embedding.push_back(packed_net<T>(net));
        for (const DenseNet& net : w.fitting) fitting.push_back(packed_net<T>(net));
        for (const int n : w.sel) slots += n;
    }
    void set(std::span<const double> parameters) {
        const double* p = parameters.data();
        for (auto* nets : {&embedding, &fitting})
            for (auto& net : *nets)
                for (PackedLayer<T>& layer : net) layer.set(p);
    }
    std::size_t embedding_of(std::size_t centre, std::size_t neighbour) const {
        return shape.is_one_sided ? neighbour : centre * types + neighbour;
    }
};

/// Three passes over the atoms [begin, end): `energies`, `forces`, and, once the loss of the whole
/// frame is known, `gradient`.
template <class T>
class Shard {
public:
    explicit Shard(const PackedPotential<T>& p) : net_(p) {
        for (const auto& net : p.embedding) embedding_gradient_.push_back(net_gradient<T>(net));
        for (const auto& net : p.fitting) fitting_gradient_.push_back(net_gradient<T>(net));
        fits_.resize(p.types);
    }

    void clear_gradient();
    void add_gradient_of(const Shard&);
    /// The gradient of all parameters.
    void write_gradient(T* row) const;

    /// Energies and what the forces need. The sample must outlive the other passes.
    void energies(const Sample&, std::size_t begin, std::size_t end);
    void forces();
    void gradient(const LossPull&);

    double energy = 0;
    std::vector<Vec3> force;  ///< (n_atoms of the frame)
    Mat3 virial;

private:
    /// Neighbours of one kind of one atom; the last row stands for the empty slots.
    struct Block {
        std::size_t net = 0, rows = 0, first_pair = 0;
        std::size_t row = 0;  ///< where its geometry starts
        double empty = 0;
        EmbeddingRows<T> nets;
    };
    struct Geometry {
        double r = 0, s = 0, ds = 0;
    };
    /// Matrices (4, padded columns), and rows of `fits_`.
    struct Atom {
        std::size_t kind = 0, fit_row = 0;
        std::vector<T> t, gt, gt_columns;  ///< sums; dE/dt; the same (columns, lanes)
    };
    struct Fit {
        std::size_t rows = 0;
        std::vector<T> d, gd, d_tangent, gd_loss;
        FittingRows<T> net;
    };

    std::size_t width() const { return padded(net_.columns); }
    Block& block(std::size_t k, std::size_t t) { return blocks_[k * net_.types + t]; }
    void lay_out(const Sample&, std::size_t begin, std::size_t end);
    void fill_rows(const Block&, std::size_t kind);
    void sum_rows(const Block&, const T* left, const T* right, std::vector<T>& t) const;
    void descriptor(const std::vector<T>& t, T* d) const;
    void descriptor_tangent(const std::vector<T>& t, const std::vector<T>& dt, T* d) const;
    void descriptor_back(const std::vector<T>& t, const T* gd, std::vector<T>& gt) const;
    void transpose(Atom&) const;
    void block_forces(const Block&, const Atom&, std::size_t i);
    void move_rows(const Block&, std::size_t kind, std::size_t i, const LossPull&);
    void block_gradient(const Block&, const Atom&, const std::vector<T>& gt_loss);

    const PackedPotential<T>& net_;
    const Sample* sample_ = nullptr;
    std::size_t begin_ = 0, end_ = 0;
    std::vector<Block> blocks_;
    std::vector<Atom> atoms_;
    std::vector<Fit> fits_;
    std::vector<Geometry> geometry_;
    std::vector<T> x_, along_;     ///< per row: input of the embedding, its tangent
    std::vector<T> left_, moved_;  ///< (rows, 4) normalised environment times its count; tangent
    std::vector<T> product_, slope_product_, scaled_;
    typename EmbeddingRows<T>::Scratch scratch_;
    std::vector<NetGradient<T>> embedding_gradient_, fitting_gradient_;
};

extern template class Shard<float>;
extern template class Shard<double>;

}  // namespace crucible::training
