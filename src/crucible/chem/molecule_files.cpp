// chem/reading.hpp: molecules.

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/base/text.hpp"
#include "crucible/chem/blocks.hpp"
#include "crucible/chem/file_names.hpp"
#include "crucible/chem/parser_client.hpp"
#include "crucible/chem/reading.hpp"
#include "crucible/data/csv.hpp"

namespace crucible::chem {
namespace {

constexpr double no_price = std::numeric_limits<double>::quiet_NaN();

/// Price of a record, given for so many grams. A text that is none is noted, and the molecule kept.
void read_price(std::string_view written, double grams, MoleculeRecord& r, RawMolecules& raw) {
    const std::string_view text = trim(written);
    if (text.empty()) return;
    const auto v = to_double(text);
    if (v && *v >= 0) {
        r.price = *v / grams;
        return;
    }
    raw.notes.push_back(
        {r.line, 0, std::string(text.substr(0, 80)),
         fmt::format("its price {} is {}; the molecule is kept without one",
                     in_quotes(text.substr(0, 40)),
                     v ? "below zero" : "no number (12.5: digits and a dot alone)")});
}

void split_lines(std::string_view text, const std::string& name, RawMolecules& raw) {
    LineReader lines(text, name);
    std::string_view line;
    while (lines.next(line)) {
        const auto parts = words(line);
        if (parts.empty()) continue;
        // The heading that some programs write above SMILES.
        if (raw.records.empty() && lower(parts[0].text) == "smiles") continue;
        MoleculeRecord r;
        r.price = no_price;
        r.line = lines.line_number();
        (is_inchikey(parts[0].text) ? r.inchikey : r.smiles) = parts[0].text;
        if (parts.size() > 1)
            r.name = trim(line.substr(static_cast<std::size_t>(parts[1].column - 1)));
        raw.records.push_back(std::move(r));
        raw.columns.push_back(parts[0].column);
    }
}

struct MoleculeColumns {
    int smiles = -1, inchikey = -1, name = -1, price = -1, uses = -1;
    double grams = 1;  ///< that a price is for
};

/// The first column that gives prices by mass; others that speak of prices are noted.
void find_prices(const std::vector<std::string>& head, MoleculeColumns& at, RawMolecules& raw) {
    for (std::size_t i = 0; i < head.size(); ++i) {
        const auto grams = grams_of_price(head[i]);
        if (grams && at.price < 0) {
            at.price = static_cast<int>(i);
            at.grams = *grams;
        } else if (!grams && lower(head[i]).find("price") != std::string::npos) {
            raw.notes.push_back({1, 0, head[i].substr(0, 80),
                                 fmt::format("the column {} is no price by mass and is not read; "
                                             "call it 'price per g' if it is",
                                             in_quotes(head[i].substr(0, 40)))});
        }
    }
}

MoleculeColumns find_columns(const std::vector<std::string>& head, RawMolecules& raw) {
    MoleculeColumns out;
    out.smiles = column_of(head, {"smiles", "canonical_smiles", "isomeric_smiles", "product"});
    out.inchikey = column_of(head, {"inchikey", "inchi_key"});
    out.name = column_of(head, {"name", "id", "catalog_id"});
    out.uses = column_of(head, {"n_train_uses", "uses"});
    find_prices(head, out, raw);
    return out;
}

/// Says what the first line of a table has instead of a column of molecules.
[[noreturn]] void refuse_head(const std::vector<std::string>& head, const std::string& name) {
    const bool has_semicolons = head.size() == 1 && head[0].find(';') != std::string::npos;
    std::string columns;
    for (const std::string& c : head) columns += (columns.empty() ? "'" : ", '") + c + "'";
    throw InputError("E-molecules",
                     has_semicolons ? "its columns are separated by ';'"
                                    : "its first line names no column of molecules, but " + columns,
                     has_semicolons ? "save it with commas, and a dot in decimal numbers"
                                    : "name a column smiles or inchikey",
                     {name, 1, 1});
}

void split_table(std::string_view text, const std::string& name, char separator,
                 RawMolecules& raw) {
    CsvReader reader(text, name, separator);
    CsvRecord row;
    if (!reader.next(row)) return;
    const std::size_t width = row.fields.size();
    const MoleculeColumns at = find_columns(row.fields, raw);
    if (at.smiles < 0 && at.inchikey < 0) refuse_head(row.fields, name);
    const auto field = [&](int column) {
        return column < 0 ? std::string() : row.fields[static_cast<std::size_t>(column)];
    };
    while (reader.next(row)) {
        if (row.fields.size() == 1 && row.fields[0].empty()) continue;
        MoleculeRecord r;
        r.price = no_price;
        r.line = row.line;
        if (row.fields.size() != width) {
            raw.bad.push_back(
                {row.line, 0, row.fields[0].substr(0, 80),
                 fmt::format("{} fields, but the first line has {}", row.fields.size(), width)});
            continue;
        }
        r.smiles = field(at.smiles), r.inchikey = field(at.inchikey), r.name = field(at.name);
        const auto uses = to_integer(field(at.uses));
        if (uses && *uses >= 0) r.uses = static_cast<int>(std::min(*uses, 1'000'000'000LL));
        const char* fault = !r.inchikey.empty() && !is_inchikey(r.inchikey) ? "its InChIKey is none"
                            : r.smiles.empty() && r.inchikey.empty()        ? "it names no molecule"
                                                                            : nullptr;
        if (fault) {
            raw.bad.push_back({row.line, 0, r.smiles.substr(0, 80), fault});
            continue;
        }
        read_price(field(at.price), at.grams, r, raw);
        raw.columns.push_back(at.smiles < 0 ? 0 : row.columns[static_cast<std::size_t>(at.smiles)]);
        raw.records.push_back(std::move(r));
    }
}

void split_blocks(std::string_view text, RawMolecules& raw) {
    for (MolBlock& b : split_sdf(text)) {
        MoleculeRecord r;
        r.price = no_price;
        r.line = b.line;
        r.name = trim(b.text.substr(0, b.text.find('\n')));
        for (const auto& [name, value] : b.data) {
            if (const auto grams = grams_of_price(name)) read_price(value, *grams, r, raw);
            if (name == "inchikey" && is_inchikey(value)) r.inchikey = value;
        }
        raw.records.push_back(std::move(r));
        raw.columns.push_back(0);
        raw.blocks.push_back(std::move(b.text));
    }
}

/// Takes the answers into the records; those without a good one go to `bad`.
ReadRecords<MoleculeRecord> with_answers(RawMolecules raw,
                                         const std::vector<ParseAnswer>& answers) {
    ReadRecords<MoleculeRecord> out;
    out.bad = std::move(raw.bad);
    out.notes = std::move(raw.notes);
    for (std::size_t i = 0; i < raw.records.size(); ++i) {
        MoleculeRecord& r = raw.records[i];
        const ParseAnswer& a = answers[i];
        if (r.smiles.empty() && raw.blocks.empty()) {
            out.records.push_back(std::move(r));  // known by its key alone
        } else if (a.is_good) {
            const std::size_t blank = a.text.find(' ');
            r.smiles = a.text.substr(0, blank);
            if (blank != a.text.npos) r.flat = a.text.substr(blank + 1);
            out.records.push_back(std::move(r));
        } else {
            const int column =
                a.column > 0 && raw.columns[i] > 0 ? raw.columns[i] + a.column - 1 : raw.columns[i];
            out.bad.push_back(
                {r.line, column, (r.smiles.empty() ? r.name : r.smiles).substr(0, 80), a.text});
        }
    }
    std::ranges::stable_sort(out.bad, {}, &BadRecord::line);
    return out;
}

}  // namespace

RawMolecules split_molecules(std::string_view text, const std::string& name) {
    RawMolecules raw;
    const std::string ending = file_ending(name);
    if (ending == ".csv" || ending == ".tsv")
        split_table(text, name, ending == ".csv" ? ',' : '\t', raw);
    else if (ending == ".sdf" || ending == ".mol" || ending == ".sd")
        split_blocks(text, raw);
    else if (ending == ".smi" || ending == ".smiles" || ending == ".txt" || ending == ".can" ||
             ending == ".inchikey")
        split_lines(text, name, raw);
    else
        throw InputError("E-molecules", fmt::format("files named '*{}' are not read", ending),
                         "name it .smi, .csv, .tsv, .sdf or .mol, perhaps with .gz behind", {name});
    return raw;
}

ReadRecords<MoleculeRecord> read_molecules(const std::filesystem::path& path) {
    const std::string text = read_file(path);
    RawMolecules raw = split_molecules(text, path.string());
    std::vector<ParseAnswer> answers;
    if (!raw.blocks.empty()) {
        answers = parse_under_limits(ParseWhat::block, raw.blocks);
    } else {
        std::vector<std::string> smiles;
        std::vector<std::size_t> which;
        for (std::size_t i = 0; i < raw.records.size(); ++i)
            if (!raw.records[i].smiles.empty())
                smiles.push_back(raw.records[i].smiles), which.push_back(i);
        answers.resize(raw.records.size());
        auto given = parse_under_limits(ParseWhat::flat, smiles);
        for (std::size_t k = 0; k < which.size(); ++k) answers[which[k]] = std::move(given[k]);
    }
    auto out = with_answers(std::move(raw), answers);
    if (out.records.empty()) refuse_file("E-molecules", "molecule", path, out.bad);
    return out;
}

CleanSmiles clean_smiles(const std::vector<std::string>& texts) {
    CleanSmiles out;
    auto answers = parse_under_limits(ParseWhat::canonical, texts);
    for (std::size_t i = 0; i < texts.size(); ++i) {
        ParseAnswer& a = answers[i];
        if (!a.is_good)
            out.bad.push_back({static_cast<int>(i) + 1, a.column, texts[i].substr(0, 80), a.text});
        out.smiles.push_back(a.is_good ? std::move(a.text) : std::string());
    }
    return out;
}

}  // namespace crucible::chem
