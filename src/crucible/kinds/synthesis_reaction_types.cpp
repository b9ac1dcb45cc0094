// synthesis.reaction-types: what kind of textbook reaction happens, and its product.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/base/measurement.hpp"
#include "crucible/data/table.hpp"
#include "crucible/kinds/kinds.hpp"
#include "crucible/study/step_run.hpp"
#include "crucible/synthesis/reaction_type_model.hpp"

namespace crucible::synthesis {

static std::span<const Name> names(TypeFingerprint) {
    static constexpr Name all[] = {
        {"morgan", "of Morgan: environments of atoms, hashed"},
        {"neural", "learned with the types: convolutions over the graph (Duvenaud et al. 2015)"}};
    return all;
}

}  // namespace crucible::synthesis

namespace crucible {
namespace {

/// A question of a textbook, with its answer.
struct TypeProblem {
    std::string id;
    synthesis::TypedQuestion question;
    std::vector<std::size_t> types;  ///< any of them counts as right
    std::string product;
    double published = std::numeric_limits<double>::quiet_NaN();
};

const Column& problem_column(const Table& t, const char* name, const std::string& file) {
    const Column* c = t.find(name);
    if (!c || c->kind != Column::Kind::text)
        throw InputError("E-reaction-type", fmt::format("the table has no column '{}'", name),
                         "give columns id, substrate, partner, reagents, types and product",
                         {file});
    return *c;
}

std::vector<std::size_t> types_in(const std::string& text, const std::string& file, int line) {
    std::vector<std::size_t> types;
    std::size_t now = 0;
    bool has_digit = false;
    for (const char c : text + "|") {
        if (c >= '0' && c <= '9' && now < 100) {
            now = 10 * now + static_cast<std::size_t>(c - '0'), has_digit = true;
        } else if (c == '|' && has_digit && now < synthesis::reaction_type_count) {
            types.push_back(now), now = 0, has_digit = false;
        } else {
            throw InputError("E-reaction-type", fmt::format("\"{}\" is no list of types", text),
                             "write types from 0 to 16, parted by |", {file, line, 0});
        }
    }
    return types;
}

std::vector<TypeProblem> read_problems(const std::filesystem::path& file) {
    const std::string name = file.string();
    const Table t = parse_csv(read_file(file), name);
    std::vector<const Column*> texts;
    for (const char* column : {"id", "substrate", "partner", "reagents", "types", "product"})
        texts.push_back(&problem_column(t, column, name));
    const Column* published = t.find("published");
    std::vector<TypeProblem> all;
    for (std::size_t k = 0; k < t.rows(); ++k) {
        TypeProblem p{texts[0]->texts[k],
                      {texts[1]->texts[k], texts[2]->texts[k], texts[3]->texts[k]},
                      types_in(texts[4]->texts[k], name, static_cast<int>(k) + 2),
                      texts[5]->texts[k]};
        if (published && published->kind == Column::Kind::number)
            p.published = published->numbers[k];
        all.push_back(std::move(p));
    }
    return all;
}

struct SynthesisReactionTypes {
    std::filesystem::path problems;
    synthesis::TypeFingerprint fingerprint = synthesis::TypeFingerprint::morgan;
    int examples = 400, bits = 1024, radius = 2, length = 160, atom_width = 20, depth = 4,
        width = 112, epochs = 20, batch = 100;
    double rate = 2e-3, dropout = 0.2;

    void describe(Fields& f) {
        f("problems", problems,
          "Table of questions: id, substrate, partner, reagents (SMILES), types (any of these, "
          "parted by a vertical bar) and product")
            .positional();
        f("examples", examples, "Made-up reactions of each type").within(10, 100000);
        f("fingerprint", fingerprint, "What a molecule is to the net");
        f("bits", bits, "Length of each of the three fingerprints of Morgan").within(64, 1 << 16);
        f("radius", radius, "Bonds around an atom in such a fingerprint").within(0, 6);
        f("length", length, "Length of a learned fingerprint, a multiple of 16")
            .within(16, 1 << 12);
        f("atom_width", atom_width, "Numbers of an atom behind each of its layers").within(1, 512);
        f("depth", depth, "Its layers").within(0, 16);
        f("width", width, "Width of the hidden layer, a multiple of 16").within(16, 4096);
        f("epochs", epochs, "Times that every example is learned from").within(1, 10000);
        f("batch", batch, "Examples per step").within(1, 65536);
        f("rate", rate, "Learning rate of Adam; it falls to a tenth").within(1e-8, 1);
        f("dropout", dropout,
          "Share of hidden numbers that are left out of a step, with Morgan's fingerprints")
            .within(0, 0.95);
        f.preset(
            "wei2016",
            "Bits, rate and epochs of doi:10.1021/acscentsci.6b00219 for Morgan's fingerprints",
            "bits = 767\nepochs = 10\nrate = 0.0187\ndropout = 0.0");
        f.preset("neural", "Learned fingerprints of the paper's size",
                 "fingerprint = 'neural'\nrate = 5e-3");
        f.example(
            "crucible synthesis reaction-types examples/synthesis/textbook-problems.csv --run "
            "types");
        f.makes(Artefact::table, "confusion", "confusion.csv",
                "Types of held-out examples, and what the net says of them");
        f.makes(Artefact::table, "answers", "answers.csv", "What the net says of the problems");
        f.gives("learned", "", "Examples that were learned from");
        f.gives("held-out", "", "Examples whose substrates were held out");
        f.gives("parameters", "", "Weights of the net");
        f.gives("accuracy", "", "Share of these whose type is the likeliest");
        f.gives("problems", "", "Problems");
        f.gives("right", "", "Problems whose likeliest type is a right one");
        f.gives("likeness", "", "Mean likeness of products, weighted by probability");
        f.gives("seconds", "s", "CPU time of making examples and learning");
    }

    void run(StepRun& r) const {
        const double begin = process_cpu_seconds();
        const std::vector<TypeProblem> asked =
            problems.empty() ? std::vector<TypeProblem>{} : read_problems(problems);
        const std::uint64_t seed = r.context().seed();
        const auto parts = synthesis::split_by_substrate(
            synthesis::generated_examples(static_cast<std::size_t>(examples), seed), seed);
        r.context().check();
        synthesis::TypeModelSettings s;
        s.fingerprint = fingerprint;
        s.bits = static_cast<std::uint32_t>(bits), s.radius = radius;
        s.length = static_cast<std::uint32_t>(length), s.depth = depth;
        s.atom_width = static_cast<std::uint32_t>(atom_width);
        s.width = static_cast<std::uint32_t>(width);
        s.training = {
            .epochs = epochs, .batch = batch, .rate = rate, .dropout = dropout, .seed = seed};
        const synthesis::ReactionTypeModel model(parts.learned, s,
                                                 [&] { return !r.context().stopping(); });
        const double seconds = process_cpu_seconds() - begin;
        r.row(Row::number("learned", static_cast<double>(parts.learned.size()), ""));
        r.row(Row::number("held-out", static_cast<double>(parts.held_out.size()), ""));
        r.row(Row::number("parameters", static_cast<double>(model.parameters()), ""));
        give_confusion(r, model, parts.held_out);
        give_answers(r, model, asked);
        r.row(Row::number("seconds", seconds, "s"));
    }

    static std::size_t likeliest(const std::vector<double>& p) {
        return static_cast<std::size_t>(std::ranges::max_element(p) - p.begin());
    }

    static void give_confusion(StepRun& r, const synthesis::ReactionTypeModel& model,
                               const std::vector<synthesis::TypedExample>& held_out) {
        constexpr std::size_t n = synthesis::reaction_type_count;
        std::vector<double> counts(n * n);
        double right = 0;
        for (const auto& e : held_out) {
            const std::size_t said = likeliest(model.probabilities(e.question));
            counts[e.type * n + said] += 1;
            right += said == e.type;
        }
        Table t;
        auto& names = t.add_texts("type");
        for (std::size_t i = 0; i < n; ++i) names.emplace_back(synthesis::reaction_type_name(i));
        for (std::size_t said = 0; said < n; ++said) {
            auto& column = t.add_numbers(std::to_string(said));
            for (std::size_t i = 0; i < n; ++i) column.push_back(counts[i * n + said]);
        }
        r.make("confusion", to_csv(t));
        r.row(Row::number("accuracy", right / static_cast<double>(held_out.size()), ""));
    }

    static void give_answers(StepRun& r, const synthesis::ReactionTypeModel& model,
                             const std::vector<TypeProblem>& problems) {
        Table t;
        std::vector<std::string> ids, expected, said_names;
        std::vector<double> p_right, likeness, published;
        double right = 0, sum = 0;
        for (const TypeProblem& problem : problems) {
            const auto p = model.probabilities(problem.question);
            const std::size_t said = likeliest(p);
            ids.push_back(problem.id);
            expected.push_back(fmt::format("{}", fmt::join(problem.types, "|")));
            said_names.push_back(fmt::format("{} {}", said, synthesis::reaction_type_name(said)));
            p_right.push_back(0);
            for (const std::size_t type : problem.types) p_right.back() += p[type];
            likeness.push_back(synthesis::weighted_likeness(problem.question, p, problem.product));
            published.push_back(problem.published);
            right += std::ranges::find(problem.types, said) != problem.types.end();
            sum += likeness.back();
        }
        t.add_texts("id") = std::move(ids);
        t.add_texts("expected") = std::move(expected);
        t.add_texts("likeliest") = std::move(said_names);
        t.add_numbers("probability") = std::move(p_right);
        t.add_numbers("likeness") = std::move(likeness);
        t.add_numbers("published") = std::move(published);
        r.make("answers", to_csv(t));
        r.row(Row::number("problems", static_cast<double>(problems.size()), ""));
        if (problems.empty()) return;
        r.row(Row::number("right", right, ""));
        r.row(Row::number("likeness", sum / static_cast<double>(problems.size()), ""));
    }
};

}  // namespace

void register_synthesis_reaction_types(Registry& r) {
    r.add<SynthesisReactionTypes>("synthesis.reaction-types", {1},
                                  "Tell what kind of textbook reaction happens, and its product");
}

}  // namespace crucible
