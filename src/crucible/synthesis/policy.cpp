#include "crucible/synthesis/policy.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/base/hash.hpp"

namespace crucible::synthesis {

Policy::Policy(std::vector<Net> nets, const chem::TemplateSet& templates) : nets_(std::move(nets)) {
    for (const Net& n : nets_)
        if (n.classifier.shape().labels != templates.size() ||
            n.classifier.shape().tower.inputs != n.inputs.columns())
            throw InconsistentError("E-policy-templates",
                                    fmt::format("the policy knows {} templates, the file holds {}",
                                                n.classifier.shape().labels, templates.size()),
                                    "give the templates that it was trained on");
}

Policy Policy::open(const std::vector<std::filesystem::path>& files,
                    const chem::TemplateSet& templates) {
    std::vector<Net> nets;
    Sha256 hash;
    for (const auto& file : files) {
        const std::string bytes = read_file(file);
        hash.update(bytes);
        auto parsed = learn::parse_classifier(bytes, file.string());
        if (parsed.about["templates"].text != templates.hash())
            throw InconsistentError(
                "E-policy-templates",
                fmt::format("{} was trained on other templates than those given", file.string()),
                "give the templates that it was trained on, or train it again");
        PolicyInputs inputs = PolicyInputs::from(parsed.about["inputs"], file.string());
        nets.push_back({std::move(parsed.classifier), inputs});
    }
    Policy p(std::move(nets), templates);
    p.hash_ = hash.hex();
    return p;
}

std::vector<RankedTemplate> Policy::rank(const chem::Target& target,
                                         const chem::TemplateSet& templates,
                                         int reaction_class) const {
    const auto candidates = templates.applicable(target);
    std::vector<float> logits(candidates.size());
    for (const Net& n : nets_) {
        learn::SparseRows row;
        n.inputs.add_row(row, target.molecule(), reaction_class);
        const auto some = n.classifier.logits(row[0], candidates);
        for (std::size_t i = 0; i < some.size(); ++i)
            logits[i] += some[i] / static_cast<float>(nets_.size());
    }
    const auto p = learn::softmax(logits);
    std::vector<RankedTemplate> ranked(candidates.size());
    for (std::size_t i = 0; i < ranked.size(); ++i) ranked[i] = {candidates[i], p[i]};
    std::ranges::stable_sort(ranked, std::ranges::greater{}, &RankedTemplate::probability);
    return ranked;
}

std::string policy_bytes(const learn::Classifier& net, const PolicyInputs& inputs,
                         const std::string& templates_hash, const Value& training,
                         learn::WeightFormat format) {
    Value about;
    about.set("templates", templates_hash).set("inputs", inputs.to_value());
    about.set("training", training);
    return learn::to_bytes(net, about, format);
}

}  // namespace crucible::synthesis
