#include "crucible/synthesis/policy_data.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <optional>

#include "crucible/base/error.hpp"
#include "crucible/base/run_context.hpp"

namespace crucible::synthesis {
namespace {

struct ReadExample {
    learn::SparseRows row;
    std::vector<std::uint32_t> candidates, labels;
};

/// Of each template of a set.
using AddedAtoms = std::vector<std::string>;

std::vector<std::uint32_t> corrected(const PolicyExample& e, std::uint32_t label,
                                     const chem::Target& target, const chem::TemplateSet& templates,
                                     const std::vector<std::uint32_t>& candidates,
                                     const AddedAtoms& added, LabelCorrection correction) {
    const std::string key = chem::joined(chem::canonical_components(e.reactants));
    std::vector<std::uint32_t> labels;
    for (const std::uint32_t i : candidates) {
        const bool is_right =
            i == label || (added[i] == added[label] &&
                           std::ranges::any_of(templates.apply(i, target), [&](const auto& o) {
                               return chem::joined(o.reactants) == key;
                           }));
        if (!is_right) continue;
        labels.push_back(i);
        if (correction == LabelCorrection::general) break;
    }
    return labels;
}

std::optional<ReadExample> read_example(const PolicyExample& e, const chem::TemplateSet& templates,
                                        const PolicyInputs& inputs, const AddedAtoms& added,
                                        LabelCorrection correction) {
    try {
        const auto molecule = chem::Molecule::from_smiles(e.product);
        const chem::Target target(molecule);
        ReadExample r;
        inputs.add_row(r.row, molecule, e.reaction_class);
        r.candidates = templates.applicable(target);
        if (!std::ranges::binary_search(r.candidates, e.label)) return r;
        const auto label = static_cast<std::uint32_t>(e.label);
        if (correction == LabelCorrection::none)
            r.labels.push_back(label);
        else
            r.labels = corrected(e, label, target, templates, r.candidates, added, correction);
        return r;
    } catch (const InputError&) {
        return {};
    }
}

}  // namespace

PolicyData policy_data(std::span<const PolicyExample> examples, const chem::TemplateSet& templates,
                       const PolicyInputs& inputs, LabelCorrection correction, int threads,
                       const std::function<bool(double)>& keep_on) {
    PolicyData data;
    AddedAtoms added(templates.size());
    if (correction != LabelCorrection::none)
        for (std::size_t i = 0; i < added.size(); ++i) added[i] = added_atoms(templates.smarts(i));
    SharedRanges ranges(threads);
    constexpr std::size_t chunk = 1024;
    for (std::size_t begin = 0; begin < examples.size(); begin += chunk) {
        const std::size_t n = std::min(chunk, examples.size() - begin);
        std::vector<std::optional<ReadExample>> read(n);
        ranges.run(n, 16, [&](std::size_t from, std::size_t to) {
            for (std::size_t i = from; i < to; ++i)
                read[i] = read_example(examples[begin + i], templates, inputs, added, correction);
        });
        for (std::size_t i = 0; i < n; ++i) {
            if (!read[i]) {
                ++data.unread;
                continue;
            }
            data.rows.add_row(read[i]->row[0]);
            data.candidates.add_list(read[i]->candidates);
            data.labels.add_list(read[i]->labels);
            if (examples[begin + i].label < 0)
                ++data.unlabelled;
            else if (read[i]->labels.empty())
                ++data.inapplicable;
        }
        if (keep_on &&
            !keep_on(static_cast<double>(begin + n) / static_cast<double>(examples.size())))
            throw Stopped{};
    }
    return data;
}

std::string added_atoms(const std::string& retro_template) {
    const std::size_t arrow = retro_template.find(">>");
    std::map<std::string, int> counts;
    for (std::size_t i = 0; i < retro_template.size(); ++i) {
        const char c = retro_template[i];
        if (c == '[') {
            const std::size_t end = std::min(retro_template.find(']', i), retro_template.size());
            const std::string atom = retro_template.substr(i + 1, end - i - 1);
            i = end;
            if (atom.find(':') != std::string::npos) continue;
            counts[atom] += i > arrow ? 1 : -1;
        } else if (std::isalpha(static_cast<unsigned char>(c)) != 0) {
            const bool is_long =
                retro_template.compare(i, 2, "Cl") == 0 || retro_template.compare(i, 2, "Br") == 0;
            counts[retro_template.substr(i, is_long ? 2 : 1)] += i > arrow ? 1 : -1;
            if (is_long) ++i;
        }
    }
    std::string out;
    for (const auto& [atom, n] : counts)
        if (n != 0) out += fmt::format("{}{} ", atom, n);
    return out;
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
