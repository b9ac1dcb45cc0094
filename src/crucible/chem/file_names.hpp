#pragma once
// What the readers of molecules and of reactions share.

#include <filesystem>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crucible/chem/reading.hpp"

namespace crucible::chem {

/// ".csv" of "stock.CSV.gz".
std::string file_ending(const std::string& name);
/// The first of `names` that `head` holds, whatever its case; -1 without.
int column_of(const std::vector<std::string>& head, std::initializer_list<std::string_view> names);
/// 14 letters, 10, 1, with hyphens.
bool is_inchikey(std::string_view);

/// Grams for which a column of this heading gives prices, the heading in any spelling: "price",
/// "Price (USD/g)" 1, "price per kg" 1000; empty: it gives none, or for something else
/// ("price/mol").
std::optional<double> grams_of_price(std::string_view heading);
/// Throws InputError with this code: nothing was understood, and what was wrong at first.
[[noreturn]] void refuse_file(std::string_view code, std::string_view what,
                              const std::filesystem::path&, const std::vector<BadRecord>&);

}  // namespace crucible::chem
