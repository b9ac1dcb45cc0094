#include "crucible/volume/mesh.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

#include "crucible/base/error.hpp"

namespace crucible::volume {
namespace {

constexpr std::uint32_t no_vertex = UINT32_MAX;

/// Goes through a volume two slices at a time.
class Marcher {
public:
    Marcher(const Grid& g, MeshBorder border)
        : grid_(g),
          pad_(border == MeshBorder::closed ? 1 : 0),
          rows_(g.rows + 2 * pad_),
          columns_(g.columns + 2 * pad_) {
        for (auto& slice : slices_) slice.assign(rows_ * columns_, nothing);
        // Edges along columns and rows of the two slices, and those between them.
        for (auto& edges : in_slice_) edges.assign(2 * rows_ * columns_, no_vertex);
        between_.assign(rows_ * columns_, no_vertex);
    }

    /// `fill` writes `columns` values into each row it is given.
    template <class Fill>
    Mesh run(Fill&& fill) {
        const std::size_t depth = grid_.slices + 2 * pad_;
        for (std::size_t z = 0; z < depth; ++z) {
            std::swap(slices_[0], slices_[1]);
            std::swap(in_slice_[0], in_slice_[1]);
            std::fill(in_slice_[1].begin(), in_slice_[1].end(), no_vertex);
            std::fill(between_.begin(), between_.end(), no_vertex);
            std::fill(slices_[1].begin(), slices_[1].end(), nothing);
            const bool is_real = z >= pad_ && z < grid_.slices + pad_;
            if (is_real) fill(z - pad_, slices_[1], pad_, columns_);
            if (z > 0) march(z - 1);
        }
        return std::move(mesh_);
    }

    /// Not inside, and not to be interpolated with.
    static constexpr float nothing = -std::numeric_limits<float>::infinity();

private:
    float value(std::size_t corner, std::size_t y, std::size_t x) const {
        return slices_[corner >> 2][(y + (corner >> 1 & 1)) * columns_ + x + (corner & 1)];
    }

    void march(std::size_t z) {
        for (std::size_t y = 0; y + 1 < rows_; ++y)
            for (std::size_t x = 0; x + 1 < columns_; ++x) {
                unsigned inside = 0;
                for (unsigned c = 0; c < 8; ++c) inside |= unsigned{value(c, y, x) >= 0} << c;
                if (inside == 0 || inside == 255) continue;
                for (const auto& t : cube_triangles(inside))
                    mesh_.triangles.push_back(
                        {vertex(t[0], z, y, x), vertex(t[1], z, y, x), vertex(t[2], z, y, x)});
            }
    }

    std::uint32_t vertex(std::uint8_t edge, std::size_t z, std::size_t y, std::size_t x) {
        const unsigned axis = edge / 4u, place = edge % 4u;
        // Its lower corner: the two other bits are those of `place`.
        const unsigned corner = axis == 0   ? place << 1
                                : axis == 1 ? (place & 1) | (place >> 1) << 2
                                            : place;
        const std::size_t at = (y + (corner >> 1 & 1)) * columns_ + x + (corner & 1);
        std::uint32_t& known =
            axis == 2 ? between_[at] : in_slice_[corner >> 2][axis * rows_ * columns_ + at];
        if (known != no_vertex) return known;
        if (mesh_.vertices.size() >= no_vertex)
            throw ResourceError("E-volume-memory", "the surface has more than 2^32 corners",
                                "take a part of the volume, or coarsen it");
        const float a = value(corner, y, x), b = value(corner | 1u << axis, y, x);
        const bool can_interpolate = std::isfinite(a) && std::isfinite(b);
        const double t = can_interpolate ? std::clamp(double(a) / (double(a) - b), 0.0, 1.0) : 0.5;
        std::array<double, 3> p{static_cast<double>(x + (corner & 1)),
                                static_cast<double>(y + (corner >> 1 & 1)),
                                static_cast<double>(z + (corner >> 2))};
        p[axis] += t;
        std::array<float, 3> place_mm;
        for (std::size_t i = 0; i < 3; ++i)
            place_mm[i] = static_cast<float>(
                grid_.origin[2 - i] + (p[i] - static_cast<double>(pad_)) * grid_.spacing[2 - i]);
        known = static_cast<std::uint32_t>(mesh_.vertices.size());
        mesh_.vertices.push_back(place_mm);
        return known;
    }

    Grid grid_;
    std::size_t pad_, rows_, columns_;
    std::array<std::vector<float>, 2> slices_;
    std::array<std::vector<std::uint32_t>, 2> in_slice_;
    std::vector<std::uint32_t> between_;
    Mesh mesh_;
};

template <class T, class Above>
Mesh march_through(VolumeSource& source, MeshBorder border, Above&& above) {
    const Grid& g = source.grid();
    std::vector<T> slice(g.slice_size());
    return Marcher(g, border).run(
        [&](std::size_t z, std::vector<float>& out, std::size_t pad, std::size_t columns) {
            source.read(z, std::span<T>(slice));
            for (std::size_t y = 0; y < g.rows; ++y)
                for (std::size_t x = 0; x < g.columns; ++x)
                    out[(y + pad) * columns + x + pad] = above(slice[y * g.columns + x]);
        });
}

using MeshVector = std::array<double, 3>;
MeshVector corner_of(const Mesh& m, const std::array<std::uint32_t, 3>& t, std::size_t i) {
    const auto& v = m.vertices[t[i]];
    return {v[0], v[1], v[2]};
}
MeshVector cross_of(const MeshVector& p, const MeshVector& q, const MeshVector& r) {
    MeshVector u, v;
    for (std::size_t i = 0; i < 3; ++i) u[i] = q[i] - p[i], v[i] = r[i] - p[i];
    return {u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]};
}

template <class T>
void put_bytes(std::string& to, const T& v) {
    to.append(reinterpret_cast<const char*>(&v), sizeof v);
}

}  // namespace

Mesh surface_of_label(VolumeSource& source, std::uint8_t label, MeshBorder border) {
    return march_through<std::uint8_t>(source, border,
                                       [&](std::uint8_t v) { return v == label ? 0.5F : -0.5F; });
}

Mesh surface_at(VolumeSource& source, double level, MeshBorder border) {
    return march_through<std::int16_t>(source, border, [&](std::int16_t v) {
        return v == outside ? Marcher::nothing : static_cast<float>(v - level);
    });
}

double area(const Mesh& m) {
    double sum = 0;
    for (const auto& t : m.triangles) {
        const MeshVector n = cross_of(corner_of(m, t, 0), corner_of(m, t, 1), corner_of(m, t, 2));
        sum += 0.5 * std::hypot(n[0], n[1], n[2]);
    }
    return sum;
}

double enclosed_volume(const Mesh& m) {
    double sum = 0;
    for (const auto& t : m.triangles) {
        const MeshVector p = corner_of(m, t, 0);
        const MeshVector n = cross_of(p, corner_of(m, t, 1), corner_of(m, t, 2));
        sum += (p[0] * n[0] + p[1] * n[1] + p[2] * n[2]) / 6;
    }
    return sum;
}

std::string to_stl(const Mesh& m) {
    std::string out = "surface in mm";
    out.resize(80, ' ');
    put_bytes(out, static_cast<std::uint32_t>(m.triangles.size()));
    for (const auto& t : m.triangles) {
        const MeshVector n = cross_of(corner_of(m, t, 0), corner_of(m, t, 1), corner_of(m, t, 2));
        const double length = std::hypot(n[0], n[1], n[2]);
        for (const double c : n) put_bytes(out, static_cast<float>(length > 0 ? c / length : 0));
        for (const std::uint32_t v : t) put_bytes(out, m.vertices[v]);
        put_bytes(out, std::uint16_t{0});
    }
    return out;
}

std::string to_ply(const Mesh& m) {
    std::string out = fmt::format(
        "ply\nformat binary_little_endian 1.0\ncomment lengths in mm\nelement vertex {}\n"
        "property float x\nproperty float y\nproperty float z\nelement face {}\n"
        "property list uchar uint vertex_indices\nend_header\n",
        m.vertices.size(), m.triangles.size());
    for (const auto& v : m.vertices) put_bytes(out, v);
    for (const auto& t : m.triangles) put_bytes(out, std::uint8_t{3}), put_bytes(out, t);
    return out;
}

}  // namespace crucible::volume
