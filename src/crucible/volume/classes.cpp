#include "crucible/volume/classes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numeric>

#include "crucible/base/error.hpp"

namespace crucible::volume {
namespace {

constexpr int least_value = outside + 1, beyond_values = INT16_MAX + 1;

std::vector<std::string> object_names(std::size_t n) {
    std::vector<std::string> out;
    for (std::size_t k = 1; k <= n; ++k) out.push_back(fmt::format("object {}", k));
    return out;
}

std::vector<double> equal_edges(double low, double high) {
    std::vector<double> out;
    for (int k = 0; k <= 6; ++k) out.push_back(low + k * (high - low) / 6);
    return out;
}

/// Values of one slice, whatever holds them.
template <class Take>
void each_slice(VolumeSource& source, Take&& take) {
    const std::size_t size = source.grid().slice_size();
    if (const auto all = source.mapped(); !all.empty()) {
        for (std::size_t i = 0; i < source.grid().slices; ++i) take(i, all.subspan(i * size, size));
        return;
    }
    std::vector<std::int16_t> slice(size);
    for (std::size_t i = 0; i < source.grid().slices; ++i) {
        source.read(i, slice);
        take(i, std::span<const std::int16_t>(slice));
    }
}

/// How many values are at or above each threshold. Written for the compiler's vectors: blocks short
/// enough for 16-bit counters.
void count_at_least(std::span<const std::int16_t> values, std::span<const std::int16_t> thresholds,
                    std::span<std::int64_t> counts) {
    constexpr std::size_t block = 16384;
    for (std::size_t first = 0; first < values.size(); first += block) {
        const std::int16_t* v = values.data() + first;
        const std::size_t n = std::min(block, values.size() - first);
        for (std::size_t t = 0; t < thresholds.size(); ++t) {
            const std::int16_t least = thresholds[t];
            std::int16_t sum = 0;
            for (std::size_t i = 0; i < n; ++i)
                sum = static_cast<std::int16_t>(sum + (v[i] >= least));
            counts[t] += static_cast<std::uint16_t>(sum);
        }
    }
}

/// Thresholds that int16 can hold, and whether the last one is beyond all values.
struct ShortThresholds {
    std::vector<std::int16_t> values;
    std::size_t classes = 0;
    explicit ShortThresholds(const ClassScheme& scheme) : classes(scheme.size()) {
        for (const int t : scheme.thresholds())
            if (t < beyond_values) values.push_back(static_cast<std::int16_t>(t));
    }
    bool last_is_open() const { return values.size() == classes; }
};

class ProfileCounter {
public:
    ProfileCounter(const Grid& grid, const ClassScheme& scheme) : thresholds_(scheme) {
        profile_.grid = grid, profile_.classes = scheme.size();
        profile_.counts.assign(grid.slices * scheme.size(), 0);
        profile_.valid.assign(grid.slices, 0);
    }
    void add(std::size_t slice, std::span<const std::int16_t> values) {
        std::vector<std::int16_t> least{static_cast<std::int16_t>(least_value)};
        least.insert(least.end(), thresholds_.values.begin(), thresholds_.values.end());
        std::vector<std::int64_t> above(least.size() + 1, 0);  // one more: none is beyond all
        count_at_least(values, least, std::span(above).first(least.size()));
        profile_.valid[slice] = above[0];
        for (std::size_t k = 0; k < profile_.classes; ++k)
            profile_.counts[slice * profile_.classes + k] = above[k + 1] - above[k + 2];
    }
    ClassProfile take() { return std::move(profile_); }

private:
    ShortThresholds thresholds_;
    ClassProfile profile_;
};

void widen(std::span<const std::int16_t> values, int& low, int& high) {
    std::int16_t least = INT16_MAX, most = outside;
    for (const std::int16_t v : values) {
        least = std::min(least, v == outside ? std::int16_t{INT16_MAX} : v);
        most = std::max(most, v);
    }
    if (most == outside) return;
    low = std::min<int>(low, least), high = std::max<int>(high, most);
}

}  // namespace

std::vector<int> ClassScheme::thresholds() const {
    std::vector<int> out;
    for (const double e : edges) out.push_back(static_cast<int>(std::ceil(e)));
    if (beyond == Beyond::nearest) {
        out.front() = least_value;
        if (maximum == Maximum::counts) out.back() = beyond_values;
    } else if (maximum == Maximum::counts && edges.back() == std::floor(edges.back())) {
        ++out.back();  // the last class is closed
    }
    return out;
}

ClassScheme class_scheme(ClassPreset preset, std::optional<std::pair<int, int>> range) {
    ClassScheme s;
    switch (preset) {
        case ClassPreset::fixed_script:
            s.name = "fixed-script", s.edges = equal_edges(-1000, 3096), s.names = object_names(6);
            break;
        case ClassPreset::paper_text:
            s.name = "paper-text", s.edges = equal_edges(-2048, 4096), s.names = object_names(6);
            break;
        case ClassPreset::paper_script: {
            if (!range)
                throw InconsistentError("E-volume-edges",
                                        "paper-script has no classes without a volume's range",
                                        "give the volume, or take preset fixed-script");
            const int low = std::clamp(range->first, -1000, 3096);
            const int high = std::clamp(range->second, -1000, 3096);
            if (low == high)
                throw InputError("E-volume-edges",
                                 fmt::format("all voxels have the value {}: there is no range to "
                                             "be cut into classes",
                                             low),
                                 "take preset fixed-script");
            s.name = "paper-script", s.edges = equal_edges(low, high), s.names = object_names(6);
            // Beyond 3096 values are clipped; they are the largest, hence lost as well.
            s.maximum = ClassScheme::Maximum::is_lost;
            break;
        }
        case ClassPreset::davey:
            s.name = "davey";
            s.edges = {-1024, -773, 50, 78, 311, 750, 1390, 3045};
            s.names = {"gas",  "roots and rhizomes", "water", "peat", "particulates",
                       "sand", "rock and shell"};
            break;
    }
    return s;
}

ClassScheme class_scheme(std::vector<double> edges, std::vector<std::string> names) {
    if (edges.size() < 2)
        throw InputError("E-volume-edges", "classes need at least two edges",
                         "give edges = [-1000, -300, 3000]");
    if (edges.size() > 256)
        throw InputError("E-volume-edges", fmt::format("{} classes", edges.size() - 1),
                         "give at most 255");
    for (std::size_t i = 0; i < edges.size(); ++i) {
        if (!(edges[i] >= least_value && edges[i] <= INT16_MAX))
            throw InputError("E-volume-edges", fmt::format("edge {} is {}", i + 1, edges[i]),
                             "give edges from -32767 to 32767");
        if (i > 0 && edges[i] <= edges[i - 1])
            throw InputError("E-volume-edges",
                             fmt::format("edge {} ({}) is not above the one before it ({})", i + 1,
                                         edges[i], edges[i - 1]),
                             "give edges in ascending order");
    }
    const std::size_t classes = edges.size() - 1;
    if (!names.empty() && names.size() != classes)
        throw InputError("E-volume-edges",
                         fmt::format("{} names for {} classes", names.size(), classes),
                         "give one name per class, or none");
    ClassScheme s;
    s.name = "custom", s.edges = std::move(edges);
    s.names = names.empty() ? object_names(classes) : std::move(names);
    s.beyond = ClassScheme::Beyond::last_closed;
    return s;
}

void classify(std::span<const std::int16_t> values, const ClassScheme& scheme,
              std::span<std::uint8_t> out) {
    CRUCIBLE_ASSERT(values.size() == out.size());
    const ShortThresholds t(scheme);
    // The class is the number of thresholds at or below the value: all of them mean "beyond".
    std::fill(out.begin(), out.end(), std::uint8_t{0});
    for (const std::int16_t least : t.values)
        for (std::size_t i = 0; i < values.size(); ++i)
            out[i] = static_cast<std::uint8_t>(out[i] + (values[i] >= least));
    if (t.last_is_open()) return;
    const auto beyond = static_cast<std::uint8_t>(t.values.size());
    for (std::uint8_t& c : out) c = c == beyond ? std::uint8_t{0} : c;
}

LabelVolume classify(const CtVolume& v, const ClassScheme& scheme) {
    LabelVolume out(v.grid);
    for (std::size_t i = 0; i < v.grid.slices; ++i) classify(v.slice(i), scheme, out.slice(i));
    return out;
}

double ClassProfile::fraction(std::size_t slice, std::size_t k) const {
    if (valid[slice] == 0) return 0;
    return static_cast<double>(count(slice, k)) / static_cast<double>(valid[slice]);
}

double ClassProfile::depth(std::size_t slice) const {
    return (static_cast<double>(slice) + 0.5) * grid.spacing[0];
}

std::int64_t ClassProfile::total(std::size_t k) const {
    std::int64_t sum = 0;
    for (std::size_t i = 0; i < grid.slices; ++i) sum += count(i, k);
    return sum;
}

std::int64_t ClassProfile::total_valid() const {
    return std::accumulate(valid.begin(), valid.end(), std::int64_t{0});
}

ClassProfile class_profile(VolumeSource& source, const ClassScheme& scheme) {
    ProfileCounter counter(source.grid(), scheme);
    each_slice(source, [&](std::size_t i, std::span<const std::int16_t> v) { counter.add(i, v); });
    return counter.take();
}

ClassProfile class_profile(const CtVolume& v, const ClassScheme& scheme) {
    ProfileCounter counter(v.grid, scheme);
    for (std::size_t i = 0; i < v.grid.slices; ++i) counter.add(i, v.slice(i));
    return counter.take();
}

std::optional<std::pair<int, int>> value_range(VolumeSource& source) {
    int low = beyond_values, high = outside;
    each_slice(source, [&](std::size_t, std::span<const std::int16_t> v) { widen(v, low, high); });
    if (high == outside) return {};
    return std::pair{low, high};
}

std::optional<std::pair<int, int>> value_range(const CtVolume& v) {
    int low = beyond_values, high = outside;
    widen(v.voxels, low, high);
    if (high == outside) return {};
    return std::pair{low, high};
}

PorosityTarget parse_target(std::string_view text, std::size_t classes) {
    const auto refuse = [&](const std::string& why) -> void {
        throw InputError("E-volume-target", fmt::format("target '{}': {}", text, why),
                         fmt::format("write targets from 1 to {}, such as --targets 1, or unions "
                                     "such as 1+2",
                                     classes));
    };
    PorosityTarget out;
    out.name = std::string(text);
    if (text == "min56") {
        if (classes < 6) refuse(fmt::format("there are {} classes only", classes));
        out.classes = {5, 6}, out.joint = PorosityTarget::Joint::least;
        return out;
    }
    for (std::string_view rest = text;;) {
        const std::size_t plus = rest.find('+');
        const std::string_view one = rest.substr(0, plus);
        std::size_t k = 0;
        const auto [end, fault] = std::from_chars(one.data(), one.data() + one.size(), k);
        if (fault != std::errc{} || end != one.data() + one.size() || k < 1)
            refuse("this is no object's number");
        if (k > classes) refuse(fmt::format("there are {} classes only", classes));
        if (std::find(out.classes.begin(), out.classes.end(), k) != out.classes.end())
            refuse(fmt::format("object {} is in it twice", k));
        out.classes.push_back(k);
        if (plus == std::string_view::npos) return out;
        rest.remove_prefix(plus + 1);
    }
}

std::vector<double> target_values(const ClassProfile& p, const PorosityTarget& target) {
    std::vector<double> out(p.grid.slices);
    for (std::size_t i = 0; i < out.size(); ++i) {
        double sum = 0, least = 1;
        for (const std::size_t k : target.classes)
            sum += p.fraction(i, k), least = std::min(least, p.porosity(i, k));
        out[i] = target.joint == PorosityTarget::Joint::least ? least : 1 - sum;
    }
    return out;
}

}  // namespace crucible::volume
