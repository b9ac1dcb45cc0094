// synthesis.similar-stock: starting materials that are like a molecule or the pieces that its polar
// bonds part it into, the way of WODCA.

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "crucible/chem/plannable.hpp"
#include "crucible/data/table.hpp"
#include "crucible/kinds/kinds.hpp"
#include "crucible/kinds/search_parameters.hpp"
#include "crucible/strategies/like_materials.hpp"
#include "crucible/study/step_run.hpp"

namespace crucible {

namespace strategies {

std::span<const Name> names(Likeness) {
    static constexpr Name all[] = {
        {"atoms", "the same atoms joined alike, whatever the orders of bonds"},
        {"substitution", "the same carbon skeleton, hetero atoms at the same carbons"},
        {"skeleton", "the same carbon skeleton"},
        {"rings", "the same ring systems"}};
    return all;
}

}  // namespace strategies

namespace {

struct MaterialRows {
    std::vector<std::string> target, piece, likeness, material;
    std::vector<double> first, second, rating, size, atoms, tanimoto;

    void add(const std::string& of, const std::string& what, const strategies::PolarBond* cut,
             std::size_t piece_size, const strategies::LikeMaterial& m) {
        constexpr double none = std::numeric_limits<double>::quiet_NaN();
        target.push_back(of);
        piece.push_back(what);
        first.push_back(cut ? cut->plus : none);
        second.push_back(cut ? cut->minus : none);
        rating.push_back(cut ? cut->rating : none);
        size.push_back(static_cast<double>(piece_size));
        likeness.emplace_back(
            names(strategies::Likeness{})[static_cast<std::size_t>(m.likeness)].name);
        material.push_back(m.smiles);
        atoms.push_back(static_cast<double>(m.atoms));
        tanimoto.push_back(m.tanimoto);
    }

    Table table() const {
        Table t;
        t.add_texts("target") = target;
        t.add_texts("piece") = piece;
        t.add_numbers("plus atom") = first;
        t.add_numbers("minus atom") = second;
        t.add_numbers("rating of the cut") = rating;
        t.add_numbers("atoms of the piece") = size;
        t.add_texts("alike in") = likeness;
        t.add_texts("material") = material;
        t.add_numbers("atoms of the material") = atoms;
        t.add_numbers("Tanimoto") = tanimoto;
        return t;
    }
};

struct SynthesisSimilarStock {
    std::vector<std::string> targets;
    std::vector<std::filesystem::path> stock;
    int cuts = 3, least_piece = 3, most = 5;

    static Value settings_before(const Value& written, const std::filesystem::path&) {
        const Value* given = written.find("targets");
        if (!given) return {};  // required: its absence is told of what was written
        Value v = Value::make_table();
        v.set("targets", *given);
        if (!written.find("stock")) v.set("stock", shipped_sources(written)["stock"]);
        return v;
    }

    void describe(Fields& f) {
        f("targets", targets, "Molecules to find starting materials for, as SMILES")
            .required("\"CCN(CC)CC(=O)Nc1c(C)cccc1C\"")
            .positional()
            .one_each();
        f("stock", stock, "Files of what can be bought; none: what ships with the program");
        f("cuts", cuts, "Most polar bonds outside of rings whose two sides are looked for, too")
            .within(0, 100);
        f("least_piece", least_piece, "Atoms other than hydrogen that a side needs").within(1, 100);
        f("most", most, "Materials of each likeness for each piece").within(1, 10000);
        f.example(
            "crucible synthesis similar-stock \"CCN(CC)CC(=O)Nc1c(C)cccc1C\" --run lidocaine");
        f.makes(Artefact::table, "materials", "materials.csv",
                "Starting materials by piece, strictest likeness first: where the molecule was "
                "cut (atoms of the canonical SMILES from 0), what they are alike in, fingerprints");
        f.gives("targets", "", "Molecules that were looked at");
        f.gives("stock", "", "Molecules of the stock that were compared");
        f.gives("materials.*", "", "Materials that are like a molecule or a piece of it");
    }

    void run(StepRun& r) const {
        synthesis::StockList list;
        for (const auto& file : stock) synthesis::add_stock_file(file, list);
        const strategies::MaterialIndex index(list, r.context());
        const auto words = transforms::Vocabulary::shipped();
        MaterialRows rows;
        for (std::size_t k = 0; k < targets.size(); ++k) {
            r.context().check();
            const auto seen = transforms::perceive(chem::plannable_molecule(targets[k]), words);
            const std::size_t before = rows.target.size();
            look(seen, index, rows);
            r.row(Row::number("materials." + std::to_string(k + 1),
                              static_cast<double>(rows.target.size() - before)));
        }
        r.make("materials", to_csv(rows.table()));
        r.row(Row::number("targets", static_cast<double>(targets.size())));
        r.row(Row::number("stock", static_cast<double>(index.size())));
    }

private:
    void look(const transforms::Perception& p, const strategies::MaterialIndex& index,
              MaterialRows& rows) const {
        const std::string& target = p.molecule.smiles();
        const auto in_ring = strategies::ring_atoms(p.graph);
        const auto add = [&](const std::string& what, const strategies::PolarBond* cut,
                             const strategies::Fragment& piece) {
            for (const auto& m :
                 index.like(p.molecule, p.graph, in_ring, piece, static_cast<std::size_t>(most)))
                rows.add(target, what, cut, piece.atoms.size(), m);
        };
        add("whole", nullptr, strategies::whole_fragment(p.graph));
        int taken = 0;
        for (const strategies::PolarBond& b : strategies::polar_bonds(p)) {
            if (taken == cuts) break;
            if (b.is_in_ring) continue;
            const auto [plus, minus] = strategies::sides_of(p.graph, b.plus, b.minus);
            const auto least = static_cast<std::size_t>(least_piece);
            if (plus.atoms.size() < least || minus.atoms.size() < least) continue;
            ++taken;
            add("plus side", &b, plus);
            add("minus side", &b, minus);
        }
    }
};

}  // namespace

void register_synthesis_similar_stock(Registry& r) {
    r.add<SynthesisSimilarStock>("synthesis.similar-stock", {1},
                                 "Find starting materials like a molecule or its pieces");
}

}  // namespace crucible
