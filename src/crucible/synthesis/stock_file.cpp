#include "crucible/synthesis/stock_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/base/hash.hpp"
#include "crucible/base/text.hpp"
#include "crucible/chem/reading.hpp"
#include "crucible/chem/smiles_scan.hpp"

namespace crucible::synthesis {
namespace {

constexpr std::string_view stock_magic = "crucible-stock 1\n";
constexpr std::size_t most_reasons = 5;

double lower_price(double a, double b) {
    return std::isnan(a) ? b : std::isnan(b) ? a : std::min(a, b);
}
int lower_tier(int a, int b) { return a == 0 ? b : b == 0 ? a : std::min(a, b); }

[[noreturn]] void refuse_stock(const std::string& file, std::string_view why, int line) {
    throw InputError("E-stock-file", fmt::format("this stock file {}", why),
                     "make it again with `crucible synthesis stock`", {file, line});
}

StockEntry parse_entry(const std::vector<Word>& parts, const std::string& file, int line) {
    StockEntry e;
    e.smiles = parts[0].text;
    if (parts.size() > 1 && !parts[1].text.empty()) {
        const auto tier = to_integer(parts[1].text);
        if (!tier || *tier < 0 || *tier > 5) refuse_stock(file, "names a tier that is none", line);
        e.tier = static_cast<int>(*tier);
    }
    if (parts.size() > 2 && !parts[2].text.empty()) {
        const auto price = to_double(parts[2].text);
        if (!price || *price < 0) refuse_stock(file, "names a price that is none", line);
        e.price = *price;
    }
    if (parts.size() > 3) e.flat = parts[3].text;
    return e;
}

StockList read_own_file(std::string_view text, const std::string& file, StockFileCounts& counts) {
    StockList list = parse_stock_text(text, file);
    counts.records = list.entries.size() + list.keys.size();
    return list;
}

StockList list_records(std::vector<chem::MoleculeRecord> records) {
    StockList list;
    for (chem::MoleculeRecord& r : records) {
        if (r.smiles.empty()) {
            list.keys.push_back(std::move(r.inchikey));
            continue;
        }
        const int tier = stock_tier(r.uses, chem::count_heavy_atoms(r.smiles));
        list.entries.push_back({std::move(r.smiles), std::move(r.flat), r.price, tier});
    }
    return list;
}

StockList read_foreign_file(const std::filesystem::path& path, StockFileCounts& counts) {
    auto got = chem::read_molecules(path);
    counts = counts_of(path, got);
    return list_records(std::move(got.records));
}

}  // namespace

StockFileCounts counts_of(const std::filesystem::path& path,
                          const chem::ReadRecords<chem::MoleculeRecord>& got) {
    StockFileCounts counts;
    counts.file = path.string();
    counts.records = got.records.size();
    const auto note = [](const std::vector<chem::BadRecord>& from, std::size_t& count,
                         std::vector<std::string>& first) {
        count = from.size();
        for (const chem::BadRecord& b : from)
            if (first.size() < most_reasons)
                first.push_back(b.column > 0
                                    ? fmt::format("line {}, column {}: {}", b.line, b.column, b.why)
                                    : fmt::format("line {}: {}", b.line, b.why));
    };
    note(got.bad, counts.bad, counts.first_bad);
    note(got.notes, counts.noted, counts.first_noted);
    return counts;
}

std::vector<std::string> stock_warnings(const StockFileCounts& c) {
    std::vector<std::string> out;
    const auto tell = [&](const std::vector<std::string>& first, std::size_t count,
                          std::string_view what) {
        for (std::string line : first) {
            line.erase(0, std::string_view("line ").size());
            if (const auto at = line.find(", column "); at < line.find(':'))
                line.replace(at, std::string_view(", column ").size(), ":");
            out.push_back(fmt::format("{}:{}", c.file, line));
        }
        if (count > first.size())
            out.push_back(fmt::format("{}: {} more {}", c.file, count - first.size(), what));
    };
    tell(c.first_bad, c.bad, "lines were not understood");
    tell(c.first_noted, c.noted, "lines were not read whole");
    return out;
}

int stock_tier(int uses, std::size_t heavy_atoms) {
    if (uses < 0) return 0;
    const int by_use = uses >= 50 ? 1 : uses >= 10 ? 2 : uses >= 3 ? 3 : uses >= 1 ? 4 : 5;
    return std::min(5, by_use + (heavy_atoms > 25 ? 1 : 0));
}

bool is_stock_file(const std::filesystem::path& path) {
    return read_file(path).starts_with(stock_magic);
}

StockList stock_list_of(std::vector<chem::MoleculeRecord> records) {
    StockList list = list_records(std::move(records));
    sort_stock(list);
    return list;
}

void sort_stock(StockList& list) {
    std::ranges::stable_sort(list.entries, {}, &StockEntry::smiles);
    std::size_t kept = 0;
    for (std::size_t i = 0; i < list.entries.size(); ++i) {
        StockEntry& e = list.entries[i];
        if (kept > 0 && list.entries[kept - 1].smiles == e.smiles) {
            StockEntry& same = list.entries[kept - 1];
            same.price = lower_price(same.price, e.price);
            same.tier = lower_tier(same.tier, e.tier);
        } else {
            if (kept != i) list.entries[kept] = std::move(e);
            ++kept;
        }
    }
    list.entries.resize(kept);
    std::ranges::sort(list.keys);
    list.keys.erase(std::unique(list.keys.begin(), list.keys.end()), list.keys.end());
}

StockFileCounts add_stock_file(const std::filesystem::path& path, StockList& list) {
    StockFileCounts counts;
    counts.file = path.string();
    const std::string text = read_file(path);
    StockList more = text.starts_with(stock_magic) ? read_own_file(text, counts.file, counts)
                                                   : read_foreign_file(path, counts);
    sort_stock(more);
    counts.duplicates = counts.records - more.entries.size() - more.keys.size();
    std::ranges::move(more.entries, std::back_inserter(list.entries));
    std::ranges::move(more.keys, std::back_inserter(list.keys));
    sort_stock(list);
    return counts;
}

std::string to_stock_text(const StockList& list) {
    std::string body;
    for (const StockEntry& e : list.entries) {
        std::string line = e.smiles;
        if (e.tier || !std::isnan(e.price) || !e.flat.empty())
            line += '\t' + (e.tier ? std::to_string(e.tier) : std::string());
        if (!std::isnan(e.price) || !e.flat.empty())
            line += '\t' + (std::isnan(e.price) ? std::string() : number_text(e.price));
        if (!e.flat.empty()) line += '\t' + e.flat;
        body += line + '\n';
    }
    for (const std::string& k : list.keys) body += "=" + k + '\n';
    return fmt::format("{}sha256 {}\n", stock_magic, sha256(body)) + body;
}

StockList parse_stock_text(std::string_view text, const std::string& file) {
    LineReader lines(text, file);
    std::string_view line;
    if (!text.starts_with(stock_magic) || !lines.next(line) || !lines.next(line) ||
        !line.starts_with("sha256 ") || line.size() != 7 + 64)
        refuse_stock(file, "has no head", 1);
    const std::string_view body =
        text.substr(std::min(text.size(), stock_magic.size() + line.size() + 1));
    if (sha256(body) != line.substr(7)) refuse_stock(file, "was changed or cut short", 2);
    StockList list;
    while (lines.next(line)) {
        if (line.empty()) refuse_stock(file, "has an empty line", lines.line_number());
        if (line[0] == '=')
            list.keys.emplace_back(line.substr(1));
        else
            list.entries.push_back(parse_entry(fields(line, '\t'), file, lines.line_number()));
    }
    sort_stock(list);
    return list;
}

}  // namespace crucible::synthesis
