#include "crucible/kinds/map_points.hpp"

#include <fmt/format.h>

#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/base/text.hpp"

namespace crucible {

MapPoints map_points(const Table& t, const std::string& file) {
    const auto column = [&](std::string_view name) -> const Column& {
        const Column* c = t.find(name);
        if (!c)
            throw InputError("E-csv", "there is no column " + in_quotes(name),
                             "give the table that polymorphs.map makes", {file, 1, 0});
        return *c;
    };
    // A column of empty texts reads as one of missing numbers.
    const auto texts = [&](std::string_view name) {
        const Column& c = column(name);
        if (c.kind == Column::Kind::text) return c.texts;
        std::vector<std::string> out;
        for (const double v : c.numbers) out.push_back(v == v ? number_text(v) : "");
        return out;
    };
    MapPoints p;
    for (const std::string& kind : texts("kind")) p.is_known.push_back(kind == "known");
    p.name = texts("name"), p.phase = texts("phase"), p.space_group = texts("space_group");
    p.n = column("n").numbers, p.pressure = column("pressure").numbers;
    p.enthalpy = column("enthalpy").numbers, p.volume = column("volume").numbers;
    std::size_t dimensions = 0;
    while (t.find(fmt::format("x{}", dimensions + 1))) ++dimensions;
    if (dimensions < 2) column("x2");
    p.coordinates = Array2<double>(p.size(), dimensions);
    for (std::size_t k = 0; k < dimensions; ++k) {
        const std::vector<double>& x = column(fmt::format("x{}", k + 1)).numbers;
        for (std::size_t i = 0; i < p.size(); ++i) p.coordinates(i, k) = x[i];
    }
    return p;
}

MapPoints read_map_points(const std::filesystem::path& file) {
    return map_points(parse_csv(read_file(file), file.string()), file.string());
}

}  // namespace crucible
