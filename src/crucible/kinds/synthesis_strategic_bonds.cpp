// synthesis.strategic-bonds: which bonds of a polycycle to make last, by Corey's rules.

#include <fmt/format.h>

#include <algorithm>

#include "crucible/chem/plannable.hpp"
#include "crucible/data/table.hpp"
#include "crucible/kinds/kinds.hpp"
#include "crucible/study/step_run.hpp"
#include "crucible/transforms/strategic_bonds.hpp"

namespace crucible {
namespace {

struct SynthesisStrategicBonds {
    std::vector<std::string> targets;

    void describe(Fields& f) {
        f("targets", targets, "Molecules to look at, as SMILES")
            .required("C1CC2CCC1C2")
            .positional()
            .one_each();
        f.example("crucible synthesis strategic-bonds \"C1CC2CCC1C2\" --run norbornane");
        f.makes(
            Artefact::table, "bonds", "bonds.csv",
            "Every bond of a ring and every branch on one: atoms of the canonical SMILES from 0, "
            "codes of the rules that it passes, drop of ln(walk count) when it is cut");
        f.gives("targets", "", "Molecules that were looked at");
        f.gives("strategic.*", "", "Strategic bonds of a molecule");
    }

    struct BondRows {
        std::vector<std::string> target, kind, codes, strategic;
        std::vector<double> a, b, simplification;

        void add(const std::string& of, std::string what, std::pair<int, int> atoms,
                 std::string passed, bool is_strategic, double drop) {
            target.push_back(of), kind.push_back(std::move(what)),
                codes.push_back(std::move(passed));
            strategic.push_back(is_strategic ? "yes" : "no");
            a.push_back(atoms.first), b.push_back(atoms.second), simplification.push_back(drop);
        }
        Table table() const {
            Table t;
            t.add_texts("target") = target;
            t.add_numbers("atom") = a;
            t.add_numbers("other atom") = b;
            t.add_texts("kind") = kind;
            t.add_texts("rules passed") = codes;
            t.add_texts("strategic") = strategic;
            t.add_numbers("simplification") = simplification;
            return t;
        }
    };

    void run(StepRun& r) const {
        const auto words = transforms::Vocabulary::shipped();
        BondRows rows;
        for (std::size_t k = 0; k < targets.size(); ++k) {
            r.context().check();
            const chem::Molecule molecule = chem::plannable_molecule(targets[k]);
            const auto seen = transforms::perceive(molecule, words);
            std::vector<transforms::RingBond> bonds = transforms::ring_bonds(seen);
            std::ranges::stable_sort(bonds, [](const auto& x, const auto& y) {
                if (x.is_strategic != y.is_strategic) return x.is_strategic;
                return x.simplification > y.simplification;
            });
            double strategic = 0;
            for (const transforms::RingBond& b : bonds) {
                rows.add(molecule.smiles(), b.is_hetero ? "ring, hetero" : "ring", {b.a, b.b},
                         b.codes(), b.is_strategic, b.simplification);
                strategic += b.is_strategic ? 1 : 0;
            }
            for (const transforms::AppendageBond& b : transforms::appendage_bonds(seen))
                rows.add(molecule.smiles(), fmt::format("branch of {}", b.size),
                         {b.ring_atom, b.first}, "", false, b.simplification);
            r.row(Row::number("strategic." + std::to_string(k + 1), strategic));
        }
        r.make("bonds", to_csv(rows.table()));
        r.row(Row::number("targets", static_cast<double>(targets.size())));
    }
};

}  // namespace

void register_synthesis_strategic_bonds(Registry& r) {
    r.add<SynthesisStrategicBonds>("synthesis.strategic-bonds", {1},
                                   "Find the strategic bonds of a polycycle");
}

}  // namespace crucible
