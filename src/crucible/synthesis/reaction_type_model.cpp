#include "crucible/synthesis/reaction_type_model.hpp"

#include <array>
#include <map>

#include "crucible/base/error.hpp"
#include "crucible/base/random.hpp"
#include "crucible/base/run_context.hpp"
#include "crucible/chem/fingerprint.hpp"
#include "crucible/chem/molecule.hpp"
#include "crucible/synthesis/feature_graph.hpp"

namespace crucible::synthesis {

namespace {

constexpr std::uint32_t question_parts = 3;

std::array<const std::string*, question_parts> parts_of(const TypedQuestion& q) {
    return {&q.substrate, &q.partner, &q.reagents};
}

learn::FeatureGraph part_graph(const std::string& smiles) {
    return smiles.empty() ? learn::FeatureGraph{}
                          : feature_graph(chem::Molecule::from_smiles(smiles));
}

/// Each molecule once, by its SMILES.
learn::GraphExamples graph_examples(std::span<const TypedExample> examples) {
    learn::GraphExamples out;
    std::map<std::string, std::uint32_t> places;
    for (const TypedExample& e : examples) {
        for (const std::string* smiles : parts_of(e.question)) {
            const auto next = static_cast<std::uint32_t>(out.graphs.size());
            const auto [at, is_new] = places.try_emplace(*smiles, next);
            if (is_new) out.graphs.push_back(part_graph(*smiles));
            out.places.push_back(at->second);
        }
        out.labels.push_back(static_cast<std::uint32_t>(e.type));
    }
    return out;
}

std::variant<learn::Classifier, learn::GraphClassifier> first_net(const TypeModelSettings& s) {
    const RandomStream random(s.training.seed, StreamId::dense_nets);
    if (s.fingerprint == TypeFingerprint::morgan)
        return learn::Classifier({{question_parts * s.bits, s.width, 0}, reaction_type_count},
                                 random);
    const learn::GraphFingerprintShape print{.atom_features = atom_feature_count,
                                             .bond_features = bond_feature_count,
                                             .width = s.atom_width,
                                             .length = s.length,
                                             .depth = s.depth};
    return learn::GraphClassifier({print, question_parts, s.width, reaction_type_count}, random);
}

template <class Training>
void run_to_end(Training& training, const std::function<bool()>& keep_on) {
    bool goes_on = true;
    training.run([&] { return goes_on = !keep_on || keep_on(); });
    if (!goes_on) throw Stopped{};
}

}  // namespace

ReactionTypeModel::ReactionTypeModel(std::span<const TypedExample> examples,
                                     const TypeModelSettings& s,
                                     const std::function<bool()>& keep_on)
    : settings_(s), net_(first_net(s)) {
    if (s.fingerprint == TypeFingerprint::morgan)
        learn_morgan(examples, keep_on);
    else
        learn_graphs(examples, keep_on);
}

void ReactionTypeModel::learn_morgan(std::span<const TypedExample> examples,
                                     const std::function<bool()>& keep_on) {
    learn::SparseRows rows;
    learn::LabelLists labels;
    for (const TypedExample& e : examples) {
        add_row(rows, e.question);
        labels.add_list(std::vector{static_cast<std::uint32_t>(e.type)});
    }
    learn::ClassifierTraining training(std::get<learn::Classifier>(net_), {&rows, &labels, nullptr},
                                       settings_.training);
    run_to_end(training, keep_on);
}

void ReactionTypeModel::learn_graphs(std::span<const TypedExample> examples,
                                     const std::function<bool()>& keep_on) {
    const learn::GraphExamples data = graph_examples(examples);
    const auto& t = settings_.training;
    learn::GraphTraining training(std::get<learn::GraphClassifier>(net_), data,
                                  {.epochs = t.epochs,
                                   .batch = t.batch,
                                   .rate = t.rate,
                                   .last_rate = t.last_rate,
                                   .seed = t.seed,
                                   .item = t.item});
    run_to_end(training, keep_on);
}

void ReactionTypeModel::add_row(learn::SparseRows& rows, const TypedQuestion& q) const {
    std::uint32_t begin = 0;
    for (const std::string* smiles : parts_of(q)) {
        if (!smiles->empty())
            for (const auto& e : chem::morgan(chem::Molecule::from_smiles(*smiles),
                                              {settings_.radius, settings_.bits, false}))
                rows.add(begin + e.bit, e.count);
        begin += settings_.bits;
    }
    rows.end_row();
}

std::vector<double> ReactionTypeModel::probabilities(const TypedQuestion& q) const {
    std::vector<float> logits;
    if (const auto* net = std::get_if<learn::Classifier>(&net_)) {
        learn::SparseRows row;
        add_row(row, q);
        logits = net->logits(row[0]);
    } else {
        std::array<learn::FeatureGraph, question_parts> graphs;
        std::array<const learn::FeatureGraph*, question_parts> parts{};
        for (std::size_t k = 0; k < question_parts; ++k) {
            graphs[k] = part_graph(*parts_of(q)[k]);
            parts[k] = &graphs[k];
        }
        logits = std::get<learn::GraphClassifier>(net_).logits(parts);
    }
    const auto p = learn::softmax(logits);
    return {p.begin(), p.begin() + reaction_type_count};
}

std::size_t ReactionTypeModel::parameters() const {
    return std::visit([](const auto& net) { return net.parameters().size(); }, net_);
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
