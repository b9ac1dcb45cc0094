#include "crucible/volume/phantom_bodies.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "crucible/base/random.hpp"

namespace crucible::volume {
namespace {

using Mm3 = std::array<double, 3>;

struct Walk {
    double step, wobble, pull, length;
    double radius, end_radius;
    Mm3 start, heading;
};

struct Portrait {
    Matter matter;
    float value;
};

Body ball(Portrait p, const Mm3& centre, double r) {
    Body b;
    b.matter = p.matter, b.value = p.value, b.centre = centre;
    b.m = {1 / (r * r), 1 / (r * r), 1 / (r * r), 0, 0, 0};
    b.reach = {r, r, r};
    return b;
}

/// An ellipsoid of half axes `r` turned by a random rotation (uniform unit quaternion).
Body ellipsoid(Portrait p, const Mm3& centre, const Mm3& r, RandomStream& random) {
    std::array<double, 4> q;
    double n = 0;
    for (double& x : q) x = random.normal(), n += x * x;
    for (double& x : q) x /= std::sqrt(n);
    const auto [w, x, y, z] = q;
    const double rot[3][3] = {{1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)},
                              {2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)},
                              {2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)}};
    const auto sum = [&](int i, int j, auto&& weight) {
        double s = 0;
        for (int k = 0; k < 3; ++k) s += rot[i][k] * rot[j][k] * weight(r[k]);
        return s;
    };
    const auto inverse = [](double a) { return 1 / (a * a); };
    const auto square = [](double a) { return a * a; };
    Body b;
    b.matter = p.matter, b.value = p.value, b.centre = centre;
    b.m = {sum(0, 0, inverse), sum(1, 1, inverse), sum(2, 2, inverse),
           sum(1, 2, inverse), sum(0, 2, inverse), sum(0, 1, inverse)};
    for (int i = 0; i < 3; ++i) b.reach[i] = std::sqrt(sum(i, i, square));
    return b;
}

Mm3 unit(const Mm3& v) {
    const double n = std::sqrt(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]);
    return {v[0] / n, v[1] / n, v[2] / n};
}

/// A biased random walk of balls that taper; it ends where it leaves the volume.
void walk(Portrait p, const Walk& w, const Mm3& size, RandomStream& random,
          std::vector<Body>& out) {
    Mm3 at = w.start, heading = unit(w.heading);
    for (double s = 0; s < w.length; s += w.step) {
        const double r = w.radius + (w.end_radius - w.radius) * s / w.length;
        out.push_back(ball(p, at, r));
        for (int i = 0; i < 3; ++i) heading[i] += w.wobble * random.normal();
        heading[0] += w.pull;
        heading = unit(heading);
        for (int i = 0; i < 3; ++i) {
            at[i] += w.step * heading[i];
            if (at[i] < -r || at[i] > size[i] + r) return;
        }
    }
}

double log_normal(double log_mean, double sd, double low, double high, RandomStream& random) {
    return std::clamp(std::exp(log_mean + sd * random.normal()), low, high);
}

/// Which of the bodies that a stream of random numbers makes.
enum class Family : std::uint32_t { stones, dense, roots, wood, burrows };

class BodyMaker {
public:
    BodyMaker(const Mm3& size, std::uint64_t seed) : size_(size), seed_(seed) {
        area_ = size[1] * size[2] / (70.2 * 70.2);
        volume_ = area_ * size[0] / 100;
    }
    void stones(double count, Family family, Portrait p, double texture) {
        each(count * volume_, family, [&](RandomStream& random) {
            const double r = log_normal(std::log(3.0), 0.55, 1, 11, random);
            const Mm3 axes{r, r * random.uniform(0.6, 1), r * random.uniform(0.45, 0.9)};
            const Mm3 at = anywhere(random);
            const Portrait q{p.matter, p.value + static_cast<float>(texture * random.normal())};
            bodies.push_back(ellipsoid(q, at, axes, random));
        });
    }
    void roots(double count) {
        each(count * area_, Family::roots, [&](RandomStream& random) {
            const double r = log_normal(std::log(0.45), 0.5, 0.25, 3, random);
            Mm3 at = anywhere(random);
            if (random.uniform() < 0.7) at[0] = 0;
            const Portrait p{Matter::root, static_cast<float>(20 + 60 * random.normal())};
            const double length = random.uniform(30, 120);
            walk(p, {0.35, 0.18, 0.02, length, r, 0.4 * r, at, downwards(random)}, size_, random,
                 bodies);
        });
    }
    void wood(double count) {
        each(count * area_, Family::wood, [&](RandomStream& random) {
            Mm3 at = anywhere(random);
            at[0] = random.uniform(5, 40);
            const double r = random.uniform(2, 4.5), turn = random.uniform(0, 2 * std::numbers::pi);
            const Portrait p{Matter::root, static_cast<float>(-280 + 60 * random.normal())};
            const Mm3 heading{0.2 * random.normal(), std::cos(turn), std::sin(turn)};
            const double length = random.uniform(15, 40);
            walk(p, {0.4, 0.02, 0, length, r, 0.8 * r, at, heading}, size_, random, bodies);
        });
    }
    void burrows(double count) {
        each(count * area_, Family::burrows, [&](RandomStream& random) {
            Mm3 at = anywhere(random);
            at[0] = random.uniform(0, 0.3) * size_[0];
            const double r = log_normal(std::log(1.5), 0.35, 1, 3.2, random);
            const double length = random.uniform(60, 170);
            walk({Matter::air, -1000}, {0.4, 0.10, 0, length, r, r, at, downwards(random)}, size_,
                 random, bodies);
        });
    }
    std::vector<Body> bodies;

private:
    template <class Make>
    void each(double count, Family family, Make&& make) {
        const auto n = static_cast<std::uint64_t>(std::lround(count));
        for (std::uint64_t i = 0; i < n; ++i) {
            RandomStream random(seed_, StreamId::phantom_bodies, i,
                                static_cast<std::uint32_t>(family));
            make(random);
        }
    }
    Mm3 anywhere(RandomStream& random) const {
        Mm3 at;
        for (int i = 0; i < 3; ++i) at[i] = random.uniform(0, size_[i]);
        return at;
    }
    static Mm3 downwards(RandomStream& random) {
        return {1, 0.5 * random.normal(), 0.5 * random.normal()};
    }
    Mm3 size_;
    std::uint64_t seed_;
    double area_ = 1, volume_ = 1;
};

}  // namespace

std::vector<Body> phantom_bodies(const BodyCounts& n, std::array<double, 3> size,
                                 std::uint64_t seed) {
    BodyMaker make(size, seed);
    make.stones(n.stones, Family::stones, {Matter::stone, 1900}, 120);
    make.stones(n.dense, Family::dense, {Matter::dense, 2650}, 100);
    make.roots(n.roots);
    make.wood(n.wood);
    make.burrows(n.burrows);
    return std::move(make.bodies);
}

BodyPainter::BodyPainter(std::vector<Body> bodies, const Grid& grid)
    : bodies_(std::move(bodies)), by_top_(bodies_.size()), grid_(grid) {
    std::iota(by_top_.begin(), by_top_.end(), std::size_t{0});
    const auto top = [&](std::size_t b) { return bodies_[b].centre[0] - bodies_[b].reach[0]; };
    std::sort(by_top_.begin(), by_top_.end(), [&](std::size_t a, std::size_t b) {
        return std::pair(top(a), a) < std::pair(top(b), b);
    });
}

void BodyPainter::paint(std::size_t slice, std::span<float> clean, std::span<std::uint8_t> truth) {
    const double depth = (static_cast<double>(slice) + 0.5) * grid_.spacing[0];
    const auto is_over = [&](std::size_t b) {
        return bodies_[b].centre[0] + bodies_[b].reach[0] < depth;
    };
    std::erase_if(active_, is_over);
    for (; next_ < by_top_.size(); ++next_) {
        const std::size_t b = by_top_[next_];
        if (bodies_[b].centre[0] - bodies_[b].reach[0] > depth) break;
        if (!is_over(b)) active_.insert(std::upper_bound(active_.begin(), active_.end(), b), b);
    }
    for (const std::size_t b : active_) paint(bodies_[b], depth, clean, truth);
}

void BodyPainter::paint(const Body& b, double depth, std::span<float> clean,
                        std::span<std::uint8_t> truth) const {
    const double hy = grid_.spacing[1], hx = grid_.spacing[2];
    const auto range = [](double centre, double reach, double h, std::size_t n) {
        const auto first = std::ceil((centre - reach) / h - 0.5);
        const auto end = std::floor((centre + reach) / h - 0.5) + 1;
        return std::pair{static_cast<std::size_t>(std::clamp(first, 0.0, static_cast<double>(n))),
                         static_cast<std::size_t>(std::clamp(end, 0.0, static_cast<double>(n)))};
    };
    const auto [j0, j1] = range(b.centre[1], b.reach[1], hy, grid_.rows);
    const auto [k0, k1] = range(b.centre[2], b.reach[2], hx, grid_.columns);
    const double z = depth - b.centre[0];
    for (std::size_t j = j0; j < j1; ++j) {
        const double y = (static_cast<double>(j) + 0.5) * hy - b.centre[1];
        for (std::size_t k = k0; k < k1; ++k) {
            const double x = (static_cast<double>(k) + 0.5) * hx - b.centre[2];
            const double form = b.m[0] * z * z + b.m[1] * y * y + b.m[2] * x * x +
                                2 * (b.m[3] * y * x + b.m[4] * z * x + b.m[5] * z * y);
            std::uint8_t& t = truth[j * grid_.columns + k];
            const bool is_stone = t == static_cast<std::uint8_t>(Matter::stone) ||
                                  t == static_cast<std::uint8_t>(Matter::dense);
            if (form > 1 || (b.matter == Matter::air && is_stone)) continue;
            t = static_cast<std::uint8_t>(b.matter);
            clean[j * grid_.columns + k] = b.value;
        }
    }
}

}  // namespace crucible::volume
