#include "crucible/transforms/protecting_groups.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <numeric>
#include <set>
#include <stdexcept>

#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/base/text.hpp"
#include "crucible/transforms/word_table.hpp"

namespace crucible::transforms {
namespace {

double cost_in(const CsvRecord& r, std::size_t field, const std::string& file) {
    const std::string& text = r.fields[field];
    double cost = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), cost);
    if (fault != std::errc() || end != text.data() + text.size() || !(cost > 0) || cost > 1000)
        refuse_word(file, r, field, fmt::format("{} is no cost above 0", in_quotes(text)));
    return cost;
}

std::vector<int> reagents_in(const CsvRecord& r, std::size_t field, const std::string& file,
                             const Vocabulary& words) {
    std::vector<int> out;
    for (const std::string& name : listed_words(r.fields[field])) {
        out.push_back(words.reagent(name));
        if (out.back() < 0)
            refuse_word(file, r, field,
                        fmt::format("reagent {} is unknown{}", name,
                                    did_you_mean(name, words.reagent_names())));
    }
    return out;
}

std::vector<int> groups_in(const CsvRecord& r, std::size_t field, const std::string& file,
                           const Vocabulary& words) {
    std::vector<int> out;
    for (const std::string& name : listed_words(r.fields[field])) {
        const std::vector<int> meant = words.meaning(name);
        if (meant.empty())
            refuse_word(
                file, r, field,
                fmt::format("group {} is unknown{}", name, did_you_mean(name, words.names())));
        out.insert(out.end(), meant.begin(), meant.end());
    }
    return out;
}

chem::SiteRewrite rewrite_in(const CsvRecord& r, std::size_t field, const std::string& file) {
    try {
        return {r.fields[field], r.fields[field + 1], {}};
    } catch (const std::invalid_argument& e) {
        refuse_word(file, r, field,
                    fmt::format("{} does not become {}: {}", in_quotes(r.fields[field]),
                                in_quotes(r.fields[field + 1]), e.what()));
    }
}

std::set<int> anchors_of(const std::vector<int>& site, const std::vector<int>& numbers) {
    std::set<int> out;
    for (std::size_t k = 0; k < site.size(); ++k)
        if (numbers[k] >= 1 && numbers[k] <= ProtectingGroup::most_anchors) out.insert(site[k]);
    return out;
}

}  // namespace

bool ProtectingGroup::withstands(std::span<const int> reagents) const {
    return std::ranges::none_of(
        reagents, [&](int reagent) { return std::ranges::find(labile, reagent) != labile.end(); });
}

ProtectingGroups ProtectingGroups::parse(std::string_view table, const std::string& file,
                                         const Vocabulary& words) {
    ProtectingGroups out;
    each_word_row(table, file, 8, [&](const CsvRecord& r) {
        out.rows_.push_back({r.fields[0], groups_in(r, 1, file, words), r.fields[4], r.fields[5],
                             cost_in(r, 6, file), reagents_in(r, 7, file, words), r.fields[2],
                             r.fields[3], rewrite_in(r, 2, file)});
    });
    return out;
}

ProtectingGroups ProtectingGroups::shipped(const Vocabulary& words) {
    const auto file = shared_file("transforms/protecting-groups.tsv");
    if (file.empty())
        throw IoError("E-transform-library",
                      "the table of protecting groups is not beside the program",
                      "keep share/crucible beside bin, or set CRUCIBLE_SHARE to it");
    return parse(read_file(file), file.string(), words);
}

std::vector<int> ProtectingGroups::choices(int group, std::span<const int> reagents) const {
    std::vector<int> out;
    for (std::size_t k = 0; k < rows_.size(); ++k)
        if (std::ranges::find(rows_[k].protects, group) != rows_[k].protects.end() &&
            rows_[k].withstands(reagents))
            out.push_back(static_cast<int>(k));
    std::ranges::stable_sort(out, {},
                             [&](int k) { return rows_[static_cast<std::size_t>(k)].cost; });
    return out;
}

std::optional<Protected> protect(const std::string& smiles, std::span<const int> anchors,
                                 const ProtectingGroup& row) {
    Protected out{smiles, {}};
    out.origins.resize(static_cast<std::size_t>(chem::Molecule::from_smiles(smiles).heavy_atoms()));
    std::iota(out.origins.begin(), out.origins.end(), 0);
    std::set<int> left(anchors.begin(), anchors.end());
    while (!left.empty()) {
        const chem::Target target = chem::rewritable(chem::Molecule::from_smiles(out.smiles));
        bool is_done = false;
        for (const auto& site : row.rewrite.sites(target)) {
            std::set<int> carried;  // in the numbers of the molecule that came in
            for (const int atom : anchors_of(site, row.rewrite.numbers()))
                carried.insert(out.origins[static_cast<std::size_t>(atom)]);
            if (!std::ranges::includes(left, carried)) continue;
            const auto outcome = row.rewrite.at(target, site);
            if (!outcome || outcome->reactants.size() != 1) continue;
            std::vector<int> origins;
            for (const int before : outcome->origins[0])
                origins.push_back(before < 0 ? -1 : out.origins[static_cast<std::size_t>(before)]);
            out = {outcome->reactants[0], std::move(origins)};
            for (const int atom : carried) left.erase(atom);
            is_done = true;
            break;
        }
        if (!is_done) return std::nullopt;
    }
    return out;
}

}  // namespace crucible::transforms
