#include "crucible/energy/eam_moves.hpp"

#include <doctest/doctest.h>

#include "crucible/base/error.hpp"
#include "crucible/energy/eam.hpp"
#include "crucible/rmc/energy_state.hpp"
#include "tests/rmc/problems.hpp"
#include "tests/shared_data.hpp"

using namespace rmc_test;

namespace {

const std::string glass_potential = "/usr/share/lammps/potentials/CuZr_mm.eam.fs";

/// The energy of a chain after each of some accepted moves, beside EmbeddedAtom's; returns the
/// largest difference of the changes.
double largest_difference(const std::shared_ptr<EamTables>& tables, const Structure& start,
                          double temperature, int wanted) {
    Problem p;
    p.energy.eam = tables;
    p.cutoffs = {{{29, 29}, 1.5}, {{29, 40}, 1.5}, {{40, 40}, 1.5}};
    Stage s;
    s.moves = 1'000'000;
    s.temperature = {temperature, temperature};
    s.swap_fraction = 0.3;
    p.stages = {s};
    Chain chain(p, start, {41, StreamId::tests});
    EmbeddedAtom model(*tables);
    Evaluation e;
    model.evaluate(chain.structure(), e);
    double before = e.energy, own = chain.progress().energy, worst = std::fabs(own - before);
    std::int64_t accepted = 0;
    for (int n = 0; n < wanted && chain.run(1);) {
        const Progress now = chain.progress();
        if (now.accepted == accepted) continue;
        accepted = now.accepted;
        ++n;
        model.evaluate(chain.structure(), e);
        worst = std::max(worst, std::fabs((now.energy - own) - (e.energy - before)));
        own = now.energy, before = e.energy;
    }
    CHECK(chain.progress().swaps_accepted > wanted / 50);
    CHECK(chain.recheck() == 0);  // integers: nothing drifts
    return worst;
}

}  // namespace

TEST_CASE("energy changes are differences of the whole energy, swaps included") {
    CHECK(largest_difference(soft_tables(), random_alloy(200, 3), 20000, 1000) < 1e-6);
}

TEST_CASE("1000 moves of the glass: changes of the energy within 1e-6 eV") {
    REQUIRE_SHARED_DATA("glass/cu64zr36_2048/glass300.dump");
    if (!std::filesystem::exists(glass_potential)) {
        MESSAGE("SKIPPED: needs " << glass_potential);
        return;
    }
    const auto tables = std::make_shared<EamTables>(read_eam(glass_potential));
    Structure s = random_alloy(500, 4);  // raw: energies are large and moves violent
    CHECK(largest_difference(tables, s, 20000, 1000) < 1e-6);
}

TEST_CASE("beyond the last density the embedding is a straight line, as in EmbeddedAtom") {
    auto t = soft_tables();
    t->n_rho = 60;
    t->rho_max = 59 * t->d_rho;
    for (auto& f : t->embedding) f.resize(60);
    CHECK(largest_difference(t, random_alloy(200, 5), 20000, 300) < 1e-6);
}

TEST_CASE("a discarded proposal leaves no trace; unknown elements are named") {
    const std::vector<int> numbers{29, 40, 29};
    EamMoves eam(soft_tables(), numbers);
    const std::vector<std::int32_t> others{1, 2};
    const std::vector<double> near{2.5, 3.0};
    eam.join(0, others, near);
    eam.energy_change();
    eam.commit();
    const double energy = eam.energy();
    eam.part(0, others, near);
    CHECK(eam.energy_change() != 0);
    eam.discard();
    CHECK(eam.energy() == energy);
    eam.part(0, others, near);
    eam.join(0, others, near);
    CHECK(eam.energy_change() == 0);
    eam.discard();
    const std::vector<int> gold{79};
    CHECK_THROWS_WITH_AS(EamMoves(soft_tables(), gold), doctest::Contains("knows no Au (atom 1)"),
                         InputError);
}
