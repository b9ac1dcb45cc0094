#include "crucible/synthesis/policy_data.hpp"

#include <algorithm>
#include <optional>

#include "crucible/base/error.hpp"
#include "crucible/base/run_context.hpp"

namespace crucible::synthesis {
namespace {

struct ReadExample {
    learn::SparseRows row;
    std::vector<std::uint32_t> candidates;
};

std::optional<ReadExample> read_example(const PolicyExample& e, const chem::TemplateSet& templates,
                                        const PolicyInputs& inputs) {
    try {
        const auto molecule = chem::Molecule::from_smiles(e.product);
        ReadExample r;
        inputs.add_row(r.row, molecule, e.reaction_class);
        r.candidates = templates.applicable(chem::Target(molecule));
        return r;
    } catch (const InputError&) {
        return {};
    }
}

}  // namespace

PolicyData policy_data(std::span<const PolicyExample> examples, const chem::TemplateSet& templates,
                       const PolicyInputs& inputs, int threads,
                       const std::function<bool(double)>& keep_on) {
    PolicyData data;
    SharedRanges ranges(threads);
    constexpr std::size_t chunk = 1024;
    for (std::size_t begin = 0; begin < examples.size(); begin += chunk) {
        const std::size_t n = std::min(chunk, examples.size() - begin);
        std::vector<std::optional<ReadExample>> read(n);
        ranges.run(n, 16, [&](std::size_t from, std::size_t to) {
            for (std::size_t i = from; i < to; ++i)
                read[i] = read_example(examples[begin + i], templates, inputs);
        });
        for (std::size_t i = 0; i < n; ++i) {
            if (!read[i]) {
                ++data.unread;
                continue;
            }
            const std::int64_t label = examples[begin + i].label;
            data.rows.add_row(read[i]->row[0]);
            data.candidates.add_list(read[i]->candidates);
            std::vector<std::uint32_t> labels;
            if (label < 0)
                ++data.unlabelled;
            else if (std::ranges::binary_search(read[i]->candidates, label))
                labels.push_back(static_cast<std::uint32_t>(label));
            else
                ++data.inapplicable;
            data.labels.add_list(labels);
        }
        if (keep_on &&
            !keep_on(static_cast<double>(begin + n) / static_cast<double>(examples.size())))
            throw Stopped{};
    }
    return data;
}

double label_accuracy(const learn::Classifier& net, const PolicyData& data, std::size_t k) {
    std::size_t hits = 0;
    for (std::size_t i = 0; i < data.rows.size(); ++i) {
        if (data.labels[i].empty()) continue;
        const auto candidates = data.candidates[i];
        const auto logits = net.logits(data.rows[i], candidates);
        const auto at = std::ranges::find(candidates, data.labels[i][0]) - candidates.begin();
        const float right = logits[static_cast<std::size_t>(at)];
        hits += static_cast<std::size_t>(
                    std::ranges::count_if(logits, [&](float z) { return z > right; })) < k;
    }
    return data.rows.size() ? static_cast<double>(hits) / static_cast<double>(data.rows.size()) : 0;
}

}  // namespace crucible::synthesis
