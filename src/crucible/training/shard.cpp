#include "crucible/training/shard.hpp"

namespace crucible::training {
namespace {

/// s = w(r)/r and its derivative; w goes from 1 to 0 between `from` and `cutoff`.
std::array<double, 2> shard_switch(double r, double from, double cutoff) {
    if (r < from) return {1 / r, -1 / (r * r)};
    const double u = (r - from) / (cutoff - from);
    const double w = u * u * u * (u * (-6 * u + 15) - 10) + 1;
    const double dw = u * u * (u * (-30 * u + 60) - 30) / (cutoff - from);
    return {w / r, dw / r - w / (r * r)};
}

}  // namespace

template <class T>
void Shard<T>::clear_gradient() {
    for (auto* nets : {&embedding_gradient_, &fitting_gradient_})
        for (NetGradient<T>& net : *nets)
            for (LayerGradient<T>& layer : net) layer.clear();
}

template <class T>
void Shard<T>::add_gradient_of(const Shard& o) {
    const auto add = [](auto& to, const auto& from) {
        for (std::size_t n = 0; n < to.size(); ++n)
            for (std::size_t l = 0; l < to[n].size(); ++l) to[n][l] += from[n][l];
    };
    add(embedding_gradient_, o.embedding_gradient_);
    add(fitting_gradient_, o.fitting_gradient_);
}

template <class T>
void Shard<T>::write_gradient(T* row) const {
    const auto write = [&](const auto& nets, const auto& gradients) {
        for (std::size_t n = 0; n < nets.size(); ++n)
            for (std::size_t l = 0; l < nets[n].size(); ++l) gradients[n][l].write(nets[n][l], row);
    };
    write(net_.embedding, embedding_gradient_);
    write(net_.fitting, fitting_gradient_);
}

template <class T>
void Shard<T>::lay_out(const Sample& s, std::size_t begin, std::size_t end) {
    sample_ = &s, begin_ = begin, end_ = end;
    const std::size_t types = net_.types;
    if (blocks_.size() < (end - begin) * types) blocks_.resize((end - begin) * types);
    if (atoms_.size() < end - begin) atoms_.resize(end - begin);
    for (Fit& f : fits_) f.rows = 0;
    std::size_t row = 0;
    for (std::size_t i = begin; i < end; ++i) {
        Atom& a = atoms_[i - begin];
        a.kind = static_cast<std::size_t>(s.kinds[i]);
        a.fit_row = fits_[a.kind].rows++;
        for (std::size_t t = 0; t < types; ++t) {
            Block& b = block(i - begin, t);
            b.net = net_.embedding_of(a.kind, t);
            b.first_pair = s.first[i * types + t];
            b.rows = s.first[i * types + t + 1] - b.first_pair + 1;
            b.empty = net_.shape.sel[t] - static_cast<double>(b.rows - 1);
            b.row = row;
            row += b.rows;
        }
    }
    geometry_.resize(row);
    x_.resize(row), along_.resize(row), left_.resize(4 * row), moved_.resize(4 * row);
    for (std::size_t k = 0; k < fits_.size(); ++k) {
        const std::size_t n = fits_[k].rows * net_.fitting[k].front().in_row;
        fits_[k].d.assign(n, T(0)), fits_[k].d_tangent.assign(n, T(0));
    }
}

template <class T>
void Shard<T>::fill_rows(const Block& b, std::size_t kind) {
    const double *mean = &net_.shape.mean[4 * kind], *deviation = &net_.shape.deviation[4 * kind];
    for (std::size_t k = 0; k < b.rows; ++k) {
        const bool is_empty = k + 1 == b.rows;
        std::array<double, 4> raw{};
        if (!is_empty) {
            const Vec3& d = sample_->pairs[b.first_pair + k].d;
            Geometry& g = geometry_[b.row + k];
            g.r = norm(d);
            const auto [s, ds] = shard_switch(g.r, net_.shape.smooth_from, net_.shape.cutoff);
            g.s = s, g.ds = ds;
            raw = {s, s * d.x / g.r, s * d.y / g.r, s * d.z / g.r};
        }
        for (std::size_t c = 0; c < 4; ++c) {
            const double v = (raw[c] - mean[c]) / deviation[c];
            if (c == 0) x_[b.row + k] = static_cast<T>(v);
            left_[4 * (b.row + k) + c] = static_cast<T>(is_empty ? b.empty * v : v);
        }
    }
}

/// t += left^T right over the rows of a block.
template <class T>
void Shard<T>::sum_rows(const Block& b, const T* left, const T* right, std::vector<T>& t) const {
    multiply(Product<T>{4, width(), b.rows, left, 1, 4, right, width(), t.data(), width(), 1});
}

template <class T>
void Shard<T>::descriptor(const std::vector<T>& t, T* d) const {
    const std::size_t w = width();
    for (std::size_t a = 0; a < net_.columns; ++a)
        for (std::size_t c = 0; c < 4; ++c)
            for (std::size_t b = 0; b < net_.axis; ++b)
                d[a * net_.axis + b] += t[c * w + a] * t[c * w + b];
}

template <class T>
void Shard<T>::descriptor_tangent(const std::vector<T>& t, const std::vector<T>& dt, T* d) const {
    const std::size_t w = width();
    for (std::size_t a = 0; a < net_.columns; ++a)
        for (std::size_t c = 0; c < 4; ++c)
            for (std::size_t b = 0; b < net_.axis; ++b)
                d[a * net_.axis + b] += dt[c * w + a] * t[c * w + b] + t[c * w + a] * dt[c * w + b];
}

/// gt += what gd pulls on t.
template <class T>
void Shard<T>::descriptor_back(const std::vector<T>& t, const T* gd, std::vector<T>& gt) const {
    const std::size_t w = width();
    for (std::size_t a = 0; a < net_.columns; ++a)
        for (std::size_t c = 0; c < 4; ++c) {
            T sum = 0;
            for (std::size_t b = 0; b < net_.axis; ++b) {
                sum += gd[a * net_.axis + b] * t[c * w + b];
                gt[c * w + b] += gd[a * net_.axis + b] * t[c * w + a];
            }
            gt[c * w + a] += sum;
        }
}

template <class T>
void Shard<T>::energies(const Sample& s, std::size_t begin, std::size_t end) {
    lay_out(s, begin, end);
    for (std::size_t k = 0; k < end - begin; ++k) {
        Atom& a = atoms_[k];
        a.t.assign(4 * width(), T(0));
        for (std::size_t t = 0; t < net_.types; ++t) {
            Block& b = block(k, t);
            fill_rows(b, a.kind);
            b.nets.forth(net_.embedding[b.net], b.rows, &x_[b.row]);
            sum_rows(b, &left_[4 * b.row], b.nets.output(), a.t);
        }
        for (T& v : a.t) v *= static_cast<T>(1 / net_.slots);
        Fit& f = fits_[a.kind];
        descriptor(a.t, &f.d[a.fit_row * net_.fitting[a.kind].front().in_row]);
    }
    energy = 0;
    for (std::size_t t = 0; t < net_.types; ++t) {
        Fit& f = fits_[t];
        if (f.rows == 0) continue;
        f.net.forth(net_.fitting[t], f.rows, f.d);
        for (std::size_t r = 0; r < f.rows; ++r)
            energy +=
                static_cast<double>(f.net.energy(r, net_.fitting[t])) + net_.shape.energy_bias[t];
        f.net.back(net_.fitting[t], f.gd);
    }
}

template <class T>
void Shard<T>::transpose(Atom& a) const {
    a.gt_columns.assign(net_.columns * lanes, T(0));
    for (std::size_t c = 0; c < 4; ++c)
        for (std::size_t m = 0; m < net_.columns; ++m)
            a.gt_columns[m * lanes + c] = a.gt[c * width() + m];
}

template <class T>
void Shard<T>::forces() {
    force.assign(sample_->atoms(), Vec3{});
    virial = Mat3{};
    for (std::size_t i = begin_; i < end_; ++i) {
        Atom& a = atoms_[i - begin_];
        a.gt.assign(4 * width(), T(0));
        const std::size_t row = net_.fitting[a.kind].front().in_row;
        descriptor_back(a.t, &fits_[a.kind].gd[a.fit_row * row], a.gt);
        // T is the sum over slots divided by their number: from here on, dE/d(sum).
        for (T& v : a.gt) v *= static_cast<T>(1 / net_.slots);
        transpose(a);
        for (std::size_t t = 0; t < net_.types; ++t) block_forces(block(i - begin_, t), a, i);
    }
}

template <class T>
void Shard<T>::block_forces(const Block& b, const Atom& a, std::size_t i) {
    const std::size_t n = b.rows * lanes;
    if (product_.size() < n) product_.resize(n), slope_product_.resize(n);
    multiply(Product<T>{b.rows, lanes, net_.columns, b.nets.output(), width(), 1,
                        a.gt_columns.data(), lanes, product_.data(), lanes, 0});
    multiply(Product<T>{b.rows, lanes, net_.columns, b.nets.slope(), width(), 1,
                        a.gt_columns.data(), lanes, slope_product_.data(), lanes, 0});
    const double* deviation = &net_.shape.deviation[4 * a.kind];
    for (std::size_t k = 0; k + 1 < b.rows; ++k) {
        const Sample::Pair& pair = sample_->pairs[b.first_pair + k];
        const Geometry& g = geometry_[b.row + k];
        std::array<double, 4> row{};
        double x = 0;
        for (std::size_t c = 0; c < 4; ++c) {
            row[c] = static_cast<double>(product_[k * lanes + c]);
            x += static_cast<double>(left_[4 * (b.row + k) + c]) *
                 static_cast<double>(slope_product_[k * lanes + c]);
        }
        row[0] += x;
        for (std::size_t c = 0; c < 4; ++c) row[c] /= deviation[c];
        const Vec3 angular{row[1], row[2], row[3]};
        const double ratio = g.s / g.r;
        const double along = row[0] * g.ds + dot(angular, pair.d) * (g.ds - ratio) / g.r;
        const Vec3 pull = ratio * angular + (along / g.r) * pair.d;
        force[i] += pull;
        force[static_cast<std::size_t>(pair.j)] -= pull;
        virial += -1.0 * outer(pair.d, pull);
    }
}

/// Tangents of the rows of a block when its pairs move as the loss pulls.
template <class T>
void Shard<T>::move_rows(const Block& b, std::size_t kind, std::size_t i, const LossPull& pull) {
    const double* deviation = &net_.shape.deviation[4 * kind];
    for (std::size_t k = 0; k + 1 < b.rows; ++k) {
        const Sample::Pair& pair = sample_->pairs[b.first_pair + k];
        const Geometry& g = geometry_[b.row + k];
        const Vec3 moved = pull.of(i, pair);
        const double ratio = g.s / g.r, r_moved = dot(pair.d, moved) / g.r;
        const Vec3 angular = ratio * moved + ((g.ds - ratio) / g.r * r_moved) * pair.d;
        const std::size_t at = b.row + k;
        moved_[4 * at] = along_[at] = static_cast<T>(g.ds * r_moved / deviation[0]);
        for (int c = 0; c < 3; ++c)
            moved_[4 * at + static_cast<std::size_t>(c) + 1] =
                static_cast<T>(angular[c] / deviation[c + 1]);
    }
    const std::size_t last = b.row + b.rows - 1;
    along_[last] = 0;
    std::fill_n(&moved_[4 * last], 4, T(0));
}

template <class T>
void Shard<T>::gradient(const LossPull& pull) {
    std::vector<T> tangent, gt_loss, left_along;
    for (std::size_t i = begin_; i < end_; ++i) {
        Atom& a = atoms_[i - begin_];
        tangent.assign(4 * width(), T(0));
        for (std::size_t t = 0; t < net_.types; ++t) {
            const Block& b = block(i - begin_, t);
            move_rows(b, a.kind, i, pull);
            left_along.resize(4 * b.rows);
            for (std::size_t k = 0; k < 4 * b.rows; ++k)
                left_along[k] = left_[4 * b.row + k] * along_[b.row + k / 4];
            sum_rows(b, &moved_[4 * b.row], b.nets.output(), tangent);
            sum_rows(b, left_along.data(), b.nets.slope(), tangent);
        }
        for (T& v : tangent) v *= static_cast<T>(1 / net_.slots);
        scaled_.resize(atoms_.size() * 4 * width());
        std::copy(tangent.begin(), tangent.end(),
                  scaled_.begin() + static_cast<std::ptrdiff_t>((i - begin_) * 4 * width()));
        descriptor_tangent(
            a.t, tangent,
            &fits_[a.kind].d_tangent[a.fit_row * net_.fitting[a.kind].front().in_row]);
    }
    for (std::size_t t = 0; t < net_.types; ++t)
        if (fits_[t].rows > 0)
            fits_[t].net.tangent(net_.fitting[t], fits_[t].d, fits_[t].d_tangent,
                                 static_cast<T>(pull.energy), fitting_gradient_[t],
                                 fits_[t].gd_loss);
    for (std::size_t k = 0; k < end_ - begin_; ++k) {
        const Atom& a = atoms_[k];
        const std::size_t row = a.fit_row * net_.fitting[a.kind].front().in_row;
        const auto from = scaled_.begin() + static_cast<std::ptrdiff_t>(k * 4 * width());
        tangent.assign(from, from + static_cast<std::ptrdiff_t>(4 * width()));
        gt_loss.assign(4 * width(), T(0));
        descriptor_back(a.t, &fits_[a.kind].gd_loss[row], gt_loss);
        descriptor_back(tangent, &fits_[a.kind].gd[row], gt_loss);
        for (T& v : gt_loss) v *= static_cast<T>(1 / net_.slots);
        for (std::size_t t = 0; t < net_.types; ++t) block_gradient(block(k, t), a, gt_loss);
    }
}

template <class T>
void Shard<T>::block_gradient(const Block& b, const Atom& a, const std::vector<T>& gt_loss) {
    const std::size_t w = width();
    scratch_.reserve(b.rows * std::max(w, widest(net_.embedding[b.net])) + slack);
    const T *left = &left_[4 * b.row], *moved = &moved_[4 * b.row];
    multiply(Product<T>{b.rows, w, 4, left, 4, 1, a.gt.data(), w, scratch_.q.data(), w, 0});
    multiply(Product<T>{b.rows, w, 4, left, 4, 1, gt_loss.data(), w, scratch_.p.data(), w, 0});
    multiply(Product<T>{b.rows, w, 4, moved, 4, 1, a.gt.data(), w, scratch_.p.data(), w, 1});
    b.nets.back(net_.embedding[b.net], b.rows, &x_[b.row], &along_[b.row], scratch_,
                embedding_gradient_[b.net]);
}

template class Shard<float>;
template class Shard<double>;

}  // namespace crucible::training
