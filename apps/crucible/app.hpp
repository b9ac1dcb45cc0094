#pragma once
// What the verbs of the command line share.

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "crucible/base/run_context.hpp"
#include "crucible/data/store.hpp"
#include "crucible/kinds/kinds.hpp"
#include "crucible/study/command_line.hpp"
#include "crucible/study/registry.hpp"
#include "crucible/study/runner.hpp"

namespace crucible::app {

/// Exit codes of the program.
enum Exit { ok = 0, failed = 1, usage = 2, check_failed = 3, not_built = 4, interrupted = 130 };

struct App {
    Registry registry;
    std::filesystem::path program;  ///< this very file, re-executed for workers
    StopToken& stop;
};

/// A fixed verb. `describe` fills Fields for --help and completion.
struct Verb {
    std::string_view name, arguments, sentence, examples;
    int (*run)(App&, const CommandLine&);
    void (*describe)(Fields&);
};
const std::vector<Verb>& verbs();
/// Verbs of a group that are no steps, named "GROUP VERB".
const std::vector<Verb>& group_verbs();

int verb_new(App&, const CommandLine&);
int verb_check(App&, const CommandLine&);
int verb_plan(App&, const CommandLine&);
int verb_run(App&, const CommandLine&);
int verb_status(App&, const CommandLine&);
int verb_show(App&, const CommandLine&);
int verb_compare(App&, const CommandLine&);
int verb_report(App&, const CommandLine&);
int verb_serve(App&, const CommandLine&);
int verb_list(App&, const CommandLine&);
int verb_explain(App&, const CommandLine&);
int verb_doctor(App&, const CommandLine&);
int verb_bench(App&, const CommandLine&);
int verb_completion(App&, const CommandLine&);
int verb_workbook(App&, const CommandLine&);
void describe_workbook(Fields&);
void describe_serve(Fields&);

/// `crucible GROUP VERB INPUTS --parameter value`: the one-step study of that step type.
int run_step_command(App&, const StepType&, const std::vector<std::string>& words);
std::string step_help(const StepType&);
std::string verb_help(const Verb&);

}  // namespace crucible::app
