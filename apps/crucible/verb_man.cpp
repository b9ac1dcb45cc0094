// `crucible man`: manual pages in roff, made of the same texts as --help.

#include <fmt/format.h>

#include <cctype>
#include <sstream>

#include "app.hpp"
#include "crucible/base/error.hpp"
#include "crucible/base/text.hpp"
#include "options.hpp"

namespace crucible::app {
namespace {

/// Text as roff takes it: backslashes, and dots and quotes at the start of lines.
std::string roff(std::string_view text) {
    std::string out;
    bool is_start = true;
    for (const char c : text) {
        if (is_start && (c == '.' || c == '\'')) out += "\\&";
        is_start = c == '\n';
        if (c == '\\')
            out += "\\e";
        else if (c == '-')
            out += "\\-";
        else
            out += c;
    }
    return out;
}

std::string in_capitals(std::string text) {
    for (char& c : text) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    return text;
}

std::string literal(std::string_view title, const std::string& text) {
    if (text.empty()) return "";
    return fmt::format(".SH {}\n.nf\n{}.fi\n", title, roff(text));
}

/// What --help prints has a sentence, examples, "usage: ..." and tables, in this order.
struct Help {
    std::string sentence, examples, usage, rest;
};
Help parts_of(const std::string& text) {
    Help out;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        const std::string whole = line + "\n";
        if (out.sentence.empty())
            out.sentence = line;
        else if (line.starts_with("usage: "))
            out.usage = line.substr(7) + "\n";
        else if (out.usage.empty() && !line.empty())
            out.examples += whole;
        else if (!out.usage.empty())
            out.rest += whole;
    }
    while (out.rest.ends_with("\n\n")) out.rest.pop_back();
    return out;
}

std::string page(const std::string& name, const std::string& sentence, const std::string& body) {
    return fmt::format(
        ".\\\" Made by crucible man.\n.TH {} 1 \"\" \"{}\" \"Crucible\"\n.SH NAME\n{} \\- {}\n{}"
        ".SH SEE ALSO\n.BR crucible (1),\n\\fIcrucible explain\\fR CODE|STEP,\n"
        "\\fIcrucible man\\fR VERB|STEP\n",
        in_capitals(roff(name)), roff(program_version()), roff(name), roff(sentence), body);
}

std::string page_of(const std::string& words, const std::string& help) {
    const Help h = parts_of(help);
    std::string name = "crucible-" + words;
    for (char& c : name)
        if (c == ' ' || c == '.') c = '-';
    return page(name, h.sentence,
                literal("SYNOPSIS", h.usage) + literal("OPTIONS AND OUTPUTS", h.rest) +
                    literal("EXAMPLES", h.examples));
}

/// The program's own page: what it is, its verbs and steps.
std::string program_page(const std::string& help) {
    const std::size_t first = help.find("\n\n"), verbs = help.find("Studies:");
    const std::string sentence = help.substr(help.find(": ") + 2, first - help.find(": ") - 2);
    return page(
        "crucible", sentence,
        literal("SYNOPSIS", "crucible VERB [options]\ncrucible GROUP VERB INPUTS [options]\n") +
            literal("EXAMPLES", help.substr(first + 2, verbs - first - 3)) +
            literal("VERBS AND STEPS", help.substr(verbs)));
}

}  // namespace

int verb_man(App& app, const CommandLine& line) {
    const auto o = read_options<ManOptions>(line);
    std::string asked = o.what;
    if (asked.empty()) {
        fmt::print("{}", program_page(overall_help(app.registry)));
        return Exit::ok;
    }
    std::vector<std::string> known;
    for (const auto* some : {&verbs(), &group_verbs()})
        for (const Verb& v : *some) {
            known.emplace_back(v.name);
            if (v.name != asked) continue;
            fmt::print("{}", page_of(asked, verb_help(v)));
            return Exit::ok;
        }
    for (const StepType& t : app.registry.all()) {
        known.push_back(t.name);
        std::string words = t.name;
        words[words.find('.')] = ' ';
        if (t.name != asked && words != asked) continue;
        fmt::print("{}", page_of(t.name, step_help(t)));
        return Exit::ok;
    }
    throw InputError(
        "E-cli-argument",
        fmt::format("there is no page on {}{}", in_quotes(asked), did_you_mean(asked, known)),
        "expected a verb or a step, as `crucible --help` lists them");
}

}  // namespace crucible::app
