#include "crucible/search/generate.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "crucible/atoms/niggli.hpp"
#include "crucible/base/error.hpp"
#include "crucible/base/text.hpp"

namespace crucible {
namespace {

[[noreturn]] void bad_search(const std::string& message) {
    throw InputError("E-search-settings", message, "correct the search's settings");
}

double minimum_distance(const GenerateSettings& s, int a, int b) {
    for (const auto& m : s.distances)
        if ((m.first == a && m.second == b) || (m.first == b && m.second == a)) return m.distance;
    return 0.7 * (element(a).covalent_radius + element(b).covalent_radius);
}

void check_generator(const GenerateSettings& s, int units) {
    int atoms = 0;
    for (const auto& [z, count] : s.unit) {
        if (z < 1 || z > max_atomic_number || count < 1) bad_search("the composition is not valid");
        atoms += count;
    }
    if (atoms == 0 || units < 1 || atoms > 10000 / units)
        bad_search("a search needs 1 to 10000 atoms per cell");
    if (!(s.volume_low > 0) || !(s.volume_high >= s.volume_low) || !(s.volume_high < 1e5))
        bad_search("the volume window is empty");
    if (!(s.angle_low >= 20) || !(s.angle_high >= s.angle_low) || !(s.angle_high <= 160))
        bad_search("cell angles must lie within 20 to 160 degrees");
    if (!(s.ratio_low >= 0.05) || !(s.ratio_high >= s.ratio_low) || !(s.ratio_high <= 20))
        bad_search("the ratios of the cell's edges must lie within 0.05 to 20");
    if (!(s.plane_spacing >= 0.1 || s.plane_spacing == 0) || s.tries_per_atom < 1 || s.cells < 1)
        bad_search("the plane spacing must be at least 0.1 angstrom, tries and cells at least 1");
    for (const auto& m : s.distances)
        if (!(m.distance >= 0) || !(m.distance < 20))
            bad_search("a minimum distance must be 0 to 20 angstrom");
}

}  // namespace

GenerateSettings titania_settings() {
    GenerateSettings s;
    s.unit = {{8, 2}, {22, 1}};
    s.distances = {{22, 22, 2.6}, {22, 8, 1.6}, {8, 8, 2.1}};
    return s;
}

std::string description(const GenerateSettings& s) {
    std::string text = "random " + formula_text(s.unit) + ": " + number_text(s.volume_low, 6) +
                       " to " + number_text(s.volume_high, 6) + " angstrom^3 per unit, angles " +
                       number_text(s.angle_low, 4) + " to " + number_text(s.angle_high, 4) +
                       ", edge ratios " + number_text(s.ratio_low, 3) + " to " +
                       number_text(s.ratio_high, 3) + ", planes " +
                       (s.plane_spacing > 0 ? number_text(s.plane_spacing, 3) + " angstrom"
                                            : "2.5 angstrom or 0.9 edges of a cube") +
                       " apart, distances";
    for (auto a = s.unit.rbegin(); a != s.unit.rend(); ++a)
        for (auto b = a; b != s.unit.rend(); ++b)
            text += " " + std::string(element(a->first).symbol) + "-" +
                    std::string(element(b->first).symbol) + " " +
                    number_text(minimum_distance(s, a->first, b->first), 4);
    const SymmetryWindow& w = s.symmetry;
    if (w.group_high > 1)
        text += ", space groups " + std::to_string(w.group_low) + " to " +
                std::to_string(w.group_high) + " with " + std::to_string(w.operations_low) +
                " to " + std::to_string(w.operations_high) + " operations";
    return text;
}

Generator::Generator(GenerateSettings s, int units) : settings_(std::move(s)), units_(units) {
    check_generator(settings_, units);
    if (settings_.plane_spacing == 0)
        settings_.plane_spacing = std::min(2.5, 0.9 * std::cbrt(units * settings_.volume_low));
    // Heavier elements first: cations keep the largest distances and are the hardest to place.
    std::vector<int> kinds;
    for (auto e = settings_.unit.rbegin(); e != settings_.unit.rend(); ++e) {
        numbers_.insert(numbers_.end(), static_cast<std::size_t>(e->second * units), e->first);
        species_.insert(species_.end(), static_cast<std::size_t>(e->second * units), kinds.size());
        kinds.push_back(e->first);
    }
    n_species_ = kinds.size();
    for (int a : kinds)
        for (int b : kinds) {
            const double d = minimum_distance(settings_, a, b);
            largest_ = std::max(largest_, d);
            distance2_.push_back(d * d);
        }
    if (settings_.symmetry.group_high == 1) return;
    std::vector<int> counts(n_species_, 0);
    for (const std::size_t kind : species_) ++counts[kind];
    sites_ = std::make_unique<SymmetricSites>(settings_.symmetry, counts);
}

namespace {

/// What a crystal system leaves free of edges and of cosines of angles.
void constrain_cell(int group, std::array<double, 3>& edge, std::array<double, 3>& cosine) {
    if (group >= 3) cosine[0] = cosine[2] = 0;
    if (group >= 16) cosine[1] = 0;
    if (group >= 75) edge[1] = edge[0];
    if (group >= 143 && group < 195) cosine[2] = -0.5;
    if (group >= 195) edge[2] = edge[0];
}

}  // namespace

// The conventional cell of the group, of the volume of a primitive one. False when the window of
// angles holds (nearly) no cell.
bool Generator::draw_cell(RandomStream& random, int group) {
    for (int attempt = 0; attempt < 200; ++attempt) {
        std::array<double, 3> edge{}, angle{};
        for (double& e : edge) e = random.uniform(settings_.ratio_low, settings_.ratio_high);
        for (double& a : angle)
            a = std::cos(random.uniform(settings_.angle_low, settings_.angle_high) *
                         std::numbers::pi / 180);
        const double volume = units_ * random.uniform(settings_.volume_low, settings_.volume_high);
        constrain_cell(group, edge, angle);
        const double sine = std::sqrt(1 - angle[2] * angle[2]);
        const double cy = (angle[0] - angle[1] * angle[2]) / sine;
        const double cz2 = 1 - angle[1] * angle[1] - cy * cy;
        if (!(cz2 > 0.01)) continue;  // three angles that no (or only a flat) cell has
        h_ = {{{{edge[0], 0, 0},
                {edge[1] * angle[2], edge[1] * sine, 0},
                {edge[2] * angle[1], edge[2] * cy, edge[2] * std::sqrt(cz2)}}}};
        h_ *= std::cbrt(volume / determinant(h_));
        return true;
    }
    return false;
}

// Translations T for which some fractional difference within +-1/2 can come nearer than `largest_`.
// False for a cell so thin that there are too many.
bool Generator::list_translations() {
    const auto spacing = plane_spacings(Cell{h_});
    int range[3];
    for (std::size_t i = 0; i < 3; ++i)
        range[i] = static_cast<int>(std::floor(largest_ / spacing[i] + 0.5));
    if ((2.0 * range[0] + 1) * (2.0 * range[1] + 1) * (2.0 * range[2] + 1) > 20000) return false;
    for (auto& column : translations_) column.clear();
    shortest2_ = 1e300;
    const auto add = [this](const Vec3& v) {
        for (std::size_t k = 0; k < 3; ++k) translations_[k].push_back(v[static_cast<int>(k)]);
    };
    for (int a = -range[0]; a <= range[0]; ++a)
        for (int b = -range[1]; b <= range[1]; ++b)
            for (int c = -range[2]; c <= range[2]; ++c) {
                const Vec3 v = Vec3(a, b, c) * h_;
                add(v);
                if (a != 0 || b != 0 || c != 0) shortest2_ = std::min(shortest2_, norm2(v));
            }
    while (translations_[0].size() % 8 != 0) add({1e9, 1e9, 1e9});
    return true;
}

// The padded columns that the kernel reads, for the species of atom i.
void Generator::prepare_crowd(std::size_t i) {
    const std::size_t padded = (placed_.size() + 7) / 8 * 8;
    for (std::size_t a = 0; a < 3; ++a) {
        columns_[a].assign(padded, 0.0);
        for (std::size_t j = 0; j < placed_.size(); ++j)
            columns_[a][j] = placed_[j][static_cast<int>(a)];
        crowd_.fractional[a] = columns_[a].data();
        crowd_.translations[a] = translations_[a].data();
    }
    limits_.assign(padded, 0.0);
    for (std::size_t j = 0; j < placed_.size(); ++j)
        limits_[j] = distance2_[species_[i] * n_species_ + species_[j]];
    crowd_.n = padded;
    crowd_.limit2 = limits_.data();
    crowd_.n_translations = translations_[0].size();
    crowd_.h = h_;
}

bool Generator::place_atom(RandomStream& random, std::size_t i) {
    prepare_crowd(i);
    for (int attempt = 0; attempt < settings_.tries_per_atom; ++attempt) {
        Vec3 f;
        for (int a = 0; a < 3; ++a) f[a] = random.uniform();
        if (!is_place_free(crowd_, f)) continue;
        placed_.push_back(f);
        return true;
    }
    return false;
}

// An atom is also its own neighbour, one lattice vector away.
bool Generator::is_far_from_itself(std::size_t species) const {
    return shortest2_ >= distance2_[species * (n_species_ + 1)];
}

bool Generator::fill_cell(RandomStream& random) {
    for (std::size_t i = 0; i < numbers_.size(); ++i)
        if (!is_far_from_itself(species_[i]) || !place_atom(random, i)) return false;
    return true;
}

// The points of an orbit are alike: one of them stands for all beside the others and itself.
bool Generator::place_orbit(RandomStream& random, const SymmetricSites::Group& group,
                            std::size_t position) {
    const WyckoffPosition& p = group.table.positions[position];
    const std::size_t before = placed_.size();
    const int tries = p.freedom() == 0 ? 1 : settings_.tries_per_atom;
    for (int attempt = 0; attempt < tries; ++attempt) {
        Vec3 along;
        for (int a = 0; a < static_cast<int>(p.freedom()); ++a) along[a] = random.uniform();
        const std::vector<Vec3> points = orbit(group, p, along);
        placed_.insert(placed_.end(), points.begin() + 1, points.end());
        prepare_crowd(before);
        if (is_place_free(crowd_, points.front())) {
            placed_.push_back(points.front());
            return true;
        }
        placed_.resize(before);
    }
    return false;
}

bool Generator::fill_orbits(RandomStream& random, const SymmetricSites::Group& group) {
    for (const OrbitChoice& o : group.choices.draw(random))
        if (!is_far_from_itself(o.species) || !place_orbit(random, group, o.position)) return false;
    return true;
}

Generator::Outcome Generator::make(RandomStream& random, Structure& out, int& cells_tried) {
    for (cells_tried = 1; cells_tried <= settings_.cells; ++cells_tried) {
        const SymmetricSites::Group* group = sites_ ? &sites_->draw(random) : nullptr;
        if (!draw_cell(random, group ? group->table.number : 1)) continue;
        if (group) {
            const double volume = determinant(h_);
            h_ = group->primitive * h_;
            h_ *= std::cbrt(volume / determinant(h_));
        }
        const auto spacing = plane_spacings(Cell{h_});
        if (*std::min_element(spacing.begin(), spacing.end()) < settings_.plane_spacing) continue;
        if (!list_translations()) continue;
        placed_.clear();
        if (!(group ? fill_orbits(random, *group) : fill_cell(random))) continue;
        out = {};
        out.cell.h = h_;
        out.numbers = numbers_;
        out.positions.reserve(placed_.size());
        for (const Vec3& f : placed_) out.positions.push_back(Position(f * h_));
        return Outcome::made;
    }
    --cells_tried;
    return Outcome::gave_up;
}

}  // namespace crucible
