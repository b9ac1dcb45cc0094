// What a curve is: names, what gives a wrong label away, and the way from one kind to another.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <span>

#include "crucible/base/error.hpp"
#include "crucible/observe/column_data.hpp"

namespace crucible {
namespace {

/// Mean and root mean square deviation of the points from `first` on.
struct Spread {
    double mean = 0, deviation = 0;
};

Spread spread_of(std::span<const double> y) {
    Spread out;
    for (const double v : y) out.mean += v / static_cast<double>(y.size());
    for (const double v : y)
        out.deviation += (v - out.mean) * (v - out.mean) / static_cast<double>(y.size());
    out.deviation = std::sqrt(out.deviation);
    return out;
}

/// The last quarter of a curve, where S and g have come to their limits.
std::span<const double> tail_of(const Curve& c) {
    const std::size_t first = c.y.size() - std::max<std::size_t>(c.y.size() / 4, 1);
    return std::span(c.y).subspan(first);
}

/// Whether the curve ends around `limit`: nearer to it than its own swings and than 0.35.
bool ends_at(const Curve& c, double limit) {
    const Spread s = spread_of(tail_of(c));
    return std::fabs(s.mean - limit) < std::min(0.35, 0.05 + 3 * s.deviation) ||
           std::fabs(s.mean - limit) < 0.15;
}

double least(const Curve& c) { return *std::min_element(c.y.begin(), c.y.end()); }
double most(const Curve& c) { return *std::max_element(c.y.begin(), c.y.end()); }

/// The lowest of y / x where x > 0: F(Q) / Q is S(Q) - 1, which cannot fall below -1.
double least_ratio(const Curve& c) {
    double out = 0;
    for (std::size_t i = 0; i < c.x.size(); ++i)
        if (c.x[i] > 0.1) out = std::min(out, c.y[i] / c.x[i]);
    return out;
}

std::string against_structure_factor(const Curve& c) {
    const bool to_one = ends_at(c, 1) && !ends_at(c, 0);
    if (c.kind == CurveKind::s_of_q) {
        if (to_one && least(c) < -0.3) return fmt::format("it falls to {:.3g}", least(c));
        if (to_one) return "";
        if (!ends_at(c, 0))
            return fmt::format("it ends around {:.3g}, not 1", spread_of(tail_of(c)).mean);
        return fmt::format("it ends around 0; it looks like {}",
                           name(least(c) < -1.3 ? CurveKind::f_of_q : CurveKind::i_of_q));
    }
    if (to_one) return fmt::format("it ends around 1; it looks like {}", name(CurveKind::s_of_q));
    if (c.kind == CurveKind::i_of_q && least(c) < -1.3)
        return fmt::format("it falls to {:.3g}, and S(Q) is never negative; it looks like {}",
                           least(c), name(CurveKind::f_of_q));
    if (c.kind == CurveKind::f_of_q && least_ratio(c) < -1.5)
        return fmt::format("it falls below -Q, and S(Q) is never negative; it looks like {}",
                           name(CurveKind::i_of_q));
    return "";
}

/// Largest |y| of the points with x < end.
double largest_before(const Curve& c, double end) {
    double out = 0;
    for (std::size_t i = 0; i < c.x.size() && c.x[i] < end; ++i)
        out = std::max(out, std::fabs(c.y[i]));
    return out;
}

std::string against_distribution(const Curve& c) {
    const double swing = std::max(std::fabs(most(c)), 1e-30);
    if (c.kind == CurveKind::reduced_pdf) {
        if (least(c) > -0.05 * swing && swing > 0)
            return fmt::format("it is nowhere negative; it looks like {}", name(CurveKind::g_of_r));
        // 4 pi rho r g(r) cannot be negative: G falls like -4 pi rho r, with rho < 0.25 1/A^3.
        if (c.x.front() < 0.2 && c.y.front() < -0.7)
            return "it starts at -1; it looks like g(r) - 1";
        return "";
    }
    if (least(c) < -0.15 * swing - 0.05)
        return fmt::format("it falls to {:.3g}; it looks like {}", least(c),
                           name(CurveKind::reduced_pdf));
    // No two atoms are nearer than 0.5 angstrom.
    if (largest_before(c, 0.5) > 0.5)
        return fmt::format("it is {:.3g} where no atoms can be", largest_before(c, 0.5));
    if (c.x.back() > 8 && !ends_at(c, 1))
        return fmt::format("it ends around {:.3g}, not 1", spread_of(tail_of(c)).mean);
    return "";
}

int weight_of_chi(CurveKind kind) {
    switch (kind) {
        case CurveKind::chi_of_k:
            return 0;
        case CurveKind::k_chi:
            return 1;
        case CurveKind::k2_chi:
            return 2;
        case CurveKind::k3_chi:
            return 3;
        default:
            return -1;
    }
}

std::string against_exafs(const Curve& c) {
    if (!(least(c) < 0 && most(c) > 0)) return "it does not swing about 0";
    // Beyond 3 1/A chi(k) is at most some tenths; it is a hundredth and more up to 6.
    const int n = weight_of_chi(c.kind);
    double largest = 0, early = 0;
    for (std::size_t i = 0; i < c.x.size(); ++i) {
        if (c.x[i] < 3) continue;
        const double chi = std::fabs(c.y[i]) / std::pow(c.x[i], n);
        largest = std::max(largest, chi);
        if (c.x[i] < 6) early = std::max(early, chi);
    }
    if (largest > 1)
        return fmt::format("chi(k) would be {:.3g}; it looks like data of a higher k-weight{}",
                           largest, n == 3 ? "" : ", such as k^2 chi(k)");
    if (n > 0 && early > 0 && early < 0.015)
        return fmt::format("chi(k) would be {:.2g} at most; it looks like {}", early,
                           name(CurveKind::chi_of_k));
    return "";
}

/// Points where data of kind a become those of kind b as y scale(x) + offset(x).
struct Conversion {
    double scale = 1, offset = 0;
};

bool is_structure_factor(CurveKind k) {
    return k == CurveKind::s_of_q || k == CurveKind::i_of_q || k == CurveKind::f_of_q;
}

/// From kind `from` to S(Q) - 1, g(r) - 1 or chi(k), which all kinds of a family share.
Conversion to_common(CurveKind from, double x, double density) {
    switch (from) {
        case CurveKind::s_of_q:
        case CurveKind::g_of_r:
            return {1, -1};
        case CurveKind::f_of_q:
            return {1 / x, 0};
        case CurveKind::reduced_pdf:
            return {1 / (4 * std::numbers::pi * density * x), 0};
        default:
            break;
    }
    if (const int n = weight_of_chi(from); n > 0) return {std::pow(x, -n), 0};
    return {1, 0};
}

[[noreturn]] void fail_convert(const std::string& what, const std::string& cure) {
    throw InconsistentError("E-curve-convert", what, cure);
}

}  // namespace

std::string_view name(CurveKind kind) {
    switch (kind) {
        case CurveKind::s_of_q:
            return "S(Q)";
        case CurveKind::f_of_q:
            return "F(Q)";
        case CurveKind::i_of_q:
            return "S(Q) - 1";
        case CurveKind::g_of_r:
            return "g(r)";
        case CurveKind::reduced_pdf:
            return "G(r)";
        case CurveKind::partial_g:
            return "partial g(r)";
        case CurveKind::chi_of_k:
            return "chi(k)";
        case CurveKind::k_chi:
            return "k chi(k)";
        case CurveKind::k2_chi:
            return "k^2 chi(k)";
        case CurveKind::k3_chi:
            return "k^3 chi(k)";
        case CurveKind::variance_of_k:
            return "V(k)";
    }
    return "";
}

std::string contradiction(const Curve& c) {
    if (c.x.empty()) return "it has no points";
    if (c.x.front() < 0) return fmt::format("it starts at {:.6g}, below 0", c.x.front());
    if (is_structure_factor(c.kind)) return against_structure_factor(c);
    if (weight_of_chi(c.kind) >= 0) return against_exafs(c);
    if (c.kind == CurveKind::variance_of_k)
        return least(c) < 0 ? fmt::format("it falls to {:.3g}, and a variance cannot", least(c))
                            : "";
    return against_distribution(c);
}

Curve converted(const Curve& c, CurveKind kind, double density) {
    const auto family = [](CurveKind k) {
        if (is_structure_factor(k)) return 1;
        if (k == CurveKind::g_of_r || k == CurveKind::reduced_pdf) return 2;
        return weight_of_chi(k) >= 0 ? 3 : 4 + static_cast<int>(k);
    };
    Curve out = c;
    out.kind = kind;
    if (c.kind == kind) return out;
    if (family(c.kind) != family(kind))
        fail_convert(fmt::format("{} cannot become {}", name(c.kind), name(kind)),
                     "give data of the kind that is wanted");
    if (family(kind) == 2 && !(density > 0))
        fail_convert(fmt::format("{} and {} differ by the density", name(c.kind), name(kind)),
                     "give the number of atoms per cubic angstrom");
    for (std::size_t i = 0; i < c.x.size(); ++i) {
        const Conversion a = to_common(c.kind, c.x[i], density);
        const Conversion b = to_common(kind, c.x[i], density);
        if (!std::isfinite(a.scale) || !std::isfinite(b.scale))
            fail_convert(
                fmt::format("{} at {} says nothing of {}", name(c.kind), c.x[i], name(kind)),
                "leave the point at zero out");
        out.y[i] = (c.y[i] * a.scale + a.offset - b.offset) / b.scale;
        if (!c.sigma.empty()) out.sigma[i] = c.sigma[i] * std::fabs(a.scale / b.scale);
    }
    return out;
}

}  // namespace crucible
