#include "crucible/energy/deep_pot_table.hpp"

namespace crucible::deep_pot {
namespace {

/// Where the constant term of channel m lies in a row.
std::size_t channel_at(std::size_t m) { return m / strip * (terms * strip) + m % strip; }

/// Coefficients of the quintic on 0 to 1 with these values and derivatives at both ends.
std::array<double, terms> quintic(const std::array<double, 3>& f, const std::array<double, 3>& g) {
    const double a = f[0], b = f[1], c = f[2] / 2;
    const double d0 = g[0] - a - b - c, d1 = g[1] - b - 2 * c, d2 = g[2] - 2 * c;
    return {a, b, c, 10 * d0 - 4 * d1 + d2 / 2, -15 * d0 + 7 * d1 - d2, 6 * d0 - 3 * d1 + d2 / 2};
}

}  // namespace

template <class T>
EmbeddingTable<T> make_table(const DenseNet& net, double low, double step, std::size_t rows) {
    EmbeddingTable<T> t;
    const std::size_t channels = net.back().outputs;
    t.rows = rows, t.strips = (channels + strip - 1) / strip;
    t.values.resize(rows * row_size(t.strips));
    EmbeddingJet here, there;
    embed(net, low, here);
    const std::vector<double> origin = here.value;
    for (std::size_t r = 0; r < rows; ++r) {
        embed(net, low + static_cast<double>(r + 1) * step, there);
        T* const row = t.values.data() + r * row_size(t.strips);
        for (std::size_t m = 0; m < channels; ++m) {
            auto c =
                quintic({here.value[m], step * here.slope[m], step * step * here.curvature[m]},
                        {there.value[m], step * there.slope[m], step * step * there.curvature[m]});
            c[0] -= origin[m];
            for (std::size_t k = 0; k < terms; ++k)
                row[channel_at(m) + k * strip] = static_cast<T>(c[k]);
        }
        std::swap(here, there);
    }
    return t;
}

template <class T>
void exact_row(const DenseNet& net, const std::vector<double>& origin, double x, double step,
               std::vector<T>& row) {
    thread_local EmbeddingJet jet;
    embed(net, x, jet);
    row.assign(row_size((jet.value.size() + strip - 1) / strip), T{0});
    for (std::size_t m = 0; m < jet.value.size(); ++m) {
        row[channel_at(m)] = static_cast<T>(jet.value[m] - origin[m]);
        row[channel_at(m) + strip] = static_cast<T>(step * jet.slope[m]);
    }
}

template EmbeddingTable<float> make_table(const DenseNet&, double, double, std::size_t);
template EmbeddingTable<double> make_table(const DenseNet&, double, double, std::size_t);
template void exact_row(const DenseNet&, const std::vector<double>&, double, double,
                        std::vector<float>&);
template void exact_row(const DenseNet&, const std::vector<double>&, double, double,
                        std::vector<double>&);

}  // namespace crucible::deep_pot
