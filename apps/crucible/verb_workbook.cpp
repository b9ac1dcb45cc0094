// `crucible synthesis workbook`: a workbook by words, from a terminal or a pipe.

#include <fmt/format.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <iostream>

#include "app.hpp"
#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/chem/plannable.hpp"
#include "crucible/kinds/workbook_dialogue.hpp"
#include "crucible/study/fill.hpp"
#include "options.hpp"
#include "output.hpp"

namespace crucible::app {
namespace {

struct WorkbookOptions {
    std::string target;
    std::filesystem::path output;
    std::int64_t seed = 1;
    WorkbookSetup setup;
    void describe(Fields& f) {
        f("target", target, "SMILES of the target, or a workbook that was saved")
            .required("\"CC(=O)Nc1ccc(O)cc1\"")
            .positional();
        f("output", output, "File that `save` and the end of input write (also -o)");
        f("seed", seed, "Seed of the searches").within(0, 9.0e15);
        setup.describe(f);
    }
};

/// What Ctrl-C stops: the search that runs, or the reading of the next line.
std::atomic<StopToken*> running_command{nullptr};
std::atomic<int> stops_at_prompt{0};

void on_workbook_stop(int) {
    StopToken* token = running_command.load();
    if (!token) {
        stops_at_prompt.fetch_add(1);
        return;
    }
    token->request();
    if (token->level() >= 3) ::_exit(Exit::interrupted);
}

void catch_workbook_signals() {
    struct sigaction action {};
    action.sa_handler = on_workbook_stop;  // without SA_RESTART: a read of the next line ends
    for (int s : {SIGINT, SIGTERM}) ::sigaction(s, &action, nullptr);
}

WorkbookOptions read_workbook_options(const CommandLine& line) {
    WorkbookOptions o;
    Fields f;
    o.describe(f);
    Fields typed;
    typed.fields = f.fields;
    std::string preset;
    typed("preset", preset, "A system of the field");
    Problems problems;
    fill(with_shipped(line.read(typed, problems)), f, problems, "");
    if (!problems.empty()) throw StudyError(std::move(problems));
    return o;
}

WorkbookDialogue begin_dialogue(const WorkbookOptions& o) {
    const bool is_file = o.target.ends_with(".json") || std::filesystem::is_regular_file(o.target);
    if (is_file)
        return {synthesis::Workbook::read(read_file(o.target), o.target), o.setup,
                o.output.empty() ? std::filesystem::path(o.target) : o.output};
    return {synthesis::Workbook(chem::plannable_molecule(o.target).smiles()), o.setup, o.output};
}

/// One line and its answer; false where it failed.
bool answer_line(WorkbookDialogue& dialogue, const std::string& line, std::int64_t seed,
                 Progress& progress) {
    StopToken token;
    const RunContext context(
        "workbook", static_cast<std::uint64_t>(seed),
        [&](const Event& e) {
            if (e.kind != Event::Kind::state) progress.take(e);
        },
        &token);
    running_command = &token;
    bool is_fine = true;
    std::string page;
    try {
        page = dialogue.answer(line, context);
    } catch (const Error& e) {
        is_fine = false;
        page = fmt::format("! {}\n", e.what());
    } catch (const Stopped&) {
        page = "stopped\n";
    }
    running_command = nullptr;
    fmt::print("{}", page);
    std::fflush(stdout);
    return is_fine;
}

/// At the end of the input: saves, or says what is lost.
void leave(WorkbookDialogue& dialogue) {
    if (dialogue.is_over() || !dialogue.is_unsaved()) return;
    if (!dialogue.file().empty()) {
        dialogue.save();
        fmt::print(stderr, "saved {}\n", dialogue.file().string());
        return;
    }
    const std::size_t done = dialogue.workbook().done();
    if (done == 0) return;  // moves were looked at, nothing was chosen
    fmt::print(stderr, "lost: {} action{}; `save FILE`, or -o FILE, keeps {}\n", done,
               done == 1 ? "" : "s", done == 1 ? "it" : "them");
}

}  // namespace

void describe_workbook(Fields& f) {
    static WorkbookOptions options;
    options.describe(f);
}

int verb_workbook(App&, const CommandLine& line) {
    const WorkbookOptions options = read_workbook_options(line);
    WorkbookDialogue dialogue = begin_dialogue(options);
    catch_workbook_signals();
    const bool is_terminal = ::isatty(STDIN_FILENO) != 0;
    bool all_fine = true;
    if (is_terminal) fmt::print("{}`help` lists the commands\n", dialogue.tree());
    Progress progress;
    std::string text;
    while (!dialogue.is_over()) {
        if (is_terminal) fmt::print("> ");
        std::fflush(stdout);
        if (!std::getline(std::cin, text)) break;
        all_fine = answer_line(dialogue, text, options.seed, progress) && all_fine;
    }
    leave(dialogue);
    if (stops_at_prompt > 0) return Exit::interrupted;
    return is_terminal || all_fine ? Exit::ok : Exit::failed;
}

}  // namespace crucible::app
