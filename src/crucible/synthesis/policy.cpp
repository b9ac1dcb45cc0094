#include "crucible/synthesis/policy.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/base/hash.hpp"
#include "crucible/data/model_container.hpp"

namespace crucible::synthesis {
namespace {

constexpr std::string_view policy_kind = "policy";

}  // namespace

Policy::Policy(std::vector<Net> nets, const chem::TemplateSet& templates) : nets_(std::move(nets)) {
    for (const Net& n : nets_)
        if (n.classifier.shape().labels != templates.size() ||
            n.classifier.shape().tower.inputs != n.inputs.columns())
            throw InconsistentError("E-policy-templates",
                                    fmt::format("the policy knows {} templates, the file holds {}",
                                                n.classifier.shape().labels, templates.size()),
                                    "give the templates that it was trained on");
}

Policy Policy::parse(std::string_view bytes, const std::string& file,
                     const chem::TemplateSet& templates) {
    const ModelContainer c = parse_model(bytes, file, policy_kind);
    if (c.about["templates"].text != templates.hash())
        throw InconsistentError(
            "E-policy-templates",
            fmt::format("{} was trained on other templates than those given", file),
            "give the templates that it was trained on, or train it again");
    const PolicyInputs inputs = PolicyInputs::from(c.about["inputs"], file);
    std::vector<Net> nets;
    for (const auto& t : c.tensors)
        nets.push_back({learn::parse_classifier(t.array.bytes, file).classifier, inputs});
    if (nets.empty())
        throw InputError("E-model", "the policy holds no nets", "train it again", {file});
    Policy p(std::move(nets), templates);
    p.hash_ = sha256(bytes);
    return p;
}

Policy Policy::open(const std::filesystem::path& file, const chem::TemplateSet& templates) {
    return parse(read_file(file), file.string(), templates);
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

std::string policy_bytes(const std::vector<std::string>& nets, const PolicyInputs& inputs,
                         const std::string& templates_hash, const Value& training) {
    ModelContainer c;
    c.kind = policy_kind;
    c.about.set("templates", templates_hash);
    c.about.set("inputs", inputs.to_value());
    c.about.set("training", training);
    for (std::size_t i = 0; i < nets.size(); ++i) {
        NpyArray a;
        a.kind = NpyArray::Kind::uint8;
        a.shape = {nets[i].size()};
        a.bytes = nets[i];
        c.tensors.push_back({fmt::format("net/{}", i), std::move(a)});
    }
    return to_bytes(c);
}

}  // namespace crucible::synthesis
