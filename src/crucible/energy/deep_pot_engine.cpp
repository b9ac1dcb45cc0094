#include "crucible/energy/deep_pot_engine.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "crucible/base/error.hpp"
#include "crucible/energy/deep_pot_environment.hpp"

namespace crucible::deep_pot {

void NearAtoms::reserve(std::size_t room) {
    room += overhang;
    if (atom.size() >= room) return;
    atom.resize(room), kind.resize(room), distance2.resize(room), place.resize(room);
    for (auto& v : d) v.resize(room);
}

void NearAtoms::pad() {
    for (std::size_t k = n; k < n + overhang; ++k) {
        distance2[k] = 1;
        for (auto& v : d) v[k] = 0;
    }
}

template <class T>
void Slots<T>::reserve(std::size_t room, std::size_t strips) {
    if (t.size() < 4 * strips * strip + overhang) t.resize(4 * strips * strip + overhang);
    room += overhang;
    if (atom.size() >= room) return;
    atom.resize(room), kind.resize(room), row.resize(room), u.resize(room), matrix.resize(4 * room);
    along.resize(room), across.resize(room), bend.resize(room);
    for (auto& v : d) v.resize(room);
    for (auto& v : pull) v.resize(room);
}

namespace {

constexpr std::size_t block_atoms = 32;
constexpr std::size_t most_rows = std::size_t{1} << 17;
// Tables go down to this part of the shortest distance in training, else to a distance that only
// colliding atoms have; what is nearer is evaluated by the net itself.
constexpr double nearest_part = 0.75;
constexpr double nearest_unknown = 1.0;  // angstrom

template <class D, class F>
class FastEngine final : public Engine {
public:
    FastEngine(const DeepPotWeights& w, std::shared_ptr<const Tables<D, F>> tables)
        : w_(w), tables_(std::move(tables)), slots_(block_atoms) {}

    void add(const LocalAtoms&, std::size_t begin, std::size_t end, LocalSums&, Want) override;
    std::unique_ptr<Engine> clone() const override {
        return std::make_unique<FastEngine>(w_, tables_);
    }

private:
    void gather(const LocalAtoms&, std::size_t atom, LocalSums&);
    void truncate(LocalSums&);
    void place_rows(std::size_t type, Slots<D>&);
    void forward(const LocalAtoms&, std::size_t type, std::size_t atom, std::size_t slot,
                 LocalSums&);
    void backward_of(std::size_t type, std::size_t atom, std::size_t slot, LocalSums&);
    void run_block(const LocalAtoms&, std::size_t type, LocalSums&, Want);

    const DeepPotWeights& w_;
    std::shared_ptr<const Tables<D, F>> tables_;
    std::vector<Slots<D>> slots_;
    std::vector<std::size_t> block_;
    NearAtoms near_;
    std::vector<std::size_t> of_kind_;  ///< (types) neighbours of the atom at hand
    std::deque<std::vector<D>> exact_;  ///< rows of this block outside the tables
    std::size_t exact_used_ = 0;
    FittingScratch<F> fitting_;
    LineArray<D> descriptor_, by_t_;
    std::vector<double> sums_;  ///< (types, 4)
    std::vector<D> constant_;   ///< (types, 4)
};

template <class D, class F>
void FastEngine<D, F>::gather(const LocalAtoms& a, std::size_t atom, LocalSums& out) {
    const auto first = static_cast<std::size_t>(a.first[atom]);
    const auto last = static_cast<std::size_t>(a.first[atom + 1]);
    near_.reserve(last - first);
    const double* const at = a.positions + 3 * atom;
    const double reach2 = w_.cutoff * w_.cutoff;
    double nearest2 = 1e60;
    std::size_t n = 0;
    for (std::size_t k = first; k < last; ++k) {
        const std::int32_t j = a.neighbours[k];
        const double* const to = a.positions + 3 * static_cast<std::size_t>(j);
        const double x = to[0] - at[0], y = to[1] - at[1], z = to[2] - at[2];
        const double r2 = x * x + y * y + z * z;
        // Written always and kept by the count alone: a branch would be guessed wrong often.
        near_.atom[n] = j, near_.d[0][n] = x, near_.d[1][n] = y, near_.d[2][n] = z;
        near_.distance2[n] = r2;
        nearest2 = std::min(nearest2, r2);
        n += r2 < reach2 ? 1 : 0;
    }
    near_.n = n;
    const double nearest = std::sqrt(nearest2);
    if (nearest < nearest_atoms) atoms_on_one_spot(atom, nearest);
    out.nearest = std::min(out.nearest, nearest);
    of_kind_.assign(w_.numbers.size(), 0);
    for (std::size_t k = 0; k < n; ++k) {
        near_.kind[k] = a.kinds[near_.atom[k]];
        ++of_kind_[static_cast<std::size_t>(near_.kind[k])];
    }
    for (std::size_t t = 0; t < of_kind_.size(); ++t)
        if (of_kind_[t] > static_cast<std::size_t>(w_.sel[t])) return truncate(out);
    near_.pad();
}

/// Keeps the nearest `sel` of each type, as DeePMD-kit does.
template <class D, class F>
void FastEngine<D, F>::truncate(LocalSums& out) {
    for (std::size_t t = 0; t < of_kind_.size(); ++t) {
        const auto found = static_cast<int>(of_kind_[t]);
        if (found > w_.sel[t]) out.crowding.merge({0, found, w_.sel[t], w_.numbers[t]});
    }
    ++out.crowding.atoms;
    std::vector<std::size_t> order(near_.n), kept;
    for (std::size_t k = 0; k < near_.n; ++k) order[k] = k;
    std::stable_sort(order.begin(), order.end(), [&](std::size_t x, std::size_t y) {
        return near_.distance2[x] < near_.distance2[y];
    });
    std::vector<std::size_t> left(w_.sel.begin(), w_.sel.end());
    for (const std::size_t k : order) {
        std::size_t& room = left[static_cast<std::size_t>(near_.kind[k])];
        if (room > 0) --room, kept.push_back(k);
    }
    std::sort(kept.begin(), kept.end());
    near_.n = kept.size();
    for (std::size_t k = 0; k < kept.size(); ++k) {
        near_.atom[k] = near_.atom[kept[k]], near_.kind[k] = near_.kind[kept[k]];
        near_.distance2[k] = near_.distance2[kept[k]];
        for (auto& v : near_.d) v[k] = v[kept[k]];
    }
    for (std::size_t t = 0; t < left.size(); ++t)
        of_kind_[t] = static_cast<std::size_t>(w_.sel[t]) - left[t];
    near_.pad();
}

/// Rows of the tables, and the sums of the matrix over each kind's slots, filled and empty.
template <class D, class F>
void FastEngine<D, F>::place_rows(std::size_t type, Slots<D>& s) {
    const std::size_t types = w_.numbers.size(), size = row_size(tables_->strips);
    const Environment& e = tables_->environments[type];
    sums_.assign(4 * types, 0.0);
    for (std::size_t j = 0; j < types; ++j)
        for (std::size_t k = 0; k < 4; ++k)
            sums_[4 * j + k] = -e.mean[k] * e.per_deviation[k] *
                               (static_cast<double>(w_.sel[j]) - static_cast<double>(of_kind_[j]));
    for (std::size_t k = 0; k < s.n; ++k) {
        const auto kind = static_cast<std::size_t>(near_.kind[k]);
        const EmbeddingTable<D>& table = tables_->embeddings[type * types + kind];
        const double place = std::max(near_.place[k], 0.0), x = e.low + place * tables_->step;
        sums_[4 * kind] += x;
        for (std::size_t c = 1; c < 4; ++c)
            sums_[4 * kind + c] += static_cast<double>(s.matrix[4 * k + c]);
        if (place < static_cast<double>(table.rows)) {
            const auto r = static_cast<std::size_t>(place);
            s.row[k] = table.values.data() + r * size;
            s.u[k] = static_cast<D>(place - static_cast<double>(r));
            continue;
        }
        if (exact_used_ == exact_.size()) exact_.emplace_back();
        std::vector<D>& row = exact_[exact_used_++];
        exact_row(w_.embedding_of(type, kind), tables_->origins[type * types + kind], x,
                  tables_->step, row);
        s.row[k] = row.data(), s.u[k] = 0;
    }
}

template <class D, class F>
void FastEngine<D, F>::forward(const LocalAtoms& a, std::size_t type, std::size_t atom,
                               std::size_t slot, LocalSums& out) {
    gather(a, atom, out);
    Slots<D>& s = slots_[slot];
    s.reserve(near_.n, tables_->strips);
    s.n = near_.n;
    std::copy_n(near_.atom.begin(), s.n, s.atom.begin());
    std::copy_n(near_.kind.begin(), s.n, s.kind.begin());
    environment(tables_->environments[type], near_, s);
    place_rows(type, s);

    const std::size_t types = w_.numbers.size(), width = tables_->strips * strip;
    D* const t = s.t.data();
    std::fill_n(t, s.t.size(), D{0});
    accumulate(s, tables_->strips, t);
    // What the rows leave out, and the division, in double.
    const double per_slot = 1 / static_cast<double>(w_.slots());
    for (std::size_t k = 0; k < 4; ++k)
        for (std::size_t m = 0; m < w_.embedding[0].back().outputs; ++m) {
            double sum = static_cast<double>(t[k * width + m]);
            for (std::size_t j = 0; j < types; ++j)
                sum += sums_[4 * j + k] * tables_->origins[type * types + j][m];
            t[k * width + m] = static_cast<D>(sum * per_slot);
        }

    const FittingNet<F>& net = tables_->fittings[type];
    const std::size_t channels = w_.embedding[0].back().outputs;
    F* const input = fitting_.input.data() + slot * net.input_step;
    if constexpr (std::is_same_v<D, F>) {
        descriptor(t, channels, width, static_cast<std::size_t>(w_.axis), input);
    } else {
        descriptor(t, channels, width, static_cast<std::size_t>(w_.axis), descriptor_.data());
        std::copy_n(descriptor_.data(), net.inputs, input);
    }
}

template <class D, class F>
void FastEngine<D, F>::backward_of(std::size_t type, std::size_t atom, std::size_t slot,
                                   LocalSums& out) {
    const FittingNet<F>& net = tables_->fittings[type];
    const std::size_t width = tables_->strips * strip;
    const std::size_t channels = w_.embedding[0].back().outputs;
    const F* const by_input = fitting_.input.data() + slot * net.input_step;
    const D* by_d = nullptr;
    if constexpr (std::is_same_v<D, F>) {
        by_d = by_input;
    } else {
        std::copy_n(by_input, net.inputs, descriptor_.data());
        by_d = descriptor_.data();
    }
    Slots<D>& s = slots_[slot];
    descriptor_gradient(by_d, s.t.data(), channels, width, static_cast<std::size_t>(w_.axis),
                        static_cast<D>(1 / static_cast<double>(w_.slots())), by_t_.data());
    const std::size_t types = w_.numbers.size();
    constant_.assign(4 * types, D{0});
    for (std::size_t j = 0; j < types; ++j)
        for (std::size_t k = 0; k < 4; ++k) {
            double sum = 0;
            for (std::size_t m = 0; m < channels; ++m)
                sum += static_cast<double>(by_t_.data()[k * width + m]) *
                       tables_->origins[type * types + j][m];
            constant_[4 * j + k] = static_cast<D>(sum);
        }
    Virial v{};
    backward(tables_->environments[type], by_t_.data(), constant_.data(), tables_->strips, s, v);
    out.virial += Mat3{{{{v[0], v[3], v[4]}, {v[3], v[1], v[5]}, {v[4], v[5], v[2]}}}};
    double own[3] = {0, 0, 0};
    for (std::size_t k = 0; k < s.n; ++k) {
        double* const f = &out.forces[3 * static_cast<std::size_t>(s.atom[k])];
        for (std::size_t c = 0; c < 3; ++c) {
            const auto pull = static_cast<double>(s.pull[c][k]);
            f[c] -= pull, own[c] += pull;
        }
    }
    for (std::size_t c = 0; c < 3; ++c) out.forces[3 * atom + c] += own[c];
}

template <class D, class F>
void FastEngine<D, F>::run_block(const LocalAtoms& a, std::size_t type, LocalSums& out, Want want) {
    if (block_.empty()) return;
    const FittingNet<F>& net = tables_->fittings[type];
    fitting_.reserve(net, block_atoms);
    descriptor_.resize(net.input_step + overhang);
    by_t_.resize(4 * tables_->strips * strip + overhang);
    exact_used_ = 0;
    for (std::size_t k = 0; k < block_.size(); ++k) forward(a, type, block_[k], k, out);
    fitting_energies(net, block_.size(), fitting_);
    for (std::size_t k = 0; k < block_.size(); ++k) {
        const double e = fitting_.energies[k];
        out.energy += e, out.per_atom[block_[k]] += e;
    }
    if (want == Want::gradients) {
        fitting_gradients(net, block_.size(), fitting_);
        for (std::size_t k = 0; k < block_.size(); ++k) backward_of(type, block_[k], k, out);
    }
    block_.clear();
}

template <class D, class F>
void FastEngine<D, F>::add(const LocalAtoms& a, std::size_t begin, std::size_t end, LocalSums& out,
                           Want want) {
    block_.clear();
    for (std::size_t type = 0; type < w_.numbers.size(); ++type) {
        for (std::size_t i = begin; i < end; ++i) {
            if (static_cast<std::size_t>(a.kinds[i]) != type) continue;
            block_.push_back(i);
            if (block_.size() == block_atoms) run_block(a, type, out, want);
        }
        run_block(a, type, out, want);
    }
}

template <class D, class F>
std::unique_ptr<Engine> engine_of(const DeepPotWeights& w, const DeepPotSettings& s) {
    return std::make_unique<FastEngine<D, F>>(
        w, std::make_shared<const Tables<D, F>>(make_tables<D, F>(w, s)));
}

}  // namespace

template <class D, class F>
Tables<D, F> make_tables(const DeepPotWeights& w, const DeepPotSettings& settings) {
    Tables<D, F> out;
    const std::size_t types = w.numbers.size(), channels = w.embedding[0].back().outputs;
    out.strips = (channels + strip - 1) / strip;
    out.step = settings.table_step;
    const double nearest = w.nearest > 0 ? nearest_part * w.nearest : nearest_unknown;
    for (std::size_t i = 0; i < types; ++i) {
        Environment e{w.smooth_from, w.cutoff, {}, {}, 0, 1 / out.step};
        for (std::size_t k = 0; k < 4; ++k)
            e.mean[k] = w.mean[4 * i + k], e.per_deviation[k] = 1 / w.deviation[4 * i + k];
        e.low = -e.mean[0] * e.per_deviation[0];
        out.environments.push_back(e);
        const double s = switched_inverse(nearest, w.smooth_from, w.cutoff).value;
        const double rows = std::ceil(s * e.per_deviation[0] / out.step);
        if (!settings.is_exact && !(rows <= static_cast<double>(most_rows)))
            throw InputError(
                "E-energy-parameters",
                fmt::format("tables of step {} would have {:.0f} rows", out.step, rows),
                "give a larger step, or evaluate the nets themselves");
        for (std::size_t j = 0; j < types; ++j) {
            const DenseNet& net = w.embedding_of(i, j);
            EmbeddingJet jet;
            embed(net, e.low, jet);
            out.origins.push_back(jet.value);
            out.embeddings.push_back(make_table<D>(
                net, e.low, out.step, settings.is_exact ? 0 : static_cast<std::size_t>(rows)));
        }
        out.fittings.push_back(pack_fitting<F>(w.fitting[i], w.energy_bias[i], channels,
                                               static_cast<std::size_t>(w.axis)));
    }
    return out;
}

std::unique_ptr<Engine> make_engine(const DeepPotWeights& w, const DeepPotSettings& s) {
    if (!(s.table_step >= 1e-5 && s.table_step <= 1))
        throw InputError("E-energy-parameters", fmt::format("a table step of {}", s.table_step),
                         "take one from 1e-5 to 1; 0.01 is the default");
    if (s.precision == Precision::double_) return engine_of<double, double>(w, s);
    if (s.precision == Precision::single) return engine_of<float, float>(w, s);
    return engine_of<float, double>(w, s);
}

}  // namespace crucible::deep_pot
