#include "crucible/synthesis/template_library.hpp"

#include <cmath>

#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/data/table.hpp"

namespace crucible::synthesis {

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
    std::vector<RuleCard> cards(n);
    for (std::size_t i = 0; i < n; ++i) {
        cards[i].smarts = smarts->texts[i];
        if (precedent && i < precedent->texts.size()) cards[i].precedent = precedent->texts[i];
        if (name && i < name->texts.size()) cards[i].name = name->texts[i];
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
