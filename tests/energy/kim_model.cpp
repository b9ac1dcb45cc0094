#include "crucible/energy/kim_model.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <cstdlib>
#include <optional>

#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/base/random.hpp"
#include "crucible/base/text.hpp"
#include "crucible/energy/catalogue.hpp"
#include "crucible/energy/lammps_peer.hpp"
#include "crucible/energy/potential_files.hpp"
#include "tests/temporary.hpp"

using namespace crucible;

namespace {

const std::string tantalum = "EAM_Dynamo_RaveloGermannGuerrero_2013Ta1_Ta__MO_816821594689_000";

bool has_kim_models() {
    if (!kim_models().empty()) return true;
    MESSAGE("SKIPPED: no KIM models are installed (openkim-models)");
    return false;
}

/// 4 x 4 x 4 cubes of bcc, every atom up to 0.15 angstrom off its place.
Structure rough_bcc(double a, int z) {
    Structure s;
    s.cell.h = Mat3::diagonal(4 * a, 4 * a, 4 * a);
    RandomStream random(7, StreamId::tests);
    for (int i = 0; i < 128; ++i) {
        Vec3 r = Vec3(i / 2 % 4, i / 8 % 4, i / 32) * a;
        for (int k = 0; k < 3; ++k) r[k] += 0.5 * a * (i % 2) + random.uniform(-0.15, 0.15);
        s.numbers.push_back(z);
        s.positions.push_back(Position(r));
    }
    return s;
}

/// Energy per atom by LAMMPS through the KIM API; nothing where either is missing.
std::optional<double> lammps_kim_energy(const Structure& s, const std::string& id, int z,
                                        const std::string& symbol) {
    const std::string program = find_lammps();
    if (program.empty()) return std::nullopt;
    const std::string script = "kim init " + id +
                               " metal\natom_style charge\natom_modify map array\nread_data "
                               "data\nkim interactions " +
                               symbol +
                               "\nrun 0\nvariable e equal pe/atoms\n"
                               "print \"energy $(v_e:%.12f)\" file result\n";
    const auto run =
        run_lammps(program, script, lammps_charge_data(s, {z}, std::vector<double>(1, 0.0)));
    if (!run) return std::nullopt;
    return to_double(words(trim(run->result)).at(1).text);
}

}  // namespace

TEST_SUITE("potential files") {
    TEST_CASE("bare names are found in the directories of LAMMPS_POTENTIALS") {
        Temporary directory;
        write_file(directory / "Own.eam.fs", "x");
        const char* before = std::getenv("LAMMPS_POTENTIALS");
        const std::string kept = before ? before : "";
        setenv("LAMMPS_POTENTIALS", ("/nowhere:" + directory.path().string()).c_str(), 1);
        CHECK(find_potential("Own.eam.fs") == directory / "Own.eam.fs");
        CHECK(find_potential(directory / "Own.eam.fs") == directory / "Own.eam.fs");
        try {
            find_potential("Owm.eam.fs");
            FAIL("a file that is nowhere was found");
        } catch (const InputError& e) {
            CHECK(e.code() == "E-energy-file");
            CHECK(e.message().find("/nowhere") != std::string::npos);
            CHECK(e.message().find("did you mean 'Own.eam.fs'") != std::string::npos);
        }
        // A directory in the name is meant as it is.
        CHECK_THROWS_AS(find_potential("elsewhere/Own.eam.fs"), InputError);
        if (before)
            setenv("LAMMPS_POTENTIALS", kept.c_str(), 1);
        else
            unsetenv("LAMMPS_POTENTIALS");
    }
}

TEST_SUITE("kim models") {
    TEST_CASE("unknown ids are refused with the nearest one") {
        if (!has_kim_models()) return;
        for (const char* bad : {"", "../../etc/passwd", "a b", "EAM;rm", "EAM_Dynamo"}) {
            CAPTURE(bad);
            CHECK_THROWS_AS(find_kim_model(bad), InputError);
        }
        try {
            find_kim_model("EAM_Dynamo_RaveloGermannGuerrero_2013Ta1_Ta__MO_816821594689_001");
            FAIL("a model that is not installed was found");
        } catch (const InputError& e) {
            CHECK(e.code() == "E-energy-kim");
            CHECK(e.message().find(tantalum) != std::string::npos);
        }
        CHECK(find_kim_model("MO_816821594689_000") == tantalum);
    }

    TEST_CASE("tables come out of the library as their authors wrote them") {
        if (!has_kim_models()) return;
        const EamTables t = read_kim_eam(tantalum);
        // Header of the file: 5000 points, cut-off 5.3 angstrom.
        CHECK(t.numbers == std::vector<int>{73});
        CHECK(t.n_r == 5000);
        CHECK(t.n_rho == 5000);
        CHECK(t.cutoff == 5.3);
        CHECK_THROWS_AS(read_kim_eam("LJ_Truncated_Nguyen_2005_Ar__MO_398194508715_001"),
                        InputError);
    }

    TEST_CASE("our embedded atom on KIM tables has LAMMPS's energy with the KIM model") {
        if (!has_kim_models()) return;
        struct Case {
            const char *id, *symbol;
            int z;
            double a;
        };
        for (const Case& c :
             {Case{tantalum.c_str(), "Ta", 73, 3.304},
              Case{"EAM_Dynamo_LiSiegelAdams_2003_Ta__MO_103054252769_005", "Ta", 73, 3.3},
              Case{"EAM_Dynamo_MendelevAckland_2007v3_Zr__MO_004835508849_000", "Zr", 40, 3.5},
              Case{"EAM_Dynamo_FoilesBaskesDaw_1986Universal3_Cu__MO_666348409573_004", "Cu", 29,
                   2.9}}) {
            CAPTURE(c.id);
            const Structure s = rough_bcc(c.a, c.z);
            const auto theirs = lammps_kim_energy(s, c.id, c.z, c.symbol);
            if (!theirs) {
                MESSAGE("SKIPPED: needs lmp with KIM");
                return;
            }
            Evaluation e;
            make_model({KimModel{c.id}})->evaluate(s, e);
            const double ours = e.energy / static_cast<double>(s.size());
            MESSAGE(std::string(c.id) << ": " << ours << " eV/atom, off by " << ours - *theirs);
            CHECK(ours == doctest::Approx(*theirs).epsilon(1e-6 / std::fabs(*theirs)));
        }
    }

    TEST_CASE("every EAM model is read, or refused with a reason") {
        if (!has_kim_models()) return;
        int read = 0, refused = 0;
        for (const std::string& id : kim_models()) {
            if (!id.starts_with("EAM_Dynamo_")) continue;
            try {
                const EamTables t = read_kim_eam(id);
                CHECK(t.cutoff > 1);
                ++read;
            } catch (const InputError& e) {
                MESSAGE(id << ": " << std::string(e.what()));
                ++refused;
            }
        }
        MESSAGE(read << " models read, " << refused << " refused");
        CHECK(read > 9 * refused);
    }
}
