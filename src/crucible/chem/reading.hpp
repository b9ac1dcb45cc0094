#pragma once
// Molecules and reactions from files of strangers. Text is parsed in a child process under limits
// of memory and time, so that no record can end the program; a bad one costs a line.

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "crucible/chem/molecule.hpp"

namespace crucible::chem {

/// One record that was read: of a SMILES file, a table, SDF/MOL.
struct MoleculeRecord {
    std::string smiles;    ///< canonical; "" where only the key is known
    std::string flat;      ///< the same without stereo; "" where that is no different
    std::string inchikey;  ///< as the file has it; "" without
    std::string name;
    double price = 0;  ///< per gram, in whatever the file counts; not a number: none given
    int uses = -1;     ///< how often reactions of a collection use it; -1: not told
    int line = 0;      ///< where it begins
};
/// One record that was not understood.
struct BadRecord {
    int line = 0, column = 0;
    std::string text, why;  ///< the text is cut to 80 characters
};
template <class Record>
struct ReadRecords {
    std::vector<Record> records;
    std::vector<BadRecord> bad;
    /// What was not taken of records, or of a whole column (line 1), that were kept.
    std::vector<BadRecord> notes{};
};

/// By its name: .smi/.smiles/.txt, .csv/.tsv (columns smiles, inchikey, name, price,
/// n_train_uses, their blanks and hyphens as they like; a price may have its currency and "/g" or
/// "/kg" behind it), .sdf/.mol, a list of InChIKeys; each may be gzipped. Throws InputError
/// (E-molecules) for a file of which nothing is understood, IoError for one that is not there.
ReadRecords<MoleculeRecord> read_molecules(const std::filesystem::path&);

/// Texts as a file has them, with their places; nothing of it is parsed by RDKit yet. `name` only
/// chooses the format. For tests and fuzzing.
struct RawMolecules {
    std::vector<MoleculeRecord> records;  ///< `smiles` as written
    std::vector<std::string> blocks;      ///< MOL blocks, one per record; empty: SMILES
    std::vector<int> columns;             ///< where the SMILES begins in its line
    std::vector<BadRecord> bad, notes;
};
RawMolecules split_molecules(std::string_view text, const std::string& name);

/// A recorded reaction, as written: mapped or not.
struct ReactionRecord {
    std::string id;
    std::string reactants, reagents, product;  ///< SMILES as the file has them, components by '.'
    std::string mapped;          ///< reaction SMILES with an atom map, where the file has one
    std::string retro_template;  ///< where the file has one
    std::string part;            ///< of a split, where the file has one: "train"
    int reaction_class = 0;      ///< 0: unknown
    int year = 0;
    int line = 0;
};
/// Tables with columns reactants, product (or production: reactants>reagents>product, or
/// mapped_reaction_rebuilt) and perhaps id, class, year, retro_template, split; lines of reaction
/// SMILES; .rxn and .rdf. Throws as above (E-reactions).
ReadRecords<ReactionRecord> read_reactions(const std::filesystem::path&);
/// The records of all files, one after another.
ReadRecords<ReactionRecord> read_reactions(const std::vector<std::filesystem::path>&);
/// The same of a text; `name` chooses the format. A text without reactions gives none.
ReadRecords<ReactionRecord> parse_reactions(std::string_view text, const std::string& name);

/// Canonical SMILES of each; "" and a BadRecord (its line is index + 1) for one that is none.
struct CleanSmiles {
    std::vector<std::string> smiles;
    std::vector<BadRecord> bad;
};
CleanSmiles clean_smiles(const std::vector<std::string>& texts);

/// Standard InChIKey, 27 characters; "" for what InChI does not take.
std::string inchikey(const Molecule&);

/// How a molecule is made comparable before it is looked up.
struct Standardisation {
    bool largest_component = true, neutralise = true, without_isotopes = true;
};
Molecule standardise(const Molecule&, const Standardisation& = {});

}  // namespace crucible::chem
