#include "crucible/transforms/vocabulary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <stdexcept>

#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/base/text.hpp"
#include "crucible/transforms/word_table.hpp"

namespace crucible::transforms {
namespace {

constexpr std::string_view class_suffix = " GROUP";

FunctionalGroup group_of(const CsvRecord& r, const std::string& file) {
    const std::string pattern =
        fmt::format("[{}:{}]{}", r.fields[2], FunctionalGroup::bearer, r.fields[3]);
    try {
        FunctionalGroup g{r.fields[0], listed_words(r.fields[1]),
                          r.fields[2], r.fields[3],
                          r.fields[4], r.fields[5],
                          false,       chem::Substructure(pattern)};
        std::erase_if(g.classes, [&](const std::string& c) {
            g.is_acyl = g.is_acyl || c == "ACYL";
            return c == "ACYL";
        });
        if (g.exchange.empty()) g.exchange = g.attach;
        return g;
    } catch (const std::invalid_argument& e) {
        refuse_word(file, r, 2, fmt::format("{} is no pattern: {}", in_quotes(pattern), e.what()));
    }
}

}  // namespace

void refuse_word(const std::string& file, const CsvRecord& r, std::size_t field,
                 const std::string& why) {
    const int column = field < r.columns.size() ? r.columns[field] : 1;
    throw InputError("E-transform-words", why,
                     "correct this row; docs/transforms.md has the columns",
                     {file, r.line, column});
}

std::vector<std::string> listed_words(const std::string& text) {
    std::vector<std::string> out;
    for (const Word& w : fields(text, ','))
        if (!w.text.empty()) out.emplace_back(w.text);
    return out;
}

bool FunctionalGroup::is_of(std::string_view class_name) const {
    return std::ranges::find(classes, class_name) != classes.end();
}

Vocabulary Vocabulary::parse(std::string_view groups, const std::string& groups_file,
                             std::string_view reagents, const std::string& reagents_file) {
    Vocabulary v;
    each_word_row(groups, groups_file, 6, [&](const CsvRecord& r) {
        if (v.group(r.fields[0]) >= 0)
            refuse_word(groups_file, r, 0, fmt::format("group {} is there twice", r.fields[0]));
        v.groups_.push_back(group_of(r, groups_file));
    });
    each_word_row(reagents, reagents_file, 3, [&](const CsvRecord& r) {
        ReagentClass c{r.fields[0], {}, r.fields[2]};
        for (const std::string& name : listed_words(r.fields[1])) {
            const auto meant = v.meaning(name);
            if (meant.empty())
                refuse_word(
                    reagents_file, r, 1,
                    fmt::format("group {} is unknown{}", name, did_you_mean(name, v.names())));
            c.attacks.insert(c.attacks.end(), meant.begin(), meant.end());
        }
        std::ranges::sort(c.attacks);
        c.attacks.erase(std::unique(c.attacks.begin(), c.attacks.end()), c.attacks.end());
        v.reagents_.push_back(std::move(c));
    });
    return v;
}

Vocabulary Vocabulary::open(const std::string& folder) {
    const std::filesystem::path at(folder);
    const std::string groups = (at / "groups.tsv").string();
    const std::string reagents = (at / "reagents.tsv").string();
    return parse(read_file(groups), groups, read_file(reagents), reagents);
}

std::string Vocabulary::shipped_folder() {
    return shared_file("transforms/groups.tsv").parent_path().string();
}

Vocabulary Vocabulary::shipped() {
    const std::string folder = shipped_folder();
    if (folder.empty())
        throw IoError("E-transform-library", "the library of transforms is not beside the program",
                      "keep share/crucible beside bin, or set CRUCIBLE_SHARE to it");
    return open(folder);
}

int Vocabulary::group(std::string_view name) const {
    const auto at = std::ranges::find(groups_, name, &FunctionalGroup::name);
    return at == groups_.end() ? -1 : static_cast<int>(at - groups_.begin());
}

int Vocabulary::reagent(std::string_view name) const {
    const auto at = std::ranges::find(reagents_, name, &ReagentClass::name);
    return at == reagents_.end() ? -1 : static_cast<int>(at - reagents_.begin());
}

std::vector<int> Vocabulary::meaning(std::string_view name) const {
    std::vector<int> out;
    if (const int one = group(name); one >= 0) return {one};
    if (!name.ends_with(class_suffix)) return out;
    name.remove_suffix(class_suffix.size());
    for (std::size_t g = 0; g < groups_.size(); ++g)
        if (groups_[g].is_of(name)) out.push_back(static_cast<int>(g));
    return out;
}

std::vector<std::string> Vocabulary::names() const {
    std::vector<std::string> out;
    std::set<std::string> classes;
    for (const FunctionalGroup& g : groups_) {
        out.push_back(g.name);
        classes.insert(g.classes.begin(), g.classes.end());
    }
    for (const std::string& c : classes) out.push_back(c + std::string(class_suffix));
    return out;
}

std::vector<std::string> Vocabulary::reagent_names() const {
    std::vector<std::string> out;
    for (const ReagentClass& c : reagents_) out.push_back(c.name);
    return out;
}

}  // namespace crucible::transforms
