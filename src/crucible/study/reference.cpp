// Where "@step.output", "@input" and the name of a file lead, or why nowhere.
#include <fmt/format.h>

#include <algorithm>

#include "crucible/base/text.hpp"
#include "crucible/study/study_file.hpp"

namespace crucible {

std::variant<Reference, std::string> resolve_reference(const Study& study, const std::string& text,
                                                       Artefact wanted) {
    if (text.empty()) return Reference{};
    if (text[0] != '@') {
        if (std::filesystem::exists(study.directory / text))
            return Reference{Reference::Kind::file, text, ""};
        return fmt::format("there is no file {}", in_quotes(text));
    }
    const std::size_t dot = text.find('.');
    const std::string name = text.substr(1, dot == text.npos ? text.npos : dot - 1);
    std::string output = dot == text.npos ? "" : text.substr(dot + 1);
    if (dot + 1 == text.size()) return fmt::format("'{}' names no output behind the dot", text);
    if (study.input(name)) {
        if (output.empty()) return Reference{Reference::Kind::input, name, ""};
        return fmt::format("'@{}' is an input and has no outputs", name);
    }
    const StudyStep* s = study.step(name);
    if (!s) {
        std::vector<std::string> known;
        for (const StudyStep& k : study.steps) known.push_back(k.name);
        for (const StudyInput& k : study.inputs) known.push_back(k.name);
        return fmt::format("no step or input is called {}{}", in_quotes(name),
                           did_you_mean(name, known));
    }
    const std::vector<Output> outputs = s->fields().outputs;
    std::vector<std::string> fitting, all;
    for (const Output& o : outputs) {
        all.emplace_back(o.name);
        if (o.artefact == wanted) fitting.emplace_back(o.name);
        if (o.name == output && o.artefact != wanted)
            return fmt::format("'{}' is of the kind {}", text, artefact_name(o.artefact));
    }
    if (output.empty() && fitting.size() == 1) output = fitting[0];
    // Of several, the one that is called like what is wanted.
    if (output.empty() &&
        std::find(fitting.begin(), fitting.end(), artefact_name(wanted)) != fitting.end())
        output = artefact_name(wanted);
    if (output.empty())
        return fmt::format("'{}' makes {} outputs that fit: {}", text, fitting.size(),
                           fmt::join(fitting, ", "));
    if (std::find(all.begin(), all.end(), output) == all.end())
        return fmt::format("'@{}' makes no {}{}", name, in_quotes(output),
                           did_you_mean(output, all));
    return Reference{Reference::Kind::step, name, output};
}

}  // namespace crucible
