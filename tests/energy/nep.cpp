#include "crucible/energy/nep.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <sstream>

#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/base/text.hpp"
#include "crucible/data/json.hpp"
#include "crucible/energy/catalogue.hpp"
#include "crucible/energy/nep_made_up.hpp"
#include "crucible/energy/nep_reference.hpp"
#include "tests/energy/derivatives.hpp"
#include "tests/energy/nep_cases.hpp"
#include "tests/shared_data.hpp"
#include "tests/temporary.hpp"

using namespace crucible;

namespace {

/// Headers that between them use every part of the format.
const std::vector<std::string> nep_headers = {
    "nep4 1 Cu\ncutoff 5 4 90 40\nn_max 4 3\nbasis_size 6 5\nl_max 4 2 1\nANN 10 0\n",
    "nep4_zbl 2 Al Cu\nzbl 0 2.5 0.7\ncutoff 5 4 4.6 3.9 200 120\nn_max 3 2\nbasis_size 4 3\n"
    "l_max 3 0 0\nANN 6 0\n",
    "nep4_zbl 2 Al Cu\nzbl 0 0\ncutoff 5 4 90 40\nn_max 2 3\nbasis_size 5 4\n"
    "l_max 4 1 1 1 1 1 1\nANN 8 0\n",
    "nep5 2 Al Cu\ncutoff 4.8 4 90 40\nn_max 3 2\nbasis_size 3 6\nl_max 8 1 0\nANN 7 0\n",
    "nep3_zbl 2 Cu Al\nzbl 1.2 2.6\ncutoff 4.8 3.8 90 40 1.7 1.6 0.8\nn_max 2 2\nbasis_size 4 4\n"
    "l_max 4 2 1\nANN 6 0\n",
    "nep_zbl 2 Al Cu\nzbl 0 2.5\ncutoff 5 4\nn_max 3 4\nl_max 4\nANN 6 0\n",
    "nep 1 Cu\ncutoff 5 4 90 40\nn_max 5 3\nl_max 3\nANN 6 0\n"};

Nep made_up(const std::string& header, Precision precision = Precision::double_,
            NepKernel kernel = NepKernel::plain) {
    return Nep(parse_nep(made_up_nep(header, 3), "made up"), precision, kernel);
}

}  // namespace

TEST_CASE("harmonics are orthonormal, and the products have their closed forms") {
    // In terms of d = sum u and Q = sum (u u - 1/3): q222 = -0.26998 tr Q^3, q112 = 0.08248 d Q d
    // (Wigner's 3j symbols worked out by hand).
    const RealHarmonics harmonics(8);
    const int count = harmonic_count(8);
    std::vector<double> values(static_cast<std::size_t>(count)), moments(values.size());
    std::vector<Vec3> gradients(values.size());
    Vec3 d;
    Mat3 q;
    RandomStream random(4, StreamId::tests);
    for (int k = 0; k < 5; ++k) {
        Vec3 u(random.normal(), random.normal(), random.normal());
        u *= 1 / norm(u);
        harmonics.at(u, values.data(), gradients.data());
        d += u;
        q += outer(u, u) - Mat3::identity() * (1.0 / 3);
        double sum = 0;
        for (int i = 0; i < count; ++i)
            moments[static_cast<std::size_t>(i)] += values[static_cast<std::size_t>(i)];
        for (const double v : values) sum += v * v;
        // Unsoeld: sum over m of Y^2 = (2 l + 1) / (4 pi).
        CHECK(sum == doctest::Approx((81 - 1) / (4 * std::numbers::pi)).epsilon(1e-13));
        for (int i = 0; i < count; ++i) {
            const auto at = static_cast<std::size_t>(i);
            const Vec3 across = gradients[at] - u * dot(gradients[at], u);
            std::vector<double> there(values.size());
            std::vector<Vec3> unused(values.size());
            Vec3 t = cross(u, Vec3(0.3, -0.5, 0.8));
            t *= 1 / norm(t);
            const double h = 1e-6;
            harmonics.at(u * std::cos(h) + t * std::sin(h), there.data(), unused.data());
            const double ahead = there[at];
            harmonics.at(u * std::cos(h) - t * std::sin(h), there.data(), unused.data());
            REQUIRE(dot(across, t) == doctest::Approx((ahead - there[at]) / (2 * h)).epsilon(1e-6));
        }
    }
    const auto product = [&](NepProduct p) {
        double sum = 0;
        for (const MomentTerm& t : moment_terms(p))
            sum += t.weight * moments[static_cast<std::size_t>(t.a)] *
                   moments[static_cast<std::size_t>(t.b)] * moments[static_cast<std::size_t>(t.c)];
        return sum;
    };
    CHECK(product(NepProduct::q222) ==
          doctest::Approx(-0.26998130975990764 * trace(q * q * q)).epsilon(1e-12));
    CHECK(product(NepProduct::q112) ==
          doctest::Approx(0.08248065254653977 * dot(d * q, d)).epsilon(1e-12));
}

TEST_CASE("forces and stress are the derivatives of the energy, for every kind of file") {
    for (const std::string& header : nep_headers) {
        INFO(header);
        Nep model = made_up(header);
        const bool is_copper = model.numbers().size() == 1;
        // A cell far smaller than the cut-off, and one with near neighbours for the repulsion.
        const std::vector<int> numbers =
            is_copper ? std::vector<int>{29} : std::vector<int>{29, 13};
        const NepParameters p = parse_nep_header(header, "made up");
        for (const Structure& s : {shaken(1, 3.1, {{0, 0, 0}, {0.5, 0.5, 0.5}}, numbers),
                                   shaken(1, 3.7, fcc_sites, numbers, 0.5)})
            check_derivatives(model, clear_of_cutoffs(s, p), 1e-8);
    }
}

TEST_CASE("energies do not depend on place, turn, order or choice of cell") {
    for (const std::string& header : nep_headers) {
        INFO(header);
        Nep model = made_up(header);
        const std::vector<int> numbers =
            model.numbers().size() == 1 ? std::vector<int>{29} : std::vector<int>{29, 13};
        const Structure s = shaken(1, 3.8, fcc_sites, numbers, 0.3);
        Evaluation here, there;
        model.evaluate(s, here);
        const double tolerance = 1e-12 * std::max(1.0, std::fabs(here.energy));
        Structure t = s;
        const double c = std::cos(0.7), n = std::sin(0.7);
        const Mat3 turn{{{{c, n, 0}, {-n * c, c * c, n}, {n * n, -n * c, c}}}};
        t.cell.h = s.cell.h * turn;
        for (auto& r : t.positions) r = Position(r * turn + Vec3(1.3, -7.1, 0.4));
        std::reverse(t.positions.begin(), t.positions.end());
        std::reverse(t.numbers.begin(), t.numbers.end());
        model.evaluate(t, there);
        CHECK(std::fabs(there.energy - here.energy) < tolerance);
        std::reverse(there.forces.begin(), there.forces.end());
        for (Vec3& f : there.forces) f = f * transpose(turn);
        CHECK(largest_difference(here.forces, there.forces) < 1e-11);
        t = s;
        t.cell.h[0] *= 2;
        for (std::size_t i = 0; i < s.size(); ++i) {
            t.positions.push_back(Position(s.positions[i] + s.cell.h[0]));
            t.numbers.push_back(s.numbers[i]);
        }
        model.evaluate(t, there);
        CHECK(std::fabs(there.energy - 2 * here.energy) < 2 * tolerance);
    }
}

TEST_CASE("a file for one type means the same with the tags nep3 and nep4") {
    std::string text = made_up_nep(nep_headers[0], 8);
    Nep four(parse_nep(text, "four"), Precision::double_, NepKernel::plain);
    text[3] = '3';
    Nep three(parse_nep(text, "three"), Precision::double_, NepKernel::plain);
    const Structure s = shaken(1, 3.8, fcc_sites, {29});
    Evaluation a, b;
    four.evaluate(s, a), three.evaluate(s, b);
    CHECK(a.energy == b.energy);
    CHECK(a.forces == b.forces);
}

TEST_CASE("NEP2 is NEP3 whose functions are the Chebyshev functions themselves") {
    const std::string header = nep_headers[5], text = made_up_nep(header, 4);
    const NepParameters two = parse_nep(text, "two");
    CHECK(two.generation == NepGeneration::nep2);
    CHECK(two.networks.size() == 1);
    // The numbers in the file, before they were expanded: weights, biases, outputs, bias, then c.
    std::vector<double> numbers;
    std::istringstream in(text.substr(header.size()));
    for (double v = 0; in >> v;) numbers.push_back(v);
    const std::size_t length = two.scaler.size(), at = (length + 2) * 6 + 1;
    REQUIRE(numbers.size() == at + 4 * (4 + 5) + length);
    std::string expanded = "nep3_zbl" + header.substr(7);
    expanded.insert(expanded.find("l_max"), "basis_size 3 4\n");
    const auto put = [&](std::size_t k) { expanded += number_text(numbers[k]) + "\n"; };
    for (std::size_t k = 0; k < at; ++k) put(k);
    std::size_t c = at;
    for (const std::size_t functions : {4, 5})
        for (std::size_t n = 0; n < functions; ++n) {
            for (std::size_t k = 0; k < functions; ++k)
                for (std::size_t pair = 0; pair < 4; ++pair)
                    if (k == n)
                        put(c + pair);
                    else
                        expanded += "0\n";
            c += 4;
        }
    for (; c < numbers.size(); ++c) put(c);
    Nep old_one(two, Precision::double_), new_one(parse_nep(expanded, "three"));
    const Structure s = shaken(1, 3.8, fcc_sites, {29, 13});
    Evaluation a, b;
    old_one.evaluate(s, a), new_one.evaluate(s, b);
    CHECK(a.energy == b.energy);
    CHECK(a.forces == b.forces);
}

TEST_CASE("every file of the reference outputs has their energies, forces and virials") {
    REQUIRE_SHARED_DATA("nep/reference_outputs.json");
    const Value document = read_json(shared_data("nep/reference_outputs.json").string());
    int tried = 0;
    std::string file;
    std::unique_ptr<Nep> model;
    for (const Member& m : document["cases"].table) {
        if (m.value["model"].text.find("qNEP") != std::string::npos) continue;
        if (file != m.value["model"].text) {
            file = m.value["model"].text;
            model = std::make_unique<Nep>(read_nep(shared_data("nep/" + file)), Precision::double_,
                                          NepKernel::plain);
        }
        INFO(m.key);
        const Structure s = structure_of(m.value);
        Evaluation e;
        model->evaluate(s, e);
        const auto n = static_cast<double>(s.size());
        CHECK(std::fabs(e.energy - m.value["energy"].real()) / n < 1e-11);
        CHECK(largest_difference(e.forces, vectors_of(m.value["forces"])) < 1e-10);
        const std::vector<double> energies = numbers_in(m.value["energies"]);
        for (std::size_t i = 0; i < s.size(); ++i)
            CHECK(std::fabs(e.per_atom[i] - energies[i]) < 1e-10);
        const Mat3 virial = matrix_of(m.value["virial"]);
        const Mat3 own = e.stress * -s.cell.volume();
        CHECK(largest_entry(own - virial) < 1e-10 * largest_entry(virial));
        ++tried;
    }
    CHECK(tried == 34);
}

TEST_CASE("two atoms of UNEP-v1, from 0.3 to 6 angstrom apart, and single ones") {
    REQUIRE_SHARED_DATA("nep/reference_outputs.json");
    const Value document = read_json(shared_data("nep/reference_outputs.json").string());
    Nep model(read_nep(shared_data("nep/Song-2024-UNEP-v1-AgAlAuCrCuMgMoNiPbPdPtTaTiVWZr.txt")),
              Precision::double_, NepKernel::plain);
    Structure s;
    s.cell.h = Mat3::diagonal(30, 30, 30);
    s.positions.resize(2), s.numbers.resize(2);
    Evaluation e;
    for (const Member& m : document["dimers_unep_v1"].table) {
        INFO(m.key);
        const std::size_t dash = m.key.find('-');
        s.numbers = {parse_element(m.key.substr(0, dash)), parse_element(m.key.substr(dash + 1))};
        const std::vector<double> r = numbers_in(m.value["r"]),
                                  energy = numbers_in(m.value["energy"]);
        const std::vector<double> force = numbers_in(m.value["force_on_second_along_bond"]);
        for (std::size_t k = 0; k < r.size(); ++k) {
            s.positions[1].x = r[k];
            model.evaluate(s, e);
            CHECK(std::fabs(e.energy - energy[k]) < 1e-11 * std::max(1.0, std::fabs(energy[k])));
            CHECK(std::fabs(e.forces[1].x - force[k]) < 1e-10 * std::max(1.0, std::fabs(force[k])));
        }
    }
    s.positions.resize(1);
    for (const Member& m : document["isolated_atom_unep_v1"].table) {
        s.numbers = {parse_element(m.key)};
        model.evaluate(s, e);
        CHECK(std::fabs(e.energy - m.value.real()) < 1e-11);
    }
}

TEST_CASE("a NEP file is described by its header alone") {
    const auto described = [](const std::string& header) {
        return nep_description(parse_nep_header(header, "some/nep.txt"));
    };
    CHECK(described(nep_headers[0]) == "NEP4 (nep.txt) of Cu, cut-off 5 angstrom, 10 neurons");
    CHECK(described(nep_headers[1]) ==
          "NEP4 with screened nuclear repulsion (nep.txt) of Al Cu, "
          "cut-off 5 angstrom, 6 neurons");
    // A factor for a repulsion that is not there is passed over.
    CHECK_FALSE(parse_nep_header("nep4 1 Cu\ncutoff 4.8 3.8 90 40 1.7 1.6 0.8\nn_max 2 2\n"
                                 "basis_size 4 4\nl_max 4 2 1\nANN 6 0\n",
                                 "n")
                    .zbl);
}

TEST_CASE("malformed NEP files are one-line errors with a place") {
    const std::string whole = made_up_nep(nep_headers[1], 1);
    const auto refuse = [&](const std::string& text, const std::string& message, int line) {
        INFO(message);
        try {
            parse_nep(text, "bad");
            FAIL_CHECK("was read without complaint");
        } catch (const InputError& e) {
            CHECK_MESSAGE(e.message().find(message) != std::string::npos, e.what());
            CHECK(e.where().line == line);
            CHECK(std::string(e.what()).find('\n') == std::string::npos);
            CHECK(!e.cure().empty());
        }
    };
    const auto with = [&](std::string_view old, std::string_view now) {
        std::string text = whole;
        return text.replace(text.find(old), old.size(), now);
    };
    const int lines = static_cast<int>(std::count(whole.begin(), whole.end(), '\n'));
    CHECK_NOTHROW(parse_nep(whole, "good"));
    refuse("", "should be here", 1);
    refuse(whole.substr(0, whole.rfind('\n', whole.size() - 2) + 1), "the file ends", lines - 1);
    refuse(whole + "1.0\n", "more numbers", lines + 1);
    refuse(with("nep4_zbl 2", "nep4_dipole 2"), "dipole, not a potential", 1);
    refuse(with("nep4_zbl 2", "nep3_polarizability 2"), "not a potential", 1);
    refuse(with("nep4_zbl 2", "nep4_temperature 2"), "not a potential", 1);
    refuse(with("nep4_zbl 2", "nep7 2"), "no kind of NEP", 1);
    refuse(with("nep4_zbl 2", "nep4_zbl_charge4 2"), "no kind of NEP", 1);
    refuse(with("nep4_zbl 2", "nep3_zbl_charge1 2"), "no kind of NEP", 1);
    refuse(with("nep4_zbl 2", "nep4_zbl_charge1 2"), "the file ends", lines);
    refuse(with("Al Cu", "Al Xx"), "Xx", 1);
    refuse(with("Al Cu", "Cu Cu"), "twice", 1);
    refuse(with("Al Cu", "Al"), "missing", 1);
    refuse(with("zbl 0 2.5", "zbl 3 2.5"), "outer", 2);
    refuse(with("\nzbl 0 2.5 0.7", ""), "\"zbl\"", 2);
    refuse(with("cutoff 5 4", "cutoff 5"), "has 5 numbers", 3);
    refuse(with("cutoff 5 4", "cutoff 5 6"), "angular cut-off is above", 3);
    refuse(with("cutoff 5 4", "cutoff nan 4"), "cut-off", 3);
    refuse(with("cutoff 5 4", "cutoff 500 4"), "cut-off is 500, not within 0.1 to 100", 3);
    refuse(with("n_max 3 2", "n_max 3"), "missing", 4);
    refuse(with("n_max 3 2", "n_max 4 2"), "the file ends", lines);
    refuse(with("basis_size 4 3", "basis_size 3 3"), "more numbers", lines - 15);
    refuse(with("l_max 3", "l_max 9"), "not within", 6);
    refuse(with("l_max 3 0 0", "l_max 3 0 0 0 0 0 1"), "higher degree", 6);
    refuse(with("ANN 6 0", "ANN 6 5"), "second layer", 7);
    refuse(whole.substr(0, whole.size() - 2) + "x\n", "a scale", lines);
    std::string infinite = whole;
    infinite.replace(whole.find('\n', whole.find("ANN")) + 1, 15, "inf            ");
    refuse(infinite, "a weight of the network", 8);
    // Repulsion pair by pair: the numbers of the last pair stand at the end.
    const std::string flexible = made_up_nep(nep_headers[2], 1);
    const auto last_pair = [&](std::string_view radii) {
        std::size_t at = flexible.size() - 1;
        for (int k = 0; k < 10; ++k) at = flexible.rfind('\n', at - 1);
        const std::size_t end = flexible.find('\n', flexible.find('\n', at + 1) + 1);
        return flexible.substr(0, at + 1) + std::string(radii) + flexible.substr(end);
    };
    const int whole_lines = static_cast<int>(std::count(flexible.begin(), flexible.end(), '\n'));
    CHECK_NOTHROW(parse_nep(last_pair("1\n100"), "good"));
    for (const char* radii : {"-1\n2", "2\n2", "1\n101"})
        refuse(last_pair(radii), "radii of a pair's repulsion", whole_lines);
    REQUIRE_SHARED_DATA("nep/water_NEP4_dipole.txt");
    CHECK_THROWS_WITH_AS(read_nep(shared_data("nep/water_NEP4_dipole.txt")),
                         doctest::Contains("dipole, not a potential"), InputError);
}

TEST_CASE("potentials by choice: a NEP file is read, what only LAMMPS evaluates is refused") {
    const Temporary files;
    write_atomic(files / "nep.txt", made_up_nep(nep_headers[0], 3));
    const auto model = make_model({NepFile{(files / "nep.txt").string(), Precision::double_}});
    CHECK(model->description().find("NEP4") != std::string::npos);
    Evaluation a, b;
    const Structure s = shaken(1, 3.8, fcc_sites, {29});
    model->evaluate(s, a), model->clone()->evaluate(s, b);
    CHECK(a.forces == b.forces);
    CHECK_THROWS_WITH_AS(make_model({EngineFile{EngineFile::Style::tersoff, "Si.tersoff"}}),
                         doctest::Contains("E-energy-engine"), InputError);
}

TEST_CASE("unknown elements and coinciding atoms are errors") {
    Nep model = made_up(nep_headers[0]);
    Evaluation e;
    Structure s = shaken(1, 4, fcc_sites, {29, 13});
    CHECK_THROWS_WITH_AS(model.evaluate(s, e), doctest::Contains("knows no Al"), InputError);
    s = shaken(1, 4, fcc_sites, {29});
    s.positions[1] = s.positions[0];
    CHECK_THROWS_AS(model.evaluate(s, e), UnstableError);
    s = shaken(1, 4, fcc_sites, {29});
    model.evaluate(s, e);
    s.positions[1].x = std::nan("");
    CHECK_THROWS_AS(model.evaluate(s, e), Error);
}
