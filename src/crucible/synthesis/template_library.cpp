#include "crucible/synthesis/template_library.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/data/table.hpp"

namespace crucible::synthesis {
namespace {

/// The ten classes of USPTO-50k (Schneider, Stiefl and Landrum 2016, doi:10.1021/acs.jcim.6b00564).
constexpr std::array<const char*, 10> class_names{"heteroatom alkylation or arylation",
                                                  "acylation or related",
                                                  "C-C bond formation",
                                                  "heterocycle formation",
                                                  "protection",
                                                  "deprotection",
                                                  "reduction",
                                                  "oxidation",
                                                  "functional group interconversion",
                                                  "functional group addition"};

/// Names of templates by the class that most of their reactions have; "" where none is known.
std::vector<std::string> names_by_class(const Table& table, std::size_t n) {
    std::vector<std::string> out(n);
    std::vector<double> most(n, 0);
    for (std::size_t c = 0; c < class_names.size(); ++c) {
        const Column* uses = table.find("class_" + std::to_string(c + 1));
        if (uses == nullptr) continue;
        for (std::size_t i = 0; i < std::min(n, uses->numbers.size()); ++i)
            if (uses->numbers[i] > most[i]) most[i] = uses->numbers[i], out[i] = class_names[c];
    }
    return out;
}

}  // namespace

TemplateLibrary TemplateLibrary::parse(std::string_view bytes, const std::string& file) {
    const Table table = parse_csv(bytes, file);
    const auto* smarts = table.find("retro_template");
    if (!smarts || smarts->texts.empty())
        throw InputError("E-templates-file", "a table of templates has no column retro_template",
                         "give what `crucible synthesis extract` wrote", {file, 1, 0});
    const auto* uses = table.find("uses");
    const auto* precedent = table.find("precedent");
    const auto* name = table.find("name");
    const std::size_t n = smarts->texts.size();
    const std::vector<std::string> by_class = names_by_class(table, n);
    std::vector<RuleCard> cards(n);
    for (std::size_t i = 0; i < n; ++i) {
        cards[i].smarts = smarts->texts[i];
        if (precedent && i < precedent->texts.size()) cards[i].precedent = precedent->texts[i];
        cards[i].name = name && i < name->texts.size() ? name->texts[i] : by_class[i];
        if (uses && i < uses->numbers.size() && std::isfinite(uses->numbers[i]))
            cards[i].uses = std::llround(uses->numbers[i]);
    }
    std::unordered_map<std::string, std::int64_t> places;
    for (std::size_t i = 0; i < n; ++i)
        places.emplace(smarts->texts[i], static_cast<std::int64_t>(i));
    return {chem::TemplateSet(smarts->texts), std::move(cards), std::move(places)};
}

std::int64_t TemplateLibrary::index_of(const std::string& smarts) const {
    const auto at = places.find(smarts);
    return at == places.end() ? -1 : at->second;
}

TemplateLibrary TemplateLibrary::open(const std::filesystem::path& file) {
    return parse(read_file(file), file.string());
}

}  // namespace crucible::synthesis
