#pragma once
// A stock as Crucible writes it: canonical SMILES, sorted, read without a chemistry library. What
// takes RDKit minutes for a large catalogue is done once.

#include <filesystem>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "crucible/chem/reading.hpp"

namespace crucible::synthesis {

struct StockEntry {
    std::string smiles;  ///< canonical
    std::string flat;    ///< without stereo; "" where that is no different
    double price = std::numeric_limits<double>::quiet_NaN();  ///< per gram, as given; or none
    /// 1 (small and often used) to 5: our guess from how often reactions use it, never a price.
    /// 0: nothing is known.
    int tier = 0;
};

struct StockList {
    std::vector<StockEntry> entries;  ///< sorted by SMILES, each once
    std::vector<std::string> keys;    ///< InChIKeys of what is known by them alone, sorted
};

/// What became of one file.
struct StockFileCounts {
    std::string file;
    std::size_t records = 0, duplicates = 0, bad = 0;
    std::vector<std::string> first_bad;  ///< "line 12: why", at most five
    /// Of what was kept, but not whole: a price that is no number.
    std::size_t noted = 0;
    std::vector<std::string> first_noted;  ///< as first_bad
};

/// Tier from `uses` in a collection of reactions (below 0: not known, tier 0) and heavy atoms.
int stock_tier(int uses, std::size_t heavy_atoms);

/// Any file that chem::read_molecules takes, or one that was written here, added to what `list`
/// has. Of one molecule's prices and tiers the lowest counts. Throws as chem::read_molecules;
/// E-stock-file for a damaged file of ours.
StockFileCounts add_stock_file(const std::filesystem::path&, StockList&);

/// Whether a file is one that was written here (gzipped or not), by its first line.
bool is_stock_file(const std::filesystem::path&);
/// What read_molecules gave, sorted.
StockList stock_list_of(std::vector<chem::MoleculeRecord>);

/// Of a file that chem::read_molecules has read.
StockFileCounts counts_of(const std::filesystem::path&,
                          const chem::ReadRecords<chem::MoleculeRecord>&);
/// "file:12:4: why" for the first lines that were not understood, or not wholly; how many more.
std::vector<std::string> stock_warnings(const StockFileCounts&);

/// Sorts, and merges entries of one molecule.
void sort_stock(StockList&);

/// The bytes of a file, not compressed. Throws InputError (E-stock-file) for what it did not write.
std::string to_stock_text(const StockList&);
StockList parse_stock_text(std::string_view text, const std::string& file);

}  // namespace crucible::synthesis
