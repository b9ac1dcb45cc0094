// chem/reading.hpp: reactions.

#include <fmt/format.h>
#include <iterator>

#include <algorithm>

#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/base/text.hpp"
#include "crucible/chem/blocks.hpp"
#include "crucible/chem/file_names.hpp"
#include "crucible/chem/parser_client.hpp"
#include "crucible/chem/reading.hpp"
#include "crucible/chem/smiles_scan.hpp"
#include "crucible/data/csv.hpp"

namespace crucible::chem {
namespace {

/// Where a part of a record is wrong.
struct PartFault {
    int column = 0;
    std::string why;
};

bool has_map(std::string_view smiles) {
    // Outside of brackets a ':' is an aromatic bond, and no digit follows it.
    for (std::size_t i = smiles.find(':'); i != smiles.npos; i = smiles.find(':', i + 1))
        if (i + 1 < smiles.size() && smiles[i + 1] >= '0' && smiles[i + 1] <= '9') return true;
    return false;
}

/// "A.B>C>D" into its three parts. Nothing where it has no two arrows.
bool take_apart(std::string_view text, ReactionRecord& r) {
    const std::size_t first = text.find('>');
    const std::size_t second = first == text.npos ? first : text.find('>', first + 1);
    if (second == text.npos || text.find('>', second + 1) != text.npos) return false;
    r.reactants = text.substr(0, first);
    r.reagents = text.substr(first + 1, second - first - 1);
    r.product = text.substr(second + 1);
    if (has_map(text)) r.mapped = text;
    return true;
}

/// Spelling alone; chemistry is looked at when a reaction is used.
std::optional<PartFault> find_fault(const ReactionRecord& r) {
    for (const auto& [part, name] :
         {std::pair{&r.reactants, "reactants"}, {&r.product, "product"}}) {
        if (part->empty()) return PartFault{0, fmt::format("it has no {}", name)};
        if (const auto fault = scan_smiles(*part).fault)
            return PartFault{fault->column, fmt::format("{}: {}", name, fault->why)};
    }
    if (!r.reagents.empty())
        if (const auto fault = scan_smiles(r.reagents).fault)
            return PartFault{fault->column, fmt::format("reagents: {}", fault->why)};
    return std::nullopt;
}

void keep(ReactionRecord r, ReadRecords<ReactionRecord>& out) {
    if (const auto fault = find_fault(r))
        out.bad.push_back(
            {r.line, fault->column, (r.reactants + ">>" + r.product).substr(0, 80), fault->why});
    else
        out.records.push_back(std::move(r));
}

struct ReactionColumns {
    int whole = -1, mapped = -1, reactants = -1, reagents = -1, product = -1;
    int id = -1, kind = -1, year = -1, retro_template = -1, part = -1;
};

ReactionColumns find_reaction_columns(const std::vector<std::string>& head,
                                      const std::string& name) {
    const ReactionColumns at{
        column_of(head, {"reactants>reagents>production", "reactants>reagents>product",
                         "reaction_smiles", "rxn_smiles", "reaction", "rxn"}),
        column_of(head, {"mapped_reaction_rebuilt", "mapped_reaction", "mapped_rxn"}),
        column_of(head, {"reactants"}),
        column_of(head, {"reagents"}),
        column_of(head, {"product", "products", "production"}),
        column_of(head, {"id", "name"}),
        column_of(head, {"class", "reaction_class"}),
        column_of(head, {"year"}),
        column_of(head, {"retro_template"}),
        column_of(head, {"split"})};
    if (at.whole < 0 && at.mapped < 0 && (at.reactants < 0 || at.product < 0))
        throw InputError("E-reactions", "its first line names no columns of reactions",
                         "name columns reactants and product, or one reaction_smiles",
                         {name, 1, 1});
    return at;
}

void read_reaction_table(std::string_view text, const std::string& name, char separator,
                         ReadRecords<ReactionRecord>& out) {
    CsvReader reader(text, name, separator);
    CsvRecord row;
    if (!reader.next(row)) return;
    const std::size_t width = row.fields.size();
    const ReactionColumns at = find_reaction_columns(row.fields, name);
    const auto field = [&](int c) {
        return c < 0 ? std::string() : row.fields[static_cast<std::size_t>(c)];
    };
    while (reader.next(row)) {
        if (row.fields.size() == 1 && row.fields[0].empty()) continue;
        if (row.fields.size() != width) {
            out.bad.push_back(
                {row.line, 0, row.fields[0].substr(0, 80),
                 fmt::format("{} fields, but the first line has {}", row.fields.size(), width)});
            continue;
        }
        ReactionRecord r;
        r.line = row.line;
        r.id = field(at.id), r.retro_template = field(at.retro_template);
        r.part = field(at.part);
        r.reaction_class = static_cast<int>(to_integer(field(at.kind)).value_or(0));
        r.year = static_cast<int>(to_integer(field(at.year)).value_or(0));
        const std::string whole = field(at.whole), mapped = field(at.mapped);
        bool is_whole = true;
        if (at.reactants >= 0 && at.product >= 0) {
            r.reactants = field(at.reactants), r.product = field(at.product);
            r.reagents = field(at.reagents);
            r.mapped = mapped;
        } else {
            is_whole = take_apart(whole.empty() ? mapped : whole, r);
            if (!mapped.empty()) r.mapped = mapped;
        }
        if (!is_whole)
            out.bad.push_back({row.line, 0, (whole.empty() ? mapped : whole).substr(0, 80),
                               "it is not reactants>reagents>product"});
        else
            keep(std::move(r), out);
    }
}

void read_reaction_lines(std::string_view text, const std::string& name,
                         ReadRecords<ReactionRecord>& out) {
    LineReader lines(text, name);
    std::string_view line;
    while (lines.next(line)) {
        const auto parts = words(line);
        if (parts.empty()) continue;
        ReactionRecord r;
        r.line = lines.line_number();
        if (parts.size() > 1) r.id = parts[1].text;
        if (take_apart(parts[0].text, r))
            keep(std::move(r), out);
        else
            out.bad.push_back({r.line, parts[0].column, std::string(parts[0].text.substr(0, 80)),
                               "it is not reactants>reagents>product"});
    }
}

void read_reaction_blocks(std::string_view text, ReadRecords<ReactionRecord>& out) {
    const std::vector<RxnBlock> all = split_rdf(text);
    std::vector<std::string> blocks;
    for (const RxnBlock& b : all)
        for (const auto* side : {&b.reactants, &b.agents, &b.products})
            blocks.insert(blocks.end(), side->begin(), side->end());
    const auto answers = parse_under_limits(ParseWhat::mapped, blocks);
    std::size_t next = 0;
    for (const RxnBlock& b : all) {
        ReactionRecord r;
        r.line = b.line, r.id = b.id;
        std::string fault = b.fault;
        std::string* parts[] = {&r.reactants, &r.reagents, &r.product};
        const std::vector<std::string>* sides[] = {&b.reactants, &b.agents, &b.products};
        for (std::size_t s = 0; s < 3; ++s)
            for (std::size_t i = 0; i < sides[s]->size(); ++i) {
                const ParseAnswer& a = answers[next++];
                if (!a.is_good && fault.empty()) fault = a.text;
                *parts[s] += (parts[s]->empty() ? "" : ".") + a.text;
            }
        if (!fault.empty()) {
            out.bad.push_back({b.line, 0, b.id.substr(0, 80), fault});
            continue;
        }
        std::string whole = r.reactants + ">" + r.reagents + ">" + r.product;
        if (has_map(whole)) r.mapped = std::move(whole);
        out.records.push_back(std::move(r));
    }
}

}  // namespace

ReadRecords<ReactionRecord> parse_reactions(std::string_view text, const std::string& name) {
    ReadRecords<ReactionRecord> out;
    const std::string ending = file_ending(name);
    if (ending == ".csv" || ending == ".tsv")
        read_reaction_table(text, name, ending == ".csv" ? ',' : '\t', out);
    else if (ending == ".rxn" || ending == ".rdf")
        read_reaction_blocks(text, out);
    else if (ending == ".smi" || ending == ".rsmi" || ending == ".smiles" || ending == ".txt")
        read_reaction_lines(text, name, out);
    else
        throw InputError("E-reactions", fmt::format("files named '*{}' are not read", ending),
                         "name it .csv, .tsv, .rsmi, .rxn or .rdf, perhaps with .gz behind",
                         {name});
    return out;
}

ReadRecords<ReactionRecord> read_reactions(const std::filesystem::path& path) {
    auto out = parse_reactions(read_file(path), path.string());
    if (out.records.empty()) refuse_file("E-reactions", "reaction", path, out.bad);
    return out;
}

ReadRecords<ReactionRecord> read_reactions(const std::vector<std::filesystem::path>& files) {
    ReadRecords<ReactionRecord> all;
    for (const auto& file : files) {
        auto part = read_reactions(file);
        std::ranges::move(part.records, std::back_inserter(all.records));
        std::ranges::move(part.bad, std::back_inserter(all.bad));
    }
    return all;
}

}  // namespace crucible::chem
