#pragma once
// Which templates fit a molecule best: a classifier over templates whose softmax runs over those
// that apply (Segler and Waller 2017, doi:10.1002/chem.201605499, with a mask).

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "crucible/chem/templates.hpp"
#include "crucible/learn/classifier.hpp"
#include "crucible/synthesis/policy_inputs.hpp"

namespace crucible::synthesis {

struct RankedTemplate {
    std::uint32_t index = 0;
    double probability = 0;  ///< among those that apply
};

/// One net, or several whose logits are averaged.
class Policy {
public:
    struct Net {
        learn::Classifier classifier;
        PolicyInputs inputs;
    };
    /// Throws InconsistentError (E-policy-templates) unless every net was trained on these
    /// templates, by their hash.
    Policy(std::vector<Net>, const chem::TemplateSet&);
    /// Throws as above, as read_file, and InputError (E-model).
    static Policy open(const std::vector<std::filesystem::path>&, const chem::TemplateSet&);

    /// Likeliest first; ties by index. `reaction_class` is used by nets that were trained with it.
    std::vector<RankedTemplate> rank(const chem::Target&, const chem::TemplateSet&,
                                     int reaction_class = 0) const;
    /// What decides its answers.
    std::string hash() const { return hash_; }

private:
    std::vector<Net> nets_;
    std::string hash_;
};

/// The file of one net. `training`: whatever should be known of how it was made.
std::string policy_bytes(const learn::Classifier&, const PolicyInputs&,
                         const std::string& templates_hash, const Value& training,
                         learn::WeightFormat = learn::WeightFormat::single);

}  // namespace crucible::synthesis
