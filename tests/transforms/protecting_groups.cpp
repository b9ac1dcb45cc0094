#include "crucible/transforms/protecting_groups.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>

#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/chem/molecule.hpp"
#include "crucible/transforms/perception.hpp"

using namespace crucible;
using namespace crucible::transforms;

namespace {
const std::string folder = std::string(TESTS_DIR) + "/../share/crucible/transforms";
const Vocabulary& words() {
    static const Vocabulary v = Vocabulary::open(folder);
    return v;
}
const ProtectingGroups& groups() {
    static const ProtectingGroups g = ProtectingGroups::parse(
        read_file(folder + "/protecting-groups.tsv"), "protecting-groups.tsv", words());
    return g;
}
const ProtectingGroup& row(std::string_view name) {
    const auto at = std::ranges::find(groups().rows(), name, &ProtectingGroup::name);
    REQUIRE(at != groups().rows().end());
    return *at;
}
/// Atom of the element with this number of hydrogens... told by the only match of a pattern.
int only(const std::string& smiles, const std::string& smarts) {
    const auto sites =
        chem::Substructure(smarts).sites(chem::Molecule::from_smiles(smiles), chem::Sites::ordered);
    REQUIRE(sites.size() == 1);
    return sites[0][0];
}
std::string under(std::string_view name, std::string smiles, const std::string& anchor) {
    smiles = chem::canonical_smiles(smiles);
    const auto done = protect(smiles, std::array{only(smiles, anchor)}, row(name));
    return done ? done->smiles : "";
}
std::string plain(const std::string& smiles) { return chem::canonical_smiles(smiles); }
}  // namespace

TEST_CASE("every row of the table hides what it says and is made of what it says") {
    // A molecule for each group that a row may hide, and the atom that carries it.
    struct Bearer {
        const char *group, *smiles, *anchor;
    };
    const std::array bearers{Bearer{"PRIMARY AMINE", "CC(C)CN", "[NH2]"},
                             Bearer{"SECONDARY AMINE", "CCNC", "[NH]"},
                             Bearer{"ANILINE", "Nc1ccc(C)cc1", "[NH2]"},
                             Bearer{"ALCOHOL", "CC(C)CO", "[OH]"},
                             Bearer{"PRIMARY ALCOHOL", "CCCO", "[OH]"},
                             Bearer{"PHENOL", "Oc1ccccc1", "[OH]"},
                             Bearer{"KETONE", "CCC(C)=O", "O=C"},
                             Bearer{"ALDEHYDE", "CCC=O", "O=C"},
                             Bearer{"CARBOXYLIC ACID", "CCC(=O)O", "[OH]"},
                             Bearer{"TERMINAL ALKYNE", "CCC#C", "[CH]"},
                             Bearer{"THIOL", "CCS", "[SH]"},
                             Bearer{"AZOLE NITROGEN", "c1ccc2[nH]ccc2c1", "[nH]"}};
    int tried = 0;
    for (const ProtectingGroup& g : groups().rows()) {
        CHECK(!g.install.empty());
        CHECK(!g.removal.empty());
        CHECK_MESSAGE(!g.labile.empty(), g.name);  // else it could not be taken off
        const auto& numbers = g.rewrite.numbers();
        const bool joins_two =
            std::ranges::count_if(numbers, [](int n) { return n == 1 || n == 2; }) == 2;
        for (const int group : g.protects) {
            if (joins_two) continue;  // below
            const auto at = std::ranges::find_if(
                bearers, [&](const Bearer& b) { return words().group(b.group) == group; });
            REQUIRE_MESSAGE(at != bearers.end(), g.name);
            const std::string smiles = plain(at->smiles), made = under(g.name, smiles, at->anchor);
            REQUIRE_MESSAGE(!made.empty(), g.name);
            // Taking it off gives the molecule back.
            const std::vector<std::string> freed = g.rewrite.forward({made});
            CHECK_MESSAGE(std::ranges::find(freed, smiles) != freed.end(), g.name << " " << made);
            // The group is no longer there.
            const auto seen = perceive(chem::Molecule::from_smiles(made), words());
            const bool is_hidden = std::ranges::none_of(
                seen.groups, [&](const GroupSite& site) { return site.group == group; });
            // ANILINE is any amine on a ring; benzyl and trityl leave it an amine.
            CHECK_MESSAGE((is_hidden || group == words().group("ANILINE")), g.name << " " << made);
            ++tried;
        }
    }
    CHECK(tried >= 65);
    CHECK(groups().rows().size() >= 40);
}

TEST_CASE("molecules under protection") {
    CHECK(under("tert-butyl carbamate (Boc)", "NCCO", "[NH2]") == plain("CC(C)(C)OC(=O)NCCO"));
    CHECK(under("phthalimide (Phth)", "NCCO", "[NH2]") == plain("O=C1c2ccccc2C(=O)N1CCO"));
    CHECK(under("1,3-dioxolane", "CC(=O)CCC(=O)OC", "[O;$(O=C(C)C)]") ==
          plain("COC(=O)CCC1(C)OCCO1"));
    CHECK(under("N-Boc azole", "c1ccc2[nH]ccc2c1", "[nH]") == plain("CC(C)(C)OC(=O)n1ccc2ccccc21"));
    // Stereo is kept.
    CHECK(under("tert-butyldimethylsilyl ether (TBS)", "C[C@H](O)C(=O)OC", "[OX2H]") ==
          plain("COC(=O)[C@H](C)O[Si](C)(C)C(C)(C)C"));
    // Both hydroxyls at once, or not at all.
    const std::string diol = plain("C[C@@H](O)CO");
    const std::array both{only(diol, "[OH;$(O[CH])]"), only(diol, "[OH;$(O[CH2])]")};
    CHECK(protect(diol, both, row("acetonide"))->smiles == plain("C[C@@H]1COC(C)(C)O1"));
    CHECK(!protect(diol, std::span(both).first(1), row("acetonide")));
    const auto silyl = protect(diol, both, row("trimethylsilyl ether (TMS)"));
    REQUIRE(silyl);
    CHECK(silyl->smiles == plain("C[C@@H](O[Si](C)(C)C)CO[Si](C)(C)C"));
    CHECK(std::ranges::count_if(silyl->origins, [](int o) { return o >= 0; }) == 5);
    CHECK(!protect(diol, both, row("acetamide (Ac)")));
}

TEST_CASE("choices withstand the reagents") {
    const int amine = words().group("PRIMARY AMINE");
    const auto names = [&](std::vector<const char*> reagents) {
        std::vector<int> r;
        for (const char* n : reagents) r.push_back(words().reagent(n));
        std::vector<std::string> out;
        for (const int k : groups().choices(amine, r))
            out.push_back(groups().rows()[static_cast<std::size_t>(k)].name);
        return out;
    };
    CHECK(names({}).front() == "tert-butyl carbamate (Boc)");
    const auto in_acid = names({"STRONG ACID"});
    CHECK(in_acid.front() == "acetamide (Ac)");
    CHECK(std::ranges::find(in_acid, "tert-butyl carbamate (Boc)") == in_acid.end());
    const auto in_hydrogen = names({"HYDROGENATION", "STRONG BASE"});
    CHECK(std::ranges::find(in_hydrogen, "benzyl carbamate (Cbz)") == in_hydrogen.end());
    CHECK(std::ranges::find(in_hydrogen, "9-fluorenylmethyl carbamate (Fmoc)") ==
          in_hydrogen.end());
    CHECK(in_hydrogen.front() == "tert-butyl carbamate (Boc)");
}

TEST_CASE("a damaged table is refused at its line and column") {
    const auto refused = [](const std::string& text, int line, int column) {
        try {
            ProtectingGroups::parse(text, "t.tsv", words());
            return false;
        } catch (const InputError& e) {
            return e.code() == "E-transform-words" && e.where().line == line &&
                   e.where().column == column;
        }
    };
    const std::string good = "Boc\tPRIMARY AMINE\t[N;H2:1]\t[N:1]-C\ta\tb\t1\tHEAT\n";
    CHECK(ProtectingGroups::parse(good, "t.tsv", words()).rows().size() == 1);
    CHECK(refused(good + "x\ty\n", 2, 1));
    CHECK(refused("Boc\tPRIMERY AMINE\t[N;H2:1]\t[N:1]-C\ta\tb\t1\tHEAT\n", 1, 5));
    CHECK(refused("Boc\tPRIMARY AMINE\t[N;H2:1\t[N:1]-C\ta\tb\t1\tHEAT\n", 1, 19));
    CHECK(refused("Boc\tPRIMARY AMINE\t[N;H2:1]\t[N:1]-C\ta\tb\tdear\tHEAT\n", 1, 40));
    CHECK(refused("Boc\tPRIMARY AMINE\t[N;H2:1]\t[N:1]-C\ta\tb\t1\tHEET\n", 1, 42));
}
