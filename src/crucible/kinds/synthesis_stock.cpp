// synthesis.stock: files of what can be bought, made into one that is read at once.

#include <cmath>

#include "crucible/base/files.hpp"
#include "crucible/chem/molecule.hpp"
#include "crucible/data/table.hpp"
#include "crucible/kinds/kinds.hpp"
#include "crucible/study/step_run.hpp"
#include "crucible/synthesis/stock.hpp"
#include "crucible/synthesis/stock_file.hpp"

namespace crucible {
namespace {

struct SynthesisStock {
    Ref<Artefact::stock> files;
    std::vector<std::string> query;

    void describe(Fields& f) {
        f("files", files,
          "Molecules that can be bought: .smi, .csv, .tsv (columns smiles, inchikey, price), .sdf, "
          "lists of InChIKeys, .stock; each may be gzipped")
            .required("@input")
            .positional();
        f("query", query, "SMILES to look up").one_each();
        f.example("crucible synthesis stock blocks.csv --query CCO --run stock");
        f.makes(Artefact::stock, "stock", "molecules.stock",
                "All of them, canonical, sorted, compressed");
        f.makes(Artefact::table, "files", "files.csv",
                "What each file held, and its first lines that were not understood");
        f.makes(Artefact::table, "answers", "answers.csv", "What was looked up");
        f.gives("molecules", "", "Different molecules");
        f.gives("keys", "", "Of these, known by their InChIKey alone");
        f.gives("not-understood", "", "Records that were not understood");
    }

    void run(StepRun& r) const {
        synthesis::StockList list;
        Table table;
        std::vector<std::string> names, reasons;
        std::vector<double> records, twice, bad;
        double all_bad = 0;
        for (const auto& file : r.open(files)) {
            r.context().check();
            const auto counts = synthesis::add_stock_file(file, list);
            names.push_back(counts.file);
            records.push_back(static_cast<double>(counts.records));
            twice.push_back(static_cast<double>(counts.duplicates));
            bad.push_back(static_cast<double>(counts.bad));
            all_bad += bad.back();
            std::string why;
            for (const std::string& b : counts.first_bad) why += (why.empty() ? "" : "; ") + b;
            for (const std::string& b : counts.first_noted) why += (why.empty() ? "" : "; ") + b;
            for (const std::string& w : synthesis::stock_warnings(counts)) r.context().warn(w);
            reasons.push_back(std::move(why));
        }
        r.make("stock", gzip(synthesis::to_stock_text(list)));
        table.add_texts("file") = std::move(names);
        table.add_numbers("records") = std::move(records);
        table.add_numbers("twice") = std::move(twice);
        table.add_numbers("not understood") = std::move(bad);
        table.add_texts("first faults") = std::move(reasons);
        r.make("files", to_csv(table));
        r.make("answers", to_csv(answers(list)));
        const double keys = static_cast<double>(list.keys.size());
        r.row(Row::number("molecules", static_cast<double>(list.entries.size()) + keys));
        r.row(Row::number("keys", keys));
        r.row(Row::number("not-understood", all_bad));
    }

private:
    Table answers(const synthesis::StockList& list) const {
        Table t;
        std::vector<std::string> smiles, found;
        std::vector<double> tier, price;
        if (!query.empty()) {
            const auto stock = synthesis::Stock::holding(list);
            for (const std::string& q : query) {
                smiles.push_back(chem::canonical_smiles(q));
                found.push_back(stock.contains(smiles.back()) ? "yes" : "no");
                const int known = stock.tier(smiles.back());
                tier.push_back(known > 0 ? static_cast<double>(known) : NAN);
                price.push_back(stock.price(smiles.back()).value_or(NAN));
            }
        }
        t.add_texts("smiles") = std::move(smiles);
        t.add_texts("in stock") = std::move(found);
        t.add_numbers("tier") = std::move(tier);
        t.add_numbers("price") = std::move(price);
        return t;
    }
};

}  // namespace

void register_synthesis_stock(Registry& r) {
    r.add<SynthesisStock>("synthesis.stock", {1},
                          "Make one stock of files of molecules that can be bought");
}

}  // namespace crucible
