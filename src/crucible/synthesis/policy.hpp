#pragma once
// Which templates fit a molecule best: a classifier over templates whose softmax runs over those
// that apply (Segler and Waller 2017, doi:10.1002/chem.201605499, with a mask).

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
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
    /// Throws InconsistentError (E-policy-templates) where a net is of another number of templates.
    Policy(std::vector<Net>, const chem::TemplateSet&);
    /// What `policy_bytes` made. Throws InputError (E-model), and InconsistentError
    /// (E-policy-templates) unless it was trained on these templates, by their hash.
    static Policy parse(std::string_view bytes, const std::string& file, const chem::TemplateSet&);
    static Policy open(const std::filesystem::path&, const chem::TemplateSet&);

    /// Likeliest first; ties by index. `reaction_class` is used by nets that were trained with it.
    std::vector<RankedTemplate> rank(const chem::Target&, const chem::TemplateSet&,
                                     int reaction_class = 0) const;
    /// What decides its answers.
    std::string hash() const { return hash_; }

private:
    std::vector<Net> nets_;
    std::string hash_;
};

/// The file of a policy: ModelContainer of kind "policy" around the files of its nets (as
/// learn::to_bytes makes them). `training`: whatever should be known of how it was made.
std::string policy_bytes(const std::vector<std::string>& nets, const PolicyInputs&,
                         const std::string& templates_hash, const Value& training);

}  // namespace crucible::synthesis
