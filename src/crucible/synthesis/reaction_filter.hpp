#pragma once
// The in-scope filter: would these precursors give this molecule? (Segler et al. 2018,
// doi:10.1038/nature25978). Two towers see the product and the change of fingerprints.

#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "crucible/learn/pair_net.hpp"
#include "crucible/synthesis/reaction_centre.hpp"
#include "crucible/synthesis/template_moves.hpp"
#include "crucible/transforms/transform_library.hpp"

namespace crucible::synthesis {

/// How a reaction becomes two rows.
struct FilterInputs {
    std::uint32_t product_bits = 16384, change_bits = 2048;
    int radius = 2;
    /// Whether the groups around the carbons that change are told, too (synthesis/reaction_centre):
    /// a fingerprint of radius 2 does not see what stands para.
    bool centres = false;

    /// log(1 + count) of the product.
    void add_product(learn::SparseRows&, const chem::Molecule&) const;
    /// Counts of the product minus those of its precursors; centres behind the fingerprint.
    void add_change(learn::SparseRows&, const chem::Molecule& product,
                    const std::vector<std::string>& precursors) const;
    learn::TowerShape product_shape(std::uint32_t width, int highways) const {
        return {product_bits, width, highways};
    }
    std::uint32_t change_columns() const { return change_bits + (centres ? centre_columns : 0); }
    learn::TowerShape change_shape(std::uint32_t width) const {
        return {change_columns(), width, 0};
    }

    Value to_value() const;
    /// Throws InputError (E-model).
    static FilterInputs from(const Value&, const std::string& file);
};

class ReactionFilter final : public MoveFilter {
public:
    ReactionFilter(learn::PairNet net, const FilterInputs& inputs, std::string hash)
        : net_(std::move(net)), inputs_(inputs), hash_(std::move(hash)) {}
    /// Throws InputError (E-model).
    static ReactionFilter parse(std::string_view bytes, const std::string& file);
    static ReactionFilter open(const std::filesystem::path&);

    std::vector<double> feasibility(const chem::Molecule& product,
                                    const std::vector<Move>&) const override;
    std::string hash() const override { return hash_; }

private:
    learn::PairNet net_;
    FilterInputs inputs_;
    std::string hash_;
};

std::string filter_bytes(const learn::PairNet&, const FilterInputs&, const Value& training);

/// A reaction that was recorded, or one that nobody recorded; one that a written rule allows, or
/// one that it kills.
struct JudgedReaction {
    std::string product;
    std::vector<std::string> precursors;
    enum class Kind { recorded, other_site, other_rule, swapped, ruled, killed };
    Kind kind = Kind::recorded;
    bool is_good() const { return kind == Kind::recorded || kind == Kind::ruled; }
};

struct NegativeSettings {
    int other_rules = 4;  ///< of one recorded reaction, at most
    int other_sites = 2;
    int tries = 12;  ///< templates that are tried for them
};

/// Products that templates make of the recorded precursors and that were not recorded: the same
/// template at another site, and other templates. All canonical.
std::vector<JudgedReaction> unrecorded_products(const std::string& product,
                                                const std::vector<std::string>& precursors,
                                                std::int64_t own_template, const chem::TemplateSet&,
                                                const NegativeSettings&, RandomStream&);

struct RuledSettings {
    std::size_t most_of_each = 1;  ///< of those allowed, and of those killed
    int least_rating = 50;         ///< of those allowed
};

/// What written rules say of a molecule: precursors that give it, and ones that do not although
/// the retron is there. Chosen evenly among the rules that speak.
std::vector<JudgedReaction> ruled_reactions(const std::string& molecule,
                                            const transforms::TransformLibrary&,
                                            const RuledSettings&, RandomStream&);

}  // namespace crucible::synthesis
