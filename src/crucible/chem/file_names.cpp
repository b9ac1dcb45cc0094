#include "crucible/chem/file_names.hpp"

#include <fmt/format.h>

#include "crucible/base/error.hpp"
#include "crucible/base/text.hpp"

namespace crucible::chem {

std::string file_ending(const std::string& name) {
    std::filesystem::path p(lower(name));
    if (p.extension() == ".gz") p = p.stem();
    return p.extension().string();
}

int column_of(const std::vector<std::string>& head, std::initializer_list<std::string_view> names) {
    const auto plain = [](std::string_view heading) {
        std::string out = lower(trim(heading));
        std::ranges::replace_if(
            out, [](char c) { return c == ' ' || c == '-'; }, '_');
        return out;
    };
    for (const std::string_view name : names)
        for (std::size_t i = 0; i < head.size(); ++i)
            if (plain(head[i]) == name) return static_cast<int>(i);
    return -1;
}

std::optional<double> grams_of_price(std::string_view heading) {
    static constexpr std::string_view beside[] = {
        "price", "cost", "ppg", "per", "in",  "usd",    "eur",     "gbp",  "chf",
        "jpy",   "cny",  "us",  "rmb", "inr", "dollar", "dollars", "euro", "euros"};
    static constexpr std::pair<std::string_view, double> units[] = {
        {"g", 1},       {"gram", 1},        {"grams", 1}, {"kg", 1000},
        {"kilo", 1000}, {"kilogram", 1000}, {"mg", 1e-3}, {"milligram", 1e-3}};
    double grams = 1;
    bool names_price = false;
    std::string word;
    const auto take = [&] {
        const auto unit =
            std::ranges::find(units, word, &std::pair<std::string_view, double>::first);
        if (unit != std::end(units)) grams = unit->second;
        const bool is_known = word.empty() || unit != std::end(units) ||
                              std::ranges::find(beside, word) != std::end(beside);
        names_price = names_price || word == "price" || word == "cost" || word == "ppg";
        word.clear();
        return is_known;
    };
    for (const char c : lower(heading)) {
        if (c >= 'a' && c <= 'z')
            word += c;
        else if (c >= '0' && c <= '9')
            return std::nullopt;  // the price of a pack of 5 g
        else if (!take())
            return std::nullopt;
    }
    if (!take() || !names_price) return std::nullopt;
    return grams;
}

bool is_inchikey(std::string_view s) {
    if (s.size() != 27 || s[14] != '-' || s[25] != '-') return false;
    for (std::size_t i = 0; i < s.size(); ++i)
        if (i != 14 && i != 25 && (s[i] < 'A' || s[i] > 'Z')) return false;
    return true;
}

void refuse_file(std::string_view code, std::string_view what, const std::filesystem::path& path,
                 const std::vector<BadRecord>& bad) {
    if (bad.empty())
        throw InputError(code, fmt::format("it holds no {}", what),
                         "check that it is the right file", {path.string()});
    const BadRecord& first = bad.front();
    throw InputError(code,
                     fmt::format("no {} of {} was understood, the first because: {}", what,
                                 bad.size(), first.why),
                     "check its format and the names of its columns",
                     {path.string(), first.line, first.column});
}

}  // namespace crucible::chem
