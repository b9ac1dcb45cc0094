#include "crucible/synthesis/value_net.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"

namespace crucible::synthesis {
namespace {

constexpr std::string_view value_kind = "synthesis-value";
constexpr std::size_t most_known = 1'000'000;  ///< answers kept: about 200 MB

}  // namespace

ValueNet::ValueNet(learn::ScalarNet net, const PolicyInputs& inputs, double most)
    : net_(std::move(net)), inputs_(inputs), most_(most) {}

ValueNet ValueNet::parse(std::string_view bytes, const std::string& file,
                         const std::string& policy_hash) {
    auto parsed = learn::parse_scalar_net(bytes, file, value_kind);
    if (parsed.about["policy"].text != policy_hash)
        throw InconsistentError(
            "E-value-policy",
            fmt::format("{} holds costs by another policy than the one given", file),
            "give the policy that it was trained with, or train it again");
    const PolicyInputs inputs = PolicyInputs::from(parsed.about["inputs"], file);
    const double most = parsed.about["most"].real();
    if (parsed.net.tower().shape().inputs != inputs.columns() || !(most > 0) ||
        !std::isfinite(most))
        throw InputError("E-model", "the net is of other fingerprints than the header says",
                         "train it again with this version", {file});
    return {std::move(parsed.net), inputs, most};
}

ValueNet ValueNet::open(const std::filesystem::path& file, const std::string& policy_hash) {
    return parse(read_file(file), file.string(), policy_hash);
}

std::vector<double> ValueNet::values(std::span<const std::string> molecules) {
    if (known_.size() > most_known) known_.clear();
    std::vector<double> out;
    for (const std::string& smiles : molecules) {
        const auto [at, is_new] = known_.try_emplace(smiles, 0.0);
        if (is_new) {
            learn::SparseRows rows;
            inputs_.add_row(rows, chem::Molecule::from_smiles(smiles));
            const learn::SparseRow row = rows[0];
            at->second = std::clamp(net_.values({&row, 1})[0], 0.0, most_);
        }
        out.push_back(at->second);
    }
    return out;
}

std::string value_bytes(const learn::ScalarNet& net, const PolicyInputs& inputs, double most,
                        const std::string& policy_hash, const Value& training) {
    Value about;
    about.set("policy", policy_hash);
    about.set("inputs", inputs.to_value());
    about.set("most", most);
    about.set("training", training);
    return learn::to_bytes(net, value_kind, about);
}

}  // namespace crucible::synthesis
