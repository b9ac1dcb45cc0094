// Maps, clusters, few that stand for many, and regression: arrays in, arrays out.

#include <utility>

#include "bindings.hpp"
#include "crucible/learn/density_clusters.hpp"
#include "crucible/learn/farthest_points.hpp"
#include "crucible/learn/kernel_ridge.hpp"
#include "crucible/learn/principal_components.hpp"

namespace crucible::python {
namespace {

using Rows = py::array_t<double, py::array::c_style | py::array::forcecast>;

Span2D<const double> span_of(const Rows& rows) {
    if (rows.ndim() != 2) throw py::value_error("expected an array of two dimensions");
    return {rows.data(), static_cast<std::size_t>(rows.shape(0)),
            static_cast<std::size_t>(rows.shape(1))};
}

/// The vector's own memory, which goes away with the array.
template <class T>
py::array_t<T> array_of(std::vector<T> values) {
    auto kept = std::make_unique<std::vector<T>>(std::move(values));
    const T* data = kept->data();
    const auto size = static_cast<py::ssize_t>(kept->size());
    const py::capsule owner(kept.release(),
                            [](void* p) { delete static_cast<std::vector<T>*>(p); });
    return py::array_t<T>(size, data, owner);
}

py::array_t<double> array_of(const Array2<double>& values) {
    py::array_t<double> out({values.rows(), values.columns()});
    std::ranges::copy(values.flat(), out.mutable_data());
    return out;
}

Array2<double> array2_of(const Rows& rows) {
    const auto view = span_of(rows);
    Array2<double> out(view.rows(), view.columns());
    std::ranges::copy(view.flat(), out.flat().begin());
    return out;
}

/// What takes longer than a moment runs without Python's lock.
template <class Body>
auto freely(Body&& body) {
    const py::gil_scoped_release free;
    return body();
}

void bind_maps(py::module_& m) {
    m.def(
        "principal_components",
        [](const Rows& rows, std::size_t dimensions) {
            const auto view = span_of(rows);
            const auto p = freely([&] {
                learn::FeatureMoments moments(view.columns());
                moments.add(view);
                return learn::principal_components(moments, dimensions);
            });
            return py::make_tuple(array_of(p.mean), array_of(p.directions), array_of(p.values),
                                  p.total);
        },
        py::arg("rows"), py::arg("dimensions"),
        "(mean, directions, values, total) of rows (n, features): kernel PCA with the linear "
        "kernel.");
    m.def(
        "kernel_principal_components",
        [](const Rows& kernel, std::size_t dimensions) {
            const auto k = array2_of(kernel);
            const auto map =
                freely([&] { return learn::kernel_principal_components(k, dimensions); });
            return py::make_tuple(array_of(map.coordinates), array_of(map.values));
        },
        py::arg("kernel"), py::arg("dimensions"), "(coordinates, values) of a kernel (n, n).");
    m.def(
        "density_clusters",
        [](const Rows& points, double reach, std::size_t least) {
            const auto view = span_of(points);
            auto c = freely([&] { return learn::density_clusters(view, reach, least); });
            py::array_t<bool> core(static_cast<py::ssize_t>(c.core.size()));
            std::ranges::copy(c.core, core.mutable_data());
            return py::make_tuple(array_of(std::move(c.labels)), core);
        },
        py::arg("points"), py::arg("reach"), py::arg("least"),
        "(labels, core) by DBSCAN; label -1 is noise.");
    m.def(
        "farthest_points",
        [](const Rows& rows, std::size_t count, std::size_t first) {
            const auto view = span_of(rows);
            auto f = freely([&] { return learn::farthest_points(view, count, first); });
            return py::make_tuple(array_of(std::move(f.rows)), array_of(std::move(f.distances)));
        },
        py::arg("rows"), py::arg("count"), py::arg("first") = 0, "(rows, distances)");
}

using learn::KernelRidge;

KernelRidge ridge_of(const Rows& features, const Rows& targets, std::size_t pivots, double noise,
                     double scale, int power, bool is_centred) {
    if (targets.ndim() != 1) throw py::value_error("expected targets of one dimension");
    const auto view = span_of(features);
    const std::span<const double> y(targets.data(), static_cast<std::size_t>(targets.size()));
    return freely([&] {
        return KernelRidge(view, y,
                           {.pivots = pivots,
                            .noise = noise,
                            .scale = scale,
                            .power = power,
                            .is_centred = is_centred});
    });
}

py::tuple ridge_state(const KernelRidge& r) {
    const KernelRidge::Parts& p = r.parts();
    return py::make_tuple(p.power, p.mean, p.pivots, array_of(p.at), array_of(p.weights));
}

KernelRidge ridge_from(const py::tuple& state) {
    if (state.size() != 5) throw py::value_error("this is no state of a KernelRidge");
    KernelRidge::Parts p;
    p.power = state[0].cast<int>();
    p.mean = state[1].cast<double>();
    p.pivots = state[2].cast<std::vector<std::size_t>>();
    p.at = array2_of(state[3].cast<Rows>());
    p.weights = state[4].cast<std::vector<double>>();
    if (p.at.rows() != p.pivots.size() || p.weights.size() != p.pivots.size())
        throw py::value_error("this is no state of a KernelRidge");
    return KernelRidge(std::move(p));
}

}  // namespace

void bind_learning(py::module_& m) {
    bind_maps(m);
    py::class_<KernelRidge>(m, "KernelRidge",
                            "Sparse kernel ridge regression (arXiv:1909.08934, Eq. 7).")
        .def(py::init(&ridge_of), py::arg("features"), py::arg("targets"), py::arg("pivots") = 200,
             py::arg("noise") = 0.1, py::arg("scale") = 0.0, py::arg("power") = 1,
             py::arg("is_centred") = false)
        .def(
            "predict",
            [](const KernelRidge& r, const Rows& features) {
                const auto view = span_of(features);
                return array_of(freely([&] { return r.predict(view); }));
            },
            py::arg("features"))
        .def_property_readonly("pivots", &KernelRidge::pivots)
        .def(py::pickle(&ridge_state, &ridge_from));
}

}  // namespace crucible::python
