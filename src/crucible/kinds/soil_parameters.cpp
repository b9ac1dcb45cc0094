#include "crucible/kinds/soil_parameters.hpp"

#include "crucible/base/error.hpp"
#include "crucible/volume/thresholds.hpp"

namespace crucible {
namespace {

/// Classes between thresholds, each of which is the greatest value of its lower class.
volume::ClassScheme scheme_between(const std::vector<int>& thresholds, std::string name,
                                   const std::vector<std::string>& names) {
    std::vector<double> edges{-32767};
    for (const int t : thresholds) edges.push_back(t + 1);
    edges.push_back(32767);
    volume::ClassScheme s = volume::class_scheme(std::move(edges), names);
    s.name = std::move(name);
    return s;
}

}  // namespace

volume::ClassScheme class_scheme(const ClassesParameter& p, volume::VolumeSource& source) {
    using volume::ClassPreset;
    if (!p.edges.empty() && p.by != ClassesBy::edges)
        throw InputError("E-volume-edges", "edges are given, but classes are not told by them",
                         "write by = \"edges\", or leave `edges` out");
    const auto by_threshold = [&](int (*find)(const volume::GreyHistogram&)) {
        return scheme_between({find(volume::grey_histogram(source))},
                              std::string(names(p.by)[static_cast<std::size_t>(p.by)].name),
                              p.names);
    };
    volume::ClassScheme s;
    switch (p.by) {
        case ClassesBy::fixed_script:
            s = volume::class_scheme(ClassPreset::fixed_script);
            break;
        case ClassesBy::paper_text:
            s = volume::class_scheme(ClassPreset::paper_text);
            break;
        case ClassesBy::paper_script:
            s = volume::class_scheme(ClassPreset::paper_script, volume::value_range(source));
            break;
        case ClassesBy::davey:
            s = volume::class_scheme(ClassPreset::davey);
            break;
        case ClassesBy::edges:
            return volume::class_scheme(p.edges, p.names);
        case ClassesBy::otsu:
            return by_threshold(&volume::otsu_threshold);
        case ClassesBy::multi_otsu:
            return scheme_between(
                volume::multi_otsu_thresholds(volume::grey_histogram(source), p.levels),
                "multi-otsu", p.names);
        case ClassesBy::li:
            return by_threshold(&volume::li_threshold);
        case ClassesBy::triangle:
            return by_threshold(&volume::triangle_threshold);
        case ClassesBy::isodata:
            return by_threshold(&volume::isodata_threshold);
        case ClassesBy::maximum_entropy:
            return by_threshold(&volume::maximum_entropy_threshold);
    }
    if (!p.names.empty()) {
        if (p.names.size() != s.size())
            throw InputError("E-volume-edges",
                             std::to_string(p.names.size()) + " names for " +
                                 std::to_string(s.size()) + " classes",
                             "give one name per class, or none");
        s.names = p.names;
    }
    return s;
}

Table class_table(const volume::ClassScheme& s, const volume::ClassProfile& p) {
    Table t;
    auto& number = t.add_numbers("class");
    for (std::size_t k = 1; k <= s.size(); ++k) number.push_back(static_cast<double>(k));
    t.add_texts("name") = s.names;
    auto& from = t.add_numbers("from", "HU");
    for (std::size_t k = 0; k < s.size(); ++k) from.push_back(s.edges[k]);
    auto& to = t.add_numbers("to", "HU");
    for (std::size_t k = 0; k < s.size(); ++k) to.push_back(s.edges[k + 1]);
    auto& voxels = t.add_numbers("voxels");
    for (std::size_t k = 1; k <= s.size(); ++k) voxels.push_back(static_cast<double>(p.total(k)));
    auto& fraction = t.add_numbers("fraction");
    const auto valid = static_cast<double>(p.total_valid());
    for (std::size_t k = 1; k <= s.size(); ++k)
        fraction.push_back(valid > 0 ? static_cast<double>(p.total(k)) / valid : 0);
    return t;
}

}  // namespace crucible
