#include "crucible/energy/eam.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <filesystem>

#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/base/random.hpp"
#include "crucible/base/text.hpp"
#include "crucible/energy/catalogue.hpp"
#include "crucible/energy/lammps_peer.hpp"
#include "tests/energy/derivatives.hpp"
#include "tests/shared_data.hpp"

using namespace crucible;

namespace {

/// n^3 cubic cells of fcc, elements in turn, each atom off its site by up to 0.15 angstrom.
Structure rough_fcc(int n, double a, const std::vector<int>& numbers) {
    Structure s;
    s.cell.h = Mat3::diagonal(n * a, n * a, n * a);
    RandomStream random(9, StreamId::tests);
    for (int x = 0; x < n; ++x)
        for (int y = 0; y < n; ++y)
            for (int z = 0; z < n; ++z)
                for (const Vec3& f : {Vec3{0, 0, 0}, {0.5, 0.5, 0}, {0.5, 0, 0.5}, {0, 0.5, 0.5}}) {
                    Vec3 r = (f + Vec3(x, y, z)) * a;
                    for (int k = 0; k < 3; ++k) r[k] += random.uniform(-0.15, 0.15);
                    s.numbers.push_back(numbers[s.size() % numbers.size()]);
                    s.positions.push_back(Position(r));
                }
    return s;
}

/// Smooth made-up tables, so that derivatives can be checked without any file.
EamTables smooth_tables(EamFormat format) {
    EamTables t;
    t.format = format;
    t.file = "made up";
    t.numbers = {29, 40};
    t.n_rho = t.n_r = 2000;
    t.d_rho = 0.01;
    t.d_r = 0.0025;
    t.cutoff = 4.9;
    t.rho_max = (t.n_rho - 1) * t.d_rho;
    t.density.resize(4), t.pair.resize(4);
    for (std::size_t i = 0; i < 2; ++i) {
        t.embedding.emplace_back();
        for (int k = 0; k < t.n_rho; ++k)
            t.embedding[i].push_back(-(1.0 + 0.3 * static_cast<double>(i)) *
                                     std::sqrt(1e-3 + k * t.d_rho));
    }
    for (std::size_t i = 0; i < 2; ++i)
        for (std::size_t j = 0; j < 2; ++j)
            for (int k = 0; k < t.n_r; ++k) {
                const double r = k * t.d_r, tail = std::pow(std::max(0.0, 4.9 - r), 3);
                const double width =
                    format == EamFormat::setfl ? 0.02 : 0.02 + 0.01 * static_cast<double>(j);
                t.density[t.at(i, j)].push_back((width + 0.01 * static_cast<double>(i)) * tail);
                t.pair[t.at(i, j)].push_back(r * 0.05 * tail * std::exp(-r) * 10 *
                                             (1 + static_cast<double>(i + j)));
            }
    return t;
}

/// Energy and forces by LAMMPS with all digits.
struct Peer {
    double energy = 0;
    std::vector<Vec3> forces;
};
bool ask_lammps(const Structure& s, const std::string& style, const std::string& file,
                const std::vector<int>& types, const std::string& names, Peer& out) {
    const std::string program = find_lammps();
    if (program.empty() || !std::filesystem::exists(file)) {
        MESSAGE("SKIPPED: needs LAMMPS and " << file);
        return false;
    }
    const std::string script =
        "units metal\natom_style charge\natom_modify map array\nread_data data\npair_style " +
        style + "\npair_coeff * * " + file + " " + names +
        "\nmass * 1\nneighbor 0.6 bin\nthermo_modify norm no\nrun 0\n"
        "variable e equal pe\nprint \"$(v_e:%.12f)\" file energy\n"
        "write_dump all custom result id fx fy fz modify format float %.15g sort id\n"
        "shell cat energy\n";
    const auto run = run_lammps(
        program, script, lammps_charge_data(s, types, std::vector<double>(types.size(), 0.0)));
    REQUIRE(run);
    // The printed energy is a line of its own: "-14016.382303219800".
    LineReader text(run->output, "lammps");
    for (std::string_view line; text.next(line);) {
        const auto w = words(line);
        if (w.size() == 1 && to_double(w[0].text)) out.energy = *to_double(w[0].text);
    }
    LineReader dump(run->result, "dump");
    for (std::string_view line; dump.next(line);) {
        const auto w = words(line);
        if (w.size() != 4 || !to_double(w[0].text)) continue;
        out.forces.push_back({*to_double(w[1].text), *to_double(w[2].text), *to_double(w[3].text)});
    }
    return true;
}

void compare_with_lammps(const Structure& s, const std::string& style, const std::string& file,
                         const std::vector<int>& types, const std::string& names) {
    Peer peer;
    if (!ask_lammps(s, style, file, types, names, peer)) return;
    EmbeddedAtom model(read_eam(file));
    Evaluation e;
    model.evaluate(s, e);
    CHECK_MESSAGE(std::fabs(e.energy - peer.energy) < 1e-8, file);
    REQUIRE(peer.forces.size() == s.size());
    double worst = 0, per_atom = 0;
    for (std::size_t i = 0; i < s.size(); ++i)
        worst = std::max(worst, norm(e.forces[i] - peer.forces[i]));
    for (double v : e.per_atom) per_atom += v;
    CHECK_MESSAGE(worst < 1e-8, file);
    CHECK(per_atom == doctest::Approx(e.energy).epsilon(1e-12));
    MESSAGE(style << ", " << s.size() << " atoms: energy off by " << e.energy - peer.energy
                  << " eV, forces by " << worst << " eV/angstrom");
}

const std::string potentials = "/usr/share/lammps/potentials/";

}  // namespace

TEST_CASE("4000 copper atoms have LAMMPS's energy and forces to 1e-8 eV, funcfl and setfl") {
    compare_with_lammps(rough_fcc(10, 3.615, {29}), "eam", potentials + "Cu_u3.eam", {29}, "");
    compare_with_lammps(rough_fcc(10, 3.615, {29}), "eam/alloy",
                        potentials + "Cu_mishin1.eam.alloy", {29}, "Cu");
}

TEST_CASE("alloys have LAMMPS's energy and forces, setfl and Finnis-Sinclair") {
    compare_with_lammps(rough_fcc(5, 4.0, {29, 40, 29}), "eam/fs", potentials + "CuZr_mm.eam.fs",
                        {29, 40}, "Cu Zr");
    compare_with_lammps(rough_fcc(5, 3.6, {28, 29}), "eam/alloy", potentials + "CuNi.eam.alloy",
                        {29, 28}, "Cu Ni");
    REQUIRE_SHARED_DATA("glass/potentials/Cu-Zr_2.eam.fs");
    compare_with_lammps(
        rough_fcc(5, 4.0, {29, 40, 29}), "eam/fs",
        std::filesystem::canonical(shared_data("glass/potentials/Cu-Zr_2.eam.fs")).string(),
        {29, 40}, "Cu Zr");
    compare_with_lammps(
        rough_fcc(4, 4.1, {40, 29, 13}), "eam/alloy",
        std::filesystem::canonical(shared_data("glass/potentials/ZrCuAl2011.eam.alloy")).string(),
        {40, 29, 13}, "Zr Cu Al");
}

TEST_CASE("forces and stress are the derivatives of the energy, in a skewed cell of few atoms") {
    for (EamFormat format : {EamFormat::setfl, EamFormat::finnis_sinclair}) {
        EmbeddedAtom model(smooth_tables(format));
        Structure s = rough_fcc(1, 4.1, {29, 40});
        s.cell.h(1, 0) = 1.1, s.cell.h(2, 1) = -0.7;
        check_derivatives(model, s, 1e-6);
        Evaluation e;
        model.evaluate(s, e);
        double sum = 0;
        for (double v : e.per_atom) sum += v;
        CHECK(sum == doctest::Approx(e.energy).epsilon(1e-13));
    }
}

TEST_CASE("beyond the last density the embedding energy is a straight line") {
    EamTables t = smooth_tables(EamFormat::setfl);
    t.n_rho = 100;
    t.rho_max = 99 * t.d_rho;
    for (auto& f : t.embedding) f.resize(100);
    EmbeddedAtom model(t);
    check_derivatives(model, rough_fcc(1, 3.8, {29}), 1e-6);
}

TEST_CASE("a kept list gives the same as a new one") {
    EmbeddedAtom kept(smooth_tables(EamFormat::setfl));
    Structure s = rough_fcc(2, 3.9, {29, 40});
    RandomStream random(2, StreamId::tests);
    Evaluation with, without;
    for (int step = 0; step < 30; ++step) {
        for (auto& r : s.positions)
            for (int a = 0; a < 3; ++a) r[a] += random.uniform(-0.05, 0.05);
        s.cell.h[0] *= 1.003;
        for (auto& r : s.positions) r.x *= 1.003;
        kept.evaluate(s, with);
        EmbeddedAtom(smooth_tables(EamFormat::setfl)).evaluate(s, without);
        REQUIRE(with.energy == doctest::Approx(without.energy).epsilon(1e-12));
    }
}

TEST_CASE("unknown elements and coinciding atoms are errors") {
    EmbeddedAtom model(smooth_tables(EamFormat::setfl));
    Structure s = rough_fcc(1, 4, {29, 13});
    Evaluation e;
    CHECK_THROWS_WITH_AS(model.evaluate(s, e), doctest::Contains("knows no Al (atom 2)"),
                         InputError);
    s = rough_fcc(1, 4, {29});
    s.positions[1] = s.positions[0];
    CHECK_THROWS_AS(model.evaluate(s, e), UnstableError);
    CHECK_THROWS_AS(make_model({"no-such-model", 1e-6, ShortRange::refuse}), InputError);
    CHECK_THROWS_AS(make_model({"missing.eam.alloy", 1e-6, ShortRange::refuse}), InputError);
}

TEST_CASE("malformed EAM files are one-line errors with a place") {
    int files = 0;
    for (const auto& entry :
         std::filesystem::directory_iterator(std::string(TESTS_DIR) + "/energy/malformed")) {
        const std::string file = entry.path().string();
        INFO(file);
        try {
            read_eam(file);
            FAIL_CHECK("was read without complaint");
        } catch (const InputError& e) {
            CHECK(e.where().line > 0);
            CHECK(std::string(e.what()).find('\n') == std::string::npos);
            CHECK(!e.cure().empty());
        }
        ++files;
    }
    CHECK(files >= 30);
    CHECK_THROWS_AS(parse_eam("", "a.txt"), InputError);
    // A count of its own line is told at that line's number.
    const std::string head = "a\nb\nc\n1 Cu\n";
    CHECK_THROWS_WITH_AS(parse_eam(head + "6 1 6 1000001 5\n", "a.alloy"),
                         doctest::Contains("a.alloy:5:7: the step of the distance must be "
                                           "positive and below a million"),
                         InputError);
    // What kind of file it is, is told by its name, packed or not.
    for (const auto& [name, format] : {std::pair{"a.eam.alloy", EamFormat::setfl},
                                       {"a.SETFL.gz", EamFormat::setfl},
                                       {"a.eam", EamFormat::funcfl},
                                       {"a.funcfl", EamFormat::funcfl},
                                       {"a.fs", EamFormat::finnis_sinclair}}) {
        std::string table = "a\n";
        if (format != EamFormat::funcfl) table += "b\nc\n1 Cu\n6 1 6 1 5\n";
        table += "29 63.5 3.6 fcc\n";
        if (format == EamFormat::funcfl) table += "6 1 6 1 5\n";
        for (int k = 0; k < 3; ++k) table += "1 1 1 1 1 1\n";
        CHECK(parse_eam(table, name).format == format);
    }
    CHECK(name(EamFormat::automatic) == "automatic");
    CHECK(name(EamFormat::finnis_sinclair) == "eam/fs");
}
