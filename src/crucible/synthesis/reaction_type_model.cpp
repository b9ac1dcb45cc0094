#include "crucible/synthesis/reaction_type_model.hpp"

#include <set>

#include "crucible/base/error.hpp"
#include "crucible/base/random.hpp"
#include "crucible/chem/fingerprint.hpp"
#include "crucible/chem/molecule.hpp"

namespace crucible::synthesis {

ReactionTypeModel::ReactionTypeModel(std::span<const TypedExample> examples,
                                     const TypeModelSettings& s)
    : settings_(s),
      net_({{3 * s.bits, s.width, 0}, reaction_type_count},
           RandomStream(s.training.seed, StreamId::dense_nets)) {
    learn::SparseRows rows;
    learn::LabelLists labels;
    for (const TypedExample& e : examples) {
        add_row(rows, e.question);
        labels.add_list(std::vector{static_cast<std::uint32_t>(e.type)});
    }
    learn::ClassifierTraining(net_, {&rows, &labels, nullptr}, s.training).run();
}

void ReactionTypeModel::add_row(learn::SparseRows& rows, const TypedQuestion& q) const {
    std::uint32_t begin = 0;
    for (const std::string* smiles : {&q.substrate, &q.partner, &q.reagents}) {
        if (!smiles->empty())
            for (const auto& e : chem::morgan(chem::Molecule::from_smiles(*smiles),
                                              {settings_.radius, settings_.bits, false}))
                rows.add(begin + e.bit, e.count);
        begin += settings_.bits;
    }
    rows.end_row();
}

std::vector<double> ReactionTypeModel::probabilities(const TypedQuestion& q) const {
    learn::SparseRows row;
    add_row(row, q);
    const auto p = learn::softmax(net_.logits(row[0]));
    return {p.begin(), p.begin() + reaction_type_count};
}

double weighted_likeness(const TypedQuestion& q, std::span<const double> probabilities,
                         const std::string& product) {
    const auto print_of = [](const std::string& smiles) {
        return chem::morgan(chem::Molecule::from_smiles(smiles));
    };
    const auto truth = print_of(product);
    double sum = 0;
    for (std::size_t type = 0; type < probabilities.size(); ++type) {
        const auto found = products_by_type(type, q);
        for (const std::string& said : found)
            sum += probabilities[type] * chem::tanimoto(truth, print_of(said)) /
                   static_cast<double>(found.size());
    }
    return sum;
}

SplitExamples split_by_substrate(std::vector<TypedExample> examples, std::uint64_t seed) {
    SplitExamples parts;
    for (TypedExample& e : examples) {
        RandomStream random(seed, StreamId::split, e.substrate);
        (random.index(5) == 0 ? parts.held_out : parts.learned).push_back(std::move(e));
    }
    if (parts.learned.empty() || parts.held_out.empty())
        throw InputError("E-reaction-type", "there are too few examples to hold some out",
                         "ask for at least ten of each type");
    return parts;
}

}  // namespace crucible::synthesis
