// NEP with charges: against a reference implementation, its own differences, and limits.
#include "crucible/energy/charged_nep.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <numbers>
#include <numeric>

#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/data/json.hpp"
#include "crucible/energy/catalogue.hpp"
#include "crucible/energy/ghost_lists.hpp"
#include "crucible/energy/nep.hpp"
#include "crucible/energy/nep_charges.hpp"
#include "crucible/energy/nep_made_up.hpp"
#include "tests/energy/derivatives.hpp"
#include "tests/energy/nep_cases.hpp"
#include "tests/shared_data.hpp"
#include "tests/temporary.hpp"

using namespace crucible;

namespace {

const std::vector<std::string> charged_headers = {
    "nep4_charge1 1 Cu\ncutoff 5 4 90 40\nn_max 4 3\nbasis_size 6 5\nl_max 4 2 1\nANN 10 0\n",
    "nep4_zbl_charge2 2 Al Cu\nzbl 1 2.5\ncutoff 5 4 90 40\nn_max 3 2\nbasis_size 4 3\n"
    "l_max 3 0 0\nANN 6 0\n",
    "nep4_charge3 2 Al Cu\ncutoff 5 4 4.6 3.9 200 120\nn_max 2 3\nbasis_size 5 4\n"
    "l_max 4 1 1 1 1 1 1\nANN 8 0\n"};

/// Whether a wave comes or goes where the cell is strained by half a percent.
bool is_clear_of_waves(const Structure& s, double cutoff) {
    const Mat3 to_wave = inverse(s.cell.h) * (2 * std::numbers::pi);
    const double limit = 2 * std::numbers::pi * std::numbers::pi / cutoff;
    for (int h = -15; h <= 15; ++h)
        for (int k = -15; k <= 15; ++k)
            for (int l = -15; l <= 15; ++l)
                if (std::fabs(norm(to_wave * Vec3(h, k, l)) / limit - 1) < 0.0025) return false;
    return true;
}

Structure clear_of_all(Structure s, const NepParameters& p) {
    s = clear_of_cutoffs(std::move(s), p);
    while (!is_clear_of_waves(s, p.radial_reach())) {
        s.cell.h *= 1.001;
        for (auto& r : s.positions) r = Position(r * 1.001);
        s = clear_of_cutoffs(std::move(s), p);
    }
    return s;
}

/// Rock salt, lattice constant `a`, `z` in turn with its partner.
Structure rock_salt(double a, int z, int partner) {
    Structure s;
    s.cell.h = Mat3::diagonal(a, a, a);
    for (int x = 0; x < 2; ++x)
        for (int y = 0; y < 2; ++y)
            for (int w = 0; w < 2; ++w) {
                s.positions.push_back(Position(Vec3(x, y, w) * (a / 2)));
                s.numbers.push_back((x + y + w) % 2 ? partner : z);
            }
    return s;
}

/// The Coulomb part alone, at charges that are given.
struct Coulomb {
    double energy = 0;
    std::vector<Vec3> forces;
};
Coulomb coulomb(NepCharges kind, double cutoff, const Structure& s,
                const std::vector<double>& charges) {
    GhostLists ghosts;
    const std::vector<int> known = {11, 17};
    ghosts.update(s, cutoff, known);
    LocalSums sums;
    sums.clear(ghosts.atoms());
    std::vector<double> unused;
    NepElectrostatics(kind, cutoff).add(s.cell, ghosts.atoms(), charges, unused, sums);
    Coulomb out{sums.energy, {}};
    ghosts.gather_forces(sums.forces, out.forces);
    return out;
}

}  // namespace

TEST_CASE("charged NEP: energies and charges are the reference's, forces as trained too") {
    REQUIRE_SHARED_DATA("nep/reference_outputs.json");
    const Value document = read_json(shared_data("nep/reference_outputs.json").string());
    for (const char* kind : {"PbTe_qNEP1", "PbTe_qNEP2"}) {
        INFO(kind);
        const Value& c = document["cases"][std::string(kind) + "_rattled54"];
        const NepParameters p = read_nep(shared_data("nep/" + std::string(kind) + ".txt"));
        CHECK(p.root_permittivity > 1);
        ChargedNep trained(p, NepChargeForces::as_trained), exact(p);
        const Structure s = structure_of(c);
        Evaluation e;
        trained.evaluate(s, e);
        const double energy = c["energy"].real();
        CHECK(std::fabs(e.energy - energy) < 1e-7);
        const std::vector<double> charges = numbers_in(c["charges"]),
                                  energies = numbers_in(c["energies"]);
        for (std::size_t i = 0; i < s.size(); ++i) {
            CHECK(std::fabs(trained.charges()[i] - charges[i]) < 1e-10);
            CHECK(std::fabs(e.per_atom[i] - energies[i]) < 1e-7);
        }
        const std::vector<Vec3> forces = vectors_of(c["forces"]);
        CHECK(largest_difference(e.forces, forces) < 1e-7);
        const Mat3 virial = matrix_of(c["virial"]);
        CHECK(largest_entry(e.stress * -s.cell.volume() - virial) < 1e-6);
        // The exact forces are others, of the same energy and charges.
        exact.evaluate(s, e);
        CHECK(std::fabs(e.energy - energy) < 1e-7);
        CHECK(exact.charges() == trained.charges());
        CHECK(largest_difference(e.forces, forces) > 1e-5);
        Vec3 sum;
        for (const Vec3& f : e.forces) sum += f;
        CHECK(norm(sum) < 1e-10);
    }
}

TEST_CASE("charged NEP: forces and stress are the derivatives of the energy, of every kind") {
    for (const std::string& header : charged_headers) {
        INFO(header);
        const NepParameters p = parse_nep(made_up_nep(header, 3), "made up");
        const std::vector<int> numbers =
            p.types() == 1 ? std::vector<int>{29} : std::vector<int>{29, 13};
        ChargedNep model(p);
        for (const Structure& s : {shaken(1, 3.1, {{0, 0, 0}, {0.5, 0.5, 0.5}}, numbers),
                                   shaken(1, 3.7, fcc_sites, numbers, 0.5)})
            check_derivatives(model, clear_of_all(s, p), 1e-8);
        CHECK(std::fabs(std::accumulate(model.charges().begin(), model.charges().end(), 0.0)) <
              1e-14);
    }
}

TEST_CASE("charged NEP: the published files' exact forces and stress are derivatives") {
    REQUIRE_SHARED_DATA("nep/PbTe_qNEP1.txt");
    for (const char* file : {"nep/PbTe_qNEP1.txt", "nep/PbTe_qNEP2.txt"}) {
        INFO(file);
        const NepParameters p = read_nep(shared_data(file));
        ChargedNep model(p);
        Structure s = rock_salt(6.5, 82, 52);
        RandomStream random(6, StreamId::tests);
        for (auto& r : s.positions)
            for (int k = 0; k < 3; ++k) r[k] += random.uniform(-0.15, 0.15);
        check_derivatives(model, clear_of_all(s, p), 1e-6);
    }
}

TEST_CASE("charged NEP: energies do not depend on place, order or choice of cell") {
    for (const std::string& header : charged_headers) {
        INFO(header);
        ChargedNep model(parse_nep(made_up_nep(header, 3), "made up"));
        const std::vector<int> numbers =
            model.numbers().size() == 1 ? std::vector<int>{29} : std::vector<int>{29, 13};
        const Structure s = shaken(1, 3.8, fcc_sites, numbers, 0.3);
        Evaluation here, there;
        model.evaluate(s, here);
        CHECK(std::accumulate(here.per_atom.begin(), here.per_atom.end(), 0.0) ==
              doctest::Approx(here.energy).epsilon(1e-13));
        Structure t = s;
        for (auto& r : t.positions) r = Position(r + Vec3(1.3, -7.1, 0.4));
        std::reverse(t.positions.begin(), t.positions.end());
        std::reverse(t.numbers.begin(), t.numbers.end());
        model.evaluate(t, there);
        CHECK(std::fabs(there.energy - here.energy) < 1e-11);
        std::reverse(there.forces.begin(), there.forces.end());
        CHECK(largest_difference(here.forces, there.forces) < 1e-10);
        t = s;
        t.cell.h[0] *= 2;
        for (std::size_t i = 0; i < s.size(); ++i) {
            t.positions.push_back(Position(s.positions[i] + s.cell.h[0]));
            t.numbers.push_back(s.numbers[i]);
        }
        const auto copy = model.clone();
        copy->evaluate(t, there);
        CHECK(std::fabs(there.energy - 2 * here.energy) < 1e-11);
    }
}

TEST_CASE("charged NEP: Coulomb sums have the limits of theory") {
    // Madelung's constant of rock salt (doi:10.1103/RevModPhys.76.3), to what waves beyond
    // 2 pi alpha leave out, exp(-pi^2) = 5e-5.
    const Structure salt = rock_salt(5.6, 11, 17);
    std::vector<double> charges;
    for (const int z : salt.numbers) charges.push_back(z == 11 ? 1 : -1);
    const double madelung = -1.7475645946 * 14.399645 / 2.8 * 4;
    const double whole = coulomb(NepCharges::ewald, 9, salt, charges).energy;
    CHECK(whole == doctest::Approx(madelung).epsilon(2e-5));
    // Waves alone lack the self term and the screened pairs: both are as good as nothing where the
    // charges are smeared out over the cell, so that with the self term the whole remains.
    Structure pair;
    pair.cell.h = Mat3::diagonal(40, 40, 40);
    pair.numbers = {11, 17}, pair.positions.resize(2);
    const double cutoff = 6, alpha = std::numbers::pi / cutoff;
    pair.positions[1].x = 6.5;  // beyond the cut-off: no pair term
    const Coulomb far = coulomb(NepCharges::ewald, cutoff, pair, {1, -1});
    const double waves = coulomb(NepCharges::reciprocal, cutoff, pair, {1, -1}).energy;
    CHECK(far.energy == doctest::Approx(waves - 14.399645 * alpha * std::numbers::inv_sqrtpi * 2));
    // The third kind: erfc(alpha r)/r with a line that takes value and slope to 0 at the cut-off.
    const auto screened = [&](double r) {
        pair.positions[1].x = r;
        return coulomb(NepCharges::pairs, cutoff, pair, {0.5, -0.4});
    };
    const double end = std::erfc(std::numbers::pi) / cutoff;
    const double slope = end / cutoff + 2 * alpha * std::numbers::inv_sqrtpi *
                                            std::exp(-std::numbers::pi * std::numbers::pi) / cutoff;
    for (const double r : {1.0, 2.5, 5.0}) {
        const double expected = std::erfc(alpha * r) / r - end + slope * (r - cutoff);
        CHECK(screened(r).energy == doctest::Approx(-0.2 * 14.399645 * expected).epsilon(1e-12));
    }
    CHECK(screened(6.5).energy == 0);
    CHECK(std::fabs(screened(cutoff - 1e-4).energy) < 1e-12);
    CHECK(std::fabs(screened(cutoff - 1e-4).forces[0].x) < 1e-8);
    // Near to each other they are bare charges.
    CHECK(screened(0.02).energy * 0.02 == doctest::Approx(-0.2 * 14.399645).epsilon(0.02));
}

TEST_CASE("charged NEP: what is not for it is refused, and the catalogue knows which is which") {
    const Temporary files;
    write_atomic(files / "nep.txt", made_up_nep(charged_headers[0], 3));
    const auto model = make_model({NepFile{(files / "nep.txt").string()}});
    CHECK(model->description().find("with charges") != std::string::npos);
    const auto trained = make_model(
        {NepFile{(files / "nep.txt").string(), Precision::single, NepChargeForces::as_trained}});
    CHECK(trained->description().find("held") != std::string::npos);
    CHECK_THROWS_WITH_AS(Nep(read_nep(files / "nep.txt")), doctest::Contains("has charges"),
                         InputError);
    const std::string neutral =
        "nep4 1 Cu\ncutoff 5 4 90 40\nn_max 2 2\nbasis_size 2 2\nl_max 2\nANN 3 0\n";
    CHECK_THROWS_WITH_AS(ChargedNep(parse_nep(made_up_nep(neutral, 1), "neutral")),
                         doctest::Contains("has no charges"), InputError);
    Structure open = shaken(1, 4, fcc_sites, {29});
    open.cell.periodic = {true, true, false};
    Evaluation e;
    CHECK_THROWS_WITH_AS(model->evaluate(open, e), doctest::Contains("E-energy-cell"), InputError);
    Structure other = shaken(1, 4, fcc_sites, {13});
    CHECK_THROWS_WITH_AS(model->evaluate(other, e), doctest::Contains("knows no Al"), InputError);
    Structure collapsed = shaken(1, 4, fcc_sites, {29});
    collapsed.positions[1] = collapsed.positions[0];
    CHECK_THROWS_AS(model->evaluate(collapsed, e), UnstableError);
}
