#include "crucible/training/sample.hpp"

#include <algorithm>
#include <cmath>

#include "crucible/atoms/elements.hpp"
#include "crucible/atoms/neighbours.hpp"
#include "crucible/base/error.hpp"

namespace crucible::training {
namespace {

[[noreturn]] void fail_sample(const std::string& message, const std::string& cure,
                              const LabelledFrame& f) {
    throw InputError("E-training-data", message, cure, {f.source});
}

std::vector<std::int32_t> sample_kinds(const LabelledFrame& f, const std::vector<int>& numbers) {
    std::vector<std::int32_t> out;
    for (const int z : f.structure.numbers) {
        const auto found = std::find(numbers.begin(), numbers.end(), z);
        if (found == numbers.end())
            fail_sample("the potential does not know " + std::string(element(z).symbol),
                        "name all elements of the frames", f);
        out.push_back(static_cast<std::int32_t>(found - numbers.begin()));
    }
    return out;
}

void check_label(const LabelledFrame& f) {
    bool is_finite = std::isfinite(f.energy);
    for (const Vec3& g : f.forces) is_finite = is_finite && std::isfinite(norm2(g));
    for (int k = 0; f.virial && k < 3; ++k)
        is_finite = is_finite && std::isfinite(norm2((*f.virial)[k]));
    if (!is_finite) fail_sample("a label is not finite", "leave the frame out", f);
    if (f.forces.size() != f.structure.size() || f.forces.empty())
        fail_sample("the frame does not have a force for each atom", "leave it out", f);
}

}  // namespace

Sample make_sample(const LabelledFrame& f, const DeepPotWeights& w) {
    check_label(f);
    Sample s;
    s.kinds = sample_kinds(f, w.numbers);
    s.energy = f.energy;
    s.force = f.forces;
    s.virial = f.virial;
    const NeighbourList list = neighbours(f.structure, w.cutoff);
    const std::size_t types = w.numbers.size();
    s.first.push_back(0);
    std::vector<std::pair<double, Sample::Pair>> of_kind;
    for (std::size_t i = 0; i < s.atoms(); ++i)
        for (std::size_t t = 0; t < types; ++t) {
            of_kind.clear();
            for (const Neighbour& n : list.of(i))
                if (s.kinds[static_cast<std::size_t>(n.j)] == static_cast<std::int32_t>(t) &&
                    n.distance < w.cutoff)
                    of_kind.push_back({n.distance, {n.j, static_cast<std::int32_t>(t), n.vector}});
            std::stable_sort(of_kind.begin(), of_kind.end(),
                             [](const auto& a, const auto& b) { return a.first < b.first; });
            if (!of_kind.empty()) s.nearest = std::min(s.nearest, of_kind.front().first);
            const auto room = static_cast<std::size_t>(w.sel[t]);
            if (of_kind.size() > room) {
                s.cut += static_cast<int>(of_kind.size() - room);
                of_kind.resize(room);
            }
            for (const auto& [distance, pair] : of_kind) s.pairs.push_back(pair);
            s.first.push_back(s.pairs.size());
        }
    if (s.nearest < 1e-3) fail_sample("two atoms lie on each other", "look at the structure", f);
    return s;
}

std::vector<Sample> make_samples(const LabelledFrames& frames, const DeepPotWeights& w) {
    std::vector<Sample> out;
    for (const LabelledFrame& f : frames) out.push_back(make_sample(f, w));
    return out;
}

}  // namespace crucible::training
