#include "crucible/synthesis/network_reading.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "crucible/base/error.hpp"
#include "crucible/base/text.hpp"

namespace crucible::synthesis {
namespace {

std::vector<std::string> components_of(const std::string& smiles) {
    std::vector<std::string> out;
    for (std::size_t at = 0; at < smiles.size();) {
        const std::size_t dot = std::min(smiles.find('.', at), smiles.size());
        if (dot > at) out.push_back(smiles.substr(at, dot - at));
        at = dot + 1;
    }
    return out;
}

const Column& text_column(const Table& t, const char* name, const std::string& file) {
    const Column* c = t.find(name);
    if (!c || c->kind != Column::Kind::text)
        throw InputError(
            "E-network-reaction",
            fmt::format("the table has no column '{}' of SMILES, or nothing is in it", name),
            "give columns product and reactants, and perhaps id and yield", {file});
    return *c;
}

/// A column of yields with a word in it is a column of texts: says where the first word is.
[[noreturn]] void refuse_yields(const Column& yields, const std::string& file) {
    const auto word = std::ranges::find_if(
        yields.texts, [](const std::string& s) { return !s.empty() && !to_double(s); });
    const auto row = static_cast<int>(word - yields.texts.begin());
    throw InputError(
        "E-network-reaction",
        fmt::format("a yield is {}", in_quotes(word == yields.texts.end() ? "" : *word)),
        "give yields as shares between 0 and 1; leave it empty where it is unknown",
        {file, row + 2, 0});  // the header is line 1
}

}  // namespace

void add_reactions(ReactionNetwork& n, const Table& t, const std::string& file) {
    const Column& products = text_column(t, "product", file);
    const Column& reactants = text_column(t, "reactants", file);
    const Column *ids = t.find("id"), *yields = t.find("yield");
    if (yields && yields->kind == Column::Kind::text) refuse_yields(*yields, file);
    for (std::size_t k = 0; k < t.rows(); ++k) {
        NetworkRecord r;
        r.reactants = components_of(reactants.texts[k]);
        r.products = components_of(products.texts[k]);
        if (ids)
            r.id = ids->kind == Column::Kind::text ? ids->texts[k]
                                                   : fmt::format("{}", ids->numbers[k]);
        if (yields && yields->kind == Column::Kind::number && !std::isnan(yields->numbers[k]))
            r.yield = yields->numbers[k];
        try {
            n.add(r);
        } catch (Error& e) {
            e.locate({file, static_cast<int>(k) + 2, 0});  // the header is line 1
            throw;
        }
    }
}

}  // namespace crucible::synthesis
