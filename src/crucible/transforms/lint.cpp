#include "crucible/transforms/lint.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace crucible::transforms {
namespace {

using Kind = Statement::Kind;

class Linter {
public:
    Linter(const Rule& rule, const Vocabulary& words, LintReport& report)
        : rule_(rule), t_(rule.transform()), words_(words), report_(report) {}

    void run() {
        ++report_.transforms;
        ++report_.classes[t_.class_name.empty() ? "NONE" : t_.class_name];
        completeness();
        count();
        for (const Example& x : t_.examples) example(x);
        for (const Example& x : t_.refusals) refusal(x);
    }

private:
    void find(Place at, std::string message) {
        report_.findings.push_back({{t_.file, at.line, at.column}, t_.number, std::move(message)});
    }

    void completeness() {
        if (t_.class_name.empty()) find(t_.place, "it has no CLASS");
        if (t_.conditions.empty()) find(t_.place, "it has no CONDITIONS");
        if (t_.references.empty()) find(t_.place, "it has no REFERENCE");
        if (t_.examples.empty()) find(t_.place, "it has no EXAMPLE");
        if (t_.refusals.empty()) find(t_.place, "it has no REFUSE");
    }

    void count() {
        for (const Statement& s : t_.statements) {
            const Kind kind = s.then ? s.then->kind : s.kind;
            report_.kills += kind == Kind::kill;
            report_.qualifiers += kind == Kind::add || kind == Kind::subtract ||
                                  kind == Kind::protect || kind == Kind::incompatible ||
                                  kind == Kind::reagent;
            report_.kills_tested +=
                kind == Kind::kill && std::ranges::any_of(t_.refusals, [&](const Example& x) {
                    return x.killed_by == s.place.line;
                });
        }
    }

    static std::string killed_words(const std::vector<Application>& all) {
        for (const Application& a : all)
            if (a.is_dead()) return fmt::format("line {} kills it: {}", a.killed_by, a.why_dead);
        return "its retron is not there, or its precursors are no molecules";
    }

    void example(const Example& x) {
        ++report_.examples;
        const Analysed molecule(chem::Molecule::from_smiles(x.target), words_);
        const auto all = evaluate(rule_, molecule, words_);
        const auto hit = std::ranges::find_if(all, [&](const Application& a) {
            return !a.is_dead() && a.outcome.reactants == x.precursors;
        });
        if (hit == all.end()) {
            std::string others;
            for (const Application& a : all)
                if (!a.is_dead())
                    others += (others.empty() ? "" : ", ") + chem::joined(a.outcome.reactants);
            return find(x.place,
                        fmt::format("the example {} does not give {}: {}", x.target,
                                    chem::joined(x.precursors),
                                    others.empty() ? killed_words(all) : "it gives " + others));
        }
        ++report_.examples_passed;
        if (hit->rating == 0) find(x.place, "the rating of the example falls to 0");
        const ForwardCheck forward =
            check_forward(rule_, molecule.perception.molecule, x.precursors);
        if (forward.makes_target) {
            ++report_.forward_passed;
            return;
        }
        find(x.place,
             fmt::format("forwards, {} do not give the target but {}", chem::joined(x.precursors),
                         forward.products.empty() ? "nothing" : forward.products.front()));
    }

    void refusal(const Example& x) {
        ++report_.refusals;
        const Analysed molecule(chem::Molecule::from_smiles(x.target), words_);
        const auto all = evaluate(rule_, molecule, words_);
        const auto alive =
            std::ranges::find_if(all, [](const Application& a) { return !a.is_dead(); });
        if (alive != all.end())
            return find(x.place, fmt::format("{} is not refused: it gives {}", x.target,
                                             chem::joined(alive->outcome.reactants)));
        const bool by_line = std::ranges::any_of(
            all, [&](const Application& a) { return a.killed_by == x.killed_by; });
        if (x.killed_by > 0 && !by_line)
            return find(x.place, fmt::format("{} is not killed by line {}: {}", x.target,
                                             x.killed_by, killed_words(all)));
        ++report_.refusals_passed;
    }

    const Rule& rule_;
    const Transform& t_;
    const Vocabulary& words_;
    LintReport& report_;
};

}  // namespace

void lint(const Rule& rule, const Vocabulary& words, LintReport& report) {
    Linter(rule, words, report).run();
}

LintReport lint(const TransformLibrary& library) {
    LintReport report;
    for (const auto& rule : library.rules()) lint(*rule, library.vocabulary(), report);
    return report;
}

}  // namespace crucible::transforms
