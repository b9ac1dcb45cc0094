// synthesis.rules: a library of transforms tested by the examples that it carries.

#include <fmt/format.h>

#include "crucible/data/table.hpp"
#include "crucible/kinds/kinds.hpp"
#include "crucible/kinds/search_parameters.hpp"
#include "crucible/study/step_run.hpp"
#include "crucible/transforms/lint.hpp"

namespace crucible {
namespace {

constexpr std::size_t most_warnings = 20;

struct SynthesisRules {
    std::vector<std::filesystem::path> transforms;

    static Value settings_before(const Value& written, const std::filesystem::path&) {
        Value v = Value::make_table();
        if (!written.find("transforms")) v.set("transforms", shipped_transforms());
        return v;
    }

    void describe(Fields& f) {
        f("transforms", transforms,
          "Files or folders of transforms (*.ctl); none: the library that ships with the program")
            .positional();
        f.example("crucible synthesis rules my-transforms.ctl --run checked");
        f.makes(Artefact::table, "findings", "findings.csv",
                "What is wrong with a transform: an example that it does not pass, what it lacks");
        f.makes(Artefact::table, "classes", "classes.csv", "Transforms of each class");
        f.gives("transforms", "", "Transforms");
        f.gives("findings", "", "Things that are wrong with them");
        f.gives("examples", "", "Examples that they carry");
        f.gives("examples-passed", "", "Of these, with the precursors that they name");
        f.gives("forward-passed", "", "Of these, whose precursors give the target back");
        f.gives("refusals", "", "Targets that must be refused");
        f.gives("refusals-passed", "", "Of these, refused by the right line");
        f.gives("kills", "", "KILL statements");
        f.gives("kills-tested", "", "Of these, with a target of their own that they must kill");
        f.gives("qualifiers", "", "Statements that change a rating");
    }

    void run(StepRun& r) const {
        const auto words = transforms::Vocabulary::shipped();
        const auto library = transforms::TransformLibrary::open(this->transforms, words);
        transforms::LintReport report;
        for (const auto& rule : library.rules()) {
            r.context().check();
            transforms::lint(*rule, words, report);
        }
        give_tables(r, report);
        const auto row = [&](const char* name, std::size_t n) {
            r.row(Row::number(name, static_cast<double>(n)));
        };
        row("transforms", report.transforms);
        row("findings", report.findings.size());
        row("examples", report.examples);
        row("examples-passed", report.examples_passed);
        row("forward-passed", report.forward_passed);
        row("refusals", report.refusals);
        row("refusals-passed", report.refusals_passed);
        row("kills", report.kills);
        row("kills-tested", report.kills_tested);
        row("qualifiers", report.qualifiers);
    }

private:
    static void give_tables(StepRun& r, const transforms::LintReport& report) {
        Table findings, classes;
        std::vector<std::string> file, message, name;
        std::vector<double> line, transform, count;
        for (const transforms::Finding& f : report.findings) {
            if (file.size() < most_warnings)
                r.context().warn(fmt::format("{}:{}:{}: transform {}: {}", f.where.file,
                                             f.where.line, f.where.column, f.transform, f.message));
            file.push_back(f.where.file);
            line.push_back(f.where.line);
            transform.push_back(f.transform);
            message.push_back(f.message);
        }
        for (const auto& [of, n] : report.classes) {
            name.push_back(of);
            count.push_back(static_cast<double>(n));
        }
        findings.add_texts("file") = std::move(file);
        findings.add_numbers("line") = std::move(line);
        findings.add_numbers("transform") = std::move(transform);
        findings.add_texts("finding") = std::move(message);
        classes.add_texts("class") = std::move(name);
        classes.add_numbers("transforms") = std::move(count);
        r.make("findings", to_csv(findings));
        r.make("classes", to_csv(classes));
    }
};

}  // namespace

void register_synthesis_rules(Registry& r) {
    r.add<SynthesisRules>("synthesis.rules", {1},
                          "Test transforms by the examples that they carry");
}

}  // namespace crucible
