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
    for (const std::string_view name : names)
        for (std::size_t i = 0; i < head.size(); ++i)
            if (lower(head[i]) == name) return static_cast<int>(i);
    return -1;
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
