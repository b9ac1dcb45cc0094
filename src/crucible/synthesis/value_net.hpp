#pragma once
// What a molecule costs to make, guessed by a net from its fingerprint: the value of Retro* (Chen,
// Li, Dai, Song 2020, arXiv:2006.15820).

#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "crucible/learn/scalar_net.hpp"
#include "crucible/synthesis/moves.hpp"
#include "crucible/synthesis/policy_inputs.hpp"

namespace crucible::synthesis {

/// Answers are kept, since searches meet a molecule many times.
class ValueNet final : public ValueSource {
public:
    /// Answers lie between 0 and `most`.
    ValueNet(learn::ScalarNet net, const PolicyInputs& inputs, double most);
    /// What `value_bytes` made. Throws InputError (E-model), and InconsistentError
    /// (E-value-policy) unless it was learned with the policy of this hash.
    static ValueNet parse(std::string_view bytes, const std::string& file,
                          const std::string& policy_hash);
    static ValueNet open(const std::filesystem::path&, const std::string& policy_hash);

    /// -ln of the probability of the cheapest synthesis. Throws InputError (E-smiles).
    std::vector<double> values(std::span<const std::string> molecules) override;

private:
    learn::ScalarNet net_;
    PolicyInputs inputs_;
    double most_;
    std::unordered_map<std::string, double> known_;
};

/// The file of a net of costs. `training`: whatever should be known of how it was made.
std::string value_bytes(const learn::ScalarNet&, const PolicyInputs&, double most,
                        const std::string& policy_hash, const Value& training);

}  // namespace crucible::synthesis
