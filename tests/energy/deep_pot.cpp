// DeepPot-SE: the plain reference, the exact and the tabulated fast path.
#include "crucible/energy/deep_pot.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>

#include "crucible/atoms/neighbours.hpp"
#include "crucible/base/error.hpp"
#include "crucible/data/json.hpp"
#include "crucible/energy/deep_pot_reference.hpp"
#include "deep_pot_models.hpp"
#include "derivatives.hpp"
#include "tests/shared_data.hpp"

using namespace crucible;
using namespace deep_pot_models;

namespace {

/// The reference behind the common lists.
class PlainDeepPot final : public ShortRangeModel {
public:
    explicit PlainDeepPot(DeepPotWeights w) : w_(std::move(w)) {}
    double cutoff() const override { return w_.cutoff; }
    const std::vector<int>& numbers() const override { return w_.numbers; }
    void add(const LocalAtoms& a, std::size_t b, std::size_t e, LocalSums& s) override {
        add_reference(w_, a, b, e, s);
    }
    std::unique_ptr<EnergyModel> clone() const override {
        return std::make_unique<PlainDeepPot>(w_);
    }
    std::string description() const override { return "plain"; }

private:
    DeepPotWeights w_;
};

/// Atoms on a rough grid of 2.5 angstrom in a skewed box of the given sides.
Structure rough_grid(const std::vector<int>& numbers, std::array<int, 3> sites,
                     std::uint64_t seed) {
    RandomStream random(seed, StreamId::tests);
    Structure s;
    const double a = 2.5;
    s.cell.h =
        Mat3{{{{a * sites[0], 0.3, -0.4}, {0.9, a * sites[1], 0.1}, {-0.7, 0.6, a * sites[2]}}}};
    for (int x = 0; x < sites[0]; ++x)
        for (int y = 0; y < sites[1]; ++y)
            for (int z = 0; z < sites[2]; ++z) {
                s.numbers.push_back(
                    numbers[static_cast<std::size_t>(x + 2 * y + z) % numbers.size()]);
                const auto along = [&](int k, int n) { return (k + 0.3 * random.uniform()) / n; };
                s.positions.push_back(s.cell.cartesian(
                    Fractional{along(x, sites[0]), along(y, sites[1]), along(z, sites[2])}));
            }
    return s;
}

struct Difference {
    double energy = 0, force = 0, virial = 0;  ///< energy per atom; virial in eV
};
Difference difference(const Evaluation& a, const Evaluation& b, const Structure& s) {
    Difference d;
    const double n = static_cast<double>(s.size());
    d.energy = std::fabs(a.energy - b.energy) / n;
    for (std::size_t i = 0; i < s.size(); ++i)
        d.force = std::max(d.force, norm(a.forces[i] - b.forces[i]));
    for (int k = 0; k < 3; ++k)
        d.virial = std::max(d.virial, norm(a.stress[k] - b.stress[k]) * s.cell.volume());
    return d;
}

/// A case of reference_outputs.json; our own numpy implementation, see SOURCES.md there.
struct KnownCase {
    std::string name, model;
    Structure structure;
    Evaluation expected;
};
Vec3 vector_in(const Value& v) {
    const auto x = numbers_in(v);
    return {x.at(0), x.at(1), x.at(2)};
}
std::vector<KnownCase> known_cases() {
    const std::map<std::string, int> elements = {{"Al", 13}, {"Li", 3}, {"Mg", 12}, {"Mo", 42}};
    std::vector<KnownCase> out;
    for (const Member& m : read_json(shared_data("dnp/reference_outputs.json").string()).table) {
        KnownCase c;
        c.name = m.key, c.model = m.value["model"].text;
        for (int k = 0; k < 3; ++k) {
            c.structure.cell.h[k] = vector_in(m.value["box"].list[static_cast<std::size_t>(k)]);
            c.expected.stress[k] = vector_in(m.value["virial"].list[static_cast<std::size_t>(k)]);
        }
        for (const Value& r : m.value["coord"].list) {
            const Vec3 v = vector_in(r);
            c.structure.positions.push_back(Position(v));
            c.structure.numbers.push_back(elements.at(c.model.substr(0, 2)));
        }
        for (const Value& f : m.value["force"].list) c.expected.forces.push_back(vector_in(f));
        c.expected.per_atom = numbers_in(m.value["atom_energy"]);
        c.expected.energy = m.value["energy"].real();
        c.expected.stress = c.expected.stress * (-1 / c.structure.cell.volume());
        out.push_back(std::move(c));
    }
    return out;
}
const DeepPotWeights& shipped(const std::string& file) {
    static std::map<std::string, DeepPotWeights> all;
    if (!all.count(file)) all[file] = read_deep_pot(shared_data("dnp") / file);
    return all[file];
}

struct Allowed {
    double energy, force, virial;
};
template <class Make>
void check_parity(const std::string& what, std::size_t most_atoms, const Allowed& allowed,
                  Make&& make) {
    Difference worst;
    std::size_t cases = 0;
    for (const KnownCase& c : known_cases()) {
        if (c.structure.size() > most_atoms) continue;
        auto model = make(shipped(c.model));
        Evaluation e;
        model->evaluate(c.structure, e);
        const Difference d = difference(e, c.expected, c.structure);
        CHECK_MESSAGE(d.energy < allowed.energy, c.name << ": energy off by " << d.energy);
        CHECK_MESSAGE(d.force < allowed.force, c.name << ": force off by " << d.force);
        const double atoms = static_cast<double>(c.structure.size());
        CHECK_MESSAGE(d.virial < allowed.virial * atoms, c.name << ": virial by " << d.virial);
        worst.energy = std::max(worst.energy, d.energy);
        worst.force = std::max(worst.force, d.force);
        worst.virial = std::max(worst.virial, d.virial / atoms);
        ++cases;
    }
    MESSAGE(what << ", " << cases << " cases: energy off by " << worst.energy
                 << " eV/atom, force by " << worst.force << " eV/angstrom, virial by "
                 << worst.virial << " eV/atom");
}

const Shape of_two_types{{13, 8}, {60, 60}, false, true, 5, 2, {5, 10, 20}, {24, 24, 24}, 4};

}  // namespace

TEST_CASE("the plain reference has the outputs of an independent implementation") {
    REQUIRE_SHARED_DATA("dnp");
    check_parity("plain reference", 96, {1e-9, 1e-8, 1e-8},
                 [](const DeepPotWeights& w) { return std::make_unique<PlainDeepPot>(w); });
}

TEST_CASE("the reference's forces and stress are the derivatives of its energy") {
    for (const bool is_one_sided : {false, true}) {
        Shape shape = of_two_types;
        shape.is_one_sided = is_one_sided;
        PlainDeepPot model(random_model(shape));
        check_derivatives(model, rough_grid({13, 8}, {2, 1, 2}, 3), 1e-6);
    }
}

TEST_CASE("the exact fast path has the outputs of an independent implementation") {
    REQUIRE_SHARED_DATA("dnp");
    check_parity("exact, double", 96, {1e-9, 1e-8, 1e-8}, [](const DeepPotWeights& w) {
        return std::make_unique<DeepPot>(w, DeepPotSettings{Precision::double_, true});
    });
}

TEST_CASE("tables and float have the outputs of an independent implementation") {
    REQUIRE_SHARED_DATA("dnp");
    const auto with = [](Precision precision) {
        return [precision](const DeepPotWeights& w) {
            return std::make_unique<DeepPot>(w, DeepPotSettings{precision});
        };
    };
    check_parity("tables, double", 96, {1e-7, 1e-5, 1e-5}, with(Precision::double_));
    check_parity("tables, float", 96, {2e-6, 2e-5, 2e-5}, with(Precision::single));
    check_parity("tables, mixed", 96, {2e-6, 2e-5, 2e-5}, with(Precision::mixed));
}

TEST_CASE("the fast path equals the reference, several types and settings") {
    for (const bool is_one_sided : {false, true}) {
        Shape shape = of_two_types;
        shape.is_one_sided = is_one_sided;
        const DeepPotWeights w = random_model(shape, 11);
        PlainDeepPot plain(w);
        for (const auto& sites : {std::array{1, 1, 2}, std::array{3, 3, 4}}) {
            const Structure s = rough_grid({13, 8, 8}, sites, 5);
            Evaluation expected, e;
            plain.evaluate(s, expected);
            const auto off = [&](const DeepPotSettings& settings) {
                DeepPot model(w, settings);
                model.evaluate(s, e);
                return difference(e, expected, s);
            };
            const Difference exact = off({Precision::double_, true});
            CHECK(exact.energy < 1e-12);
            CHECK(exact.force < 1e-12);
            CHECK(exact.virial < 1e-10);
            CHECK(off({Precision::double_}).force < 1e-8);
            CHECK(off({Precision::single}).force < 1e-5);
            CHECK(off({Precision::mixed}).force < 1e-5);
        }
    }
}

TEST_CASE("forces and stress of the fast path are the derivatives of its energy") {
    DeepPot tables(random_model(of_two_types));
    check_derivatives(tables, rough_grid({13, 8}, {1, 1, 2}, 3), 1e-6);
    DeepPot exact(random_model(of_two_types), {Precision::double_, true});
    check_derivatives(exact, rough_grid({13, 8}, {2, 1, 1}, 4), 1e-6);
}

TEST_CASE("shipped models: derivatives in cells smaller than the cut-off") {
    REQUIRE_SHARED_DATA("dnp");
    // A skewed cell of two atoms, images of which are 50 neighbours and more.
    Structure s;
    s.cell.h = Mat3{{{{3.3, 0.2, -0.3}, {0.7, 3.1, 0.1}, {-0.5, 0.6, 3.4}}}};
    s.numbers = {42, 42};
    s.positions = {Position(0.1, 0.0, 0.2), Position(1.6, 1.8, 1.4)};
    DeepPot model(shipped("Mo-0.pb"));
    check_derivatives(model, s, 1e-6);
}

TEST_CASE("empty slots count: with more of them the energy changes as the formula says") {
    // A lone atom's descriptor is that of empty slots alone: the same whatever their number, as the
    // sum over the slots is divided by it. With neighbours it is not.
    DeepPotWeights w = random_model({});
    Structure lone;
    lone.cell.h = Mat3::diagonal(30, 30, 30);
    lone.numbers = {13};
    lone.positions = {Position(1, 2, 3)};
    Structure pair = lone;
    pair.numbers.push_back(13), pair.positions.push_back(Position(3.1, 2, 3));
    const auto energy = [&](const Structure& s, int sel) {
        w.sel = {sel};
        Evaluation e, plain;
        DeepPot(w, {Precision::double_, true}).evaluate(s, e);
        PlainDeepPot(w).evaluate(s, plain);
        CHECK(e.energy == doctest::Approx(plain.energy).epsilon(1e-13));
        return e.energy;
    };
    CHECK(energy(lone, 40) == doctest::Approx(energy(lone, 80)).epsilon(1e-13));
    CHECK(std::fabs(energy(pair, 40) - energy(pair, 80)) > 1e-4);
}

TEST_CASE("more neighbours than sel: the nearest are kept, and the rest counted") {
    DeepPotWeights w = random_model({});
    w.sel = {11};
    const Structure s = rough_grid({13}, {3, 3, 3}, 8);
    PlainDeepPot plain(w);
    DeepPot model(w, {Precision::double_, true});
    Evaluation expected, e;
    plain.evaluate(s, expected);
    CHECK(model.crowding().atoms == 0);
    std::size_t too_many = 0;
    int most = 0;
    const NeighbourList list = neighbours(s, w.cutoff);
    for (std::size_t i = 0; i < s.size(); ++i) {
        const auto n = static_cast<int>(list.of(i).size());
        too_many += n > 11 ? 1 : 0, most = std::max(most, n);
    }
    for (const int threads : {1, 3}) {
        model.use_threads(threads);
        model.evaluate(s, e);
        CHECK(model.crowding().atoms == too_many);
        CHECK(model.crowding().neighbours == most);
        CHECK(model.crowding().room == 11);
        CHECK(model.crowding().number == 13);
        const Difference d = difference(e, expected, s);
        CHECK(d.energy < 1e-12);
        CHECK(d.force < 1e-12);
    }
    const std::string text = crowding_text(model.crowding(), s.size());
    CHECK(text.find(std::to_string(too_many) + " of 27 atoms have more neighbours") == 0);
    CHECK(text.find("up to " + std::to_string(most) + " Al where sel is 11") != std::string::npos);
    w.sel = {200};
    DeepPot roomy(w);
    roomy.evaluate(s, e);
    CHECK(roomy.crowding().atoms == 0);
}

TEST_CASE("atoms on one spot are refused, atoms nearer than the table are not extrapolated") {
    const DeepPotWeights w = random_model({});
    Structure s;
    s.cell.h = Mat3::diagonal(20, 20, 20);
    s.numbers = {13, 13};
    s.positions = {Position(0, 0, 0), Position(0.4, 0.2, 0)};
    Evaluation expected, e;
    PlainDeepPot(w).evaluate(s, expected);
    DeepPot model(w);
    model.evaluate(s, e);
    CHECK(difference(e, expected, s).force < 1e-10);
    s.positions[1] = s.positions[0];
    CHECK_THROWS_AS(model.evaluate(s, e), UnstableError);
    CHECK_THROWS_AS(DeepPot(w, {Precision::double_, false, 1e-9}), InputError);
}

TEST_CASE("threads change the sums by rounding only") {
    const DeepPotWeights w = random_model(of_two_types);
    const Structure s = rough_grid({13, 8}, {4, 4, 5}, 6);
    DeepPot model(w);
    Evaluation one, two;
    model.evaluate(s, one);
    model.use_threads(2);
    model.evaluate(s, two);
    CHECK(difference(one, two, s).energy < 1e-13);
    CHECK(difference(one, two, s).force < 1e-12);
}
