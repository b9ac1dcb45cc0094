#pragma once
// The options of the fixed verbs, as described structs.

#include <string>
#include <vector>

#include "crucible/base/describe.hpp"

namespace crucible::app {

struct Json {
    Flag json = Flag::off;
    void describe_json(Fields& f) {
        f("json", json, "One JSON document on standard output").flag();
    }
};

struct StudyOptions : Json {
    std::string study, output;
    std::vector<std::string> set;
    void describe(Fields& f) {
        f("study", study, "Study file").required("study.toml").positional();
        f("output", output, "Run directory; runs/NAME if not given (also -o)");
        f("set", set, "Value written over the study: STEP.KEY=VALUE").one_each();
        describe_json(f);
    }
};

struct RunVerbOptions : StudyOptions {
    std::string on = "local";
    std::vector<std::string> only, fresh;
    Flag verify = Flag::off, dry_run = Flag::off;
    void describe(Fields& f) {
        StudyOptions::describe(f);
        f("on", on, "Where work items run: local, mpi or slurm:PARTITION, and :N for N workers");
        f("only", only, "Run this step alone");
        f("fresh", fresh, "Forget this step's results and run it again");
        f("verify", verify, "Check the content of finished outputs, not only their size").flag();
        f("dry-run", dry_run, "Print how work items would be started, and start nothing").flag();
    }
};

struct NewOptions {
    std::string kind, directory;
    void describe(Fields& f) {
        f("kind", kind, "Kind of study").required("polymorphs").positional();
        f("directory", directory, "New directory").required("my-study").positional();
    }
};

struct RunOptionsOnly : Json {
    std::string run;
    void describe(Fields& f) {
        f("run", run, "Run directory").required("runs/tio2").positional();
        describe_json(f);
    }
};

struct ShowOptions : Json {
    std::string run, id;
    void describe(Fields& f) {
        f("run", run, "Run directory").required("runs/tio2").positional();
        f("id", id, "One result, or the start of several").positional();
        describe_json(f);
    }
};

struct CompareOptions : Json {
    std::string a, b;
    void describe(Fields& f) {
        f("a", a, "Run directory").required("runs/a").positional();
        f("b", b, "Run directory").required("runs/b").positional();
        describe_json(f);
    }
};

struct ReportOptions {
    std::string run, output;
    Flag open = Flag::off;
    void describe(Fields& f) {
        f("run", run, "Run directory").required("runs/tio2").positional();
        f("output", output, "Copy of the report (also -o)");
        f("open", open, "Show it in the browser").flag();
    }
};

struct ListOptions : Json {
    std::string what = "steps";
    void describe(Fields& f) {
        f("what", what, "steps, kinds, models or formats").positional();
        describe_json(f);
    }
};

enum class Style { text, schema, markdown };
inline std::span<const Name> names(Style) {
    static constexpr Name all[] = {
        {"text", "as help"}, {"schema", "JSON schema"}, {"markdown", "docs page"}};
    return all;
}

struct ExplainOptions {
    std::string topic;
    Style as = Style::text;
    void describe(Fields& f) {
        f("topic", topic, "An error code (E-...) or a step").required("E-unit").positional();
        f("as", as, "How a step is explained");
    }
};

struct DoctorOptions : Json {
    void describe(Fields& f) { describe_json(f); }
};

struct BenchOptions : Json {
    std::string name;
    void describe(Fields& f) {
        f("name", name, "One benchmark, or the start of several").positional();
        describe_json(f);
    }
};

struct CompletionOptions {
    std::string shell;
    void describe(Fields& f) {
        f("shell", shell, "bash, zsh or fish").required("bash").positional();
    }
};

struct ManOptions {
    std::string what;
    void describe(Fields& f) {
        f("what", what, "A verb, a group's verb or a step; none: the program").positional();
    }
};

template <class T>
void describe_options(Fields& f) {
    // The addresses must outlive the Fields that point at them; only texts and defaults are read.
    static T t;
    t.describe(f);
}

}  // namespace crucible::app
