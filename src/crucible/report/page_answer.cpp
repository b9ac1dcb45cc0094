// The verdict, the key numbers, the checks and the provenance.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "crucible/base/text.hpp"
#include "crucible/report/html.hpp"
#include "crucible/report/page_parts.hpp"
#include "crucible/report/typography.hpp"

namespace crucible::report {
namespace {

constexpr std::string_view big_tick = "<path d=\"M5 12.5 10 17.5 19 6.5\"/>";
constexpr std::string_view big_cross = "<path d=\"M6 6l12 12M18 6 6 18\"/>";
constexpr std::string_view big_mark = "<path d=\"M12 6v7M12 16.5v.6\"/>";

// How far a check is from its reference, in units of what it allows; no value is worst of all.
double badness(const Check& check) {
    if (!check.value || !std::isfinite(*check.value)) return 1e300;
    if (!check.reference || !check.within || !(*check.within > 0)) return 0;
    return std::abs(*check.value - *check.reference) / *check.within;
}

const Check* worst_check(const Page& page, Outcome outcome) {
    const Check* worst = nullptr;
    for (const Check& check : page.checks) {
        if (check.outcome != outcome) continue;
        if (worst == nullptr || badness(check) > badness(*worst)) worst = &check;
    }
    return worst;
}

std::string about_worst(const Check& check) {
    if (!check.note.empty()) return html_of(check.note);
    const std::string name = "<code>" + escaped(check.id) + "</code>";
    if (check.outcome == Outcome::fail) {
        return check.value ? name + " is off its reference." : name + " has no value.";
    }
    return "Nearest to its limit: " + name + ".";
}

struct Verdict {
    std::string_view face, icon;
    std::string text;
};

Verdict verdict_of(const Page& page) {
    std::size_t passed = 0, failed = 0;
    for (const Check& check : page.checks) {
        passed += check.outcome == Outcome::pass;
        failed += check.outcome == Outcome::fail;
    }
    const std::size_t n = passed + failed;
    const std::string count = n == 0 ? "No checks in this study."
                                     : std::to_string(passed) + " of " + std::to_string(n) +
                                           (n == 1 ? " check passed." : " checks passed.");
    const std::string counted = "<b>" + count + "</b> ";
    const std::string state = page.state_note.empty() ? "" : html_of(page.state_note) + " ";
    if (page.state == State::failed) return {"fail", big_cross, "<b>" + state + "</b>" + count};
    if (failed > 0) {
        return {"fail", big_cross,
                counted + state + about_worst(*worst_check(page, Outcome::fail))};
    }
    if (page.state == State::running || page.state == State::stopped) {
        return {"part", big_mark, "<b>" + state + "</b>" + count};
    }
    if (!page.caveat.empty()) return {"part", big_mark, counted + state + html_of(page.caveat)};
    if (n == 0) return {"", big_mark, counted + state};
    return {"pass", big_tick, counted + state + about_worst(*worst_check(page, Outcome::pass))};
}

int check_decimals(const Check& check) {
    if (check.within && *check.within > 0) return decimals_for_error(*check.within);
    std::vector<double> values;
    if (check.value) values.push_back(*check.value);
    if (check.reference) values.push_back(*check.reference);
    return std::min(4, decimals_for(values));
}

std::string optional_value(const std::optional<double>& v, const std::string& unit, int decimals,
                           const char* reason) {
    if (v && std::isfinite(*v)) return value_html(*v, unit, decimals);
    return "<span class=\"na\">" + std::string(reason) + "</span>";
}

/// Six digits, or fewer where they show the number: "19", not "19.0000".
std::string few_digits(double v) {
    const std::string chosen = chosen_number(v), six = significant(v, 6);
    return chosen.size() < six.size() ? chosen : six;
}

std::string reference_text(const Reference& reference) {
    std::string out = "reference ";
    if (reference.error && *reference.error > 0) {
        return out + with_error(reference.value, *reference.error);
    }
    const bool limited = reference.tolerance && *reference.tolerance > 0;
    out += limited ? fixed(reference.value, decimals_for_error(*reference.tolerance))
                   : few_digits(reference.value);
    if (limited) out += ", within " + chosen_number(*reference.tolerance);
    return out;
}

}  // namespace

void append_verdict(std::string& out, const Page& page) {
    const Verdict v = verdict_of(page);
    out += "<p class=\"verdict " + std::string(v.face) +
           "\"><svg viewBox=\"0 0 24 24\" "
           "aria-hidden=\"true\">" +
           std::string(v.icon) + "</svg><span>" + v.text;
    if (!page.checks.empty()) out += " <a href=\"#checks\">See the checks</a>";
    out += "</span></p>\n";
}

void append_key_number(std::string& out, const KeyNumber& key) {
    out += "<div class=\"key\"><dt>" + html_of(key.label) + "</dt><dd><span class=\"val\">";
    const bool error = key.error && *key.error > 0 && std::isfinite(*key.error);
    if (!std::isfinite(key.value)) {
        out += "no value";
    } else if (error) {
        const int decimals = decimals_for_error(*key.error);
        out += fixed(key.value, decimals) + " <span class=\"err\">± " +
               fixed(*key.error, decimals) + "</span>";
    } else if (key.reference && key.reference->tolerance && *key.reference->tolerance > 0) {
        out += fixed(key.value, decimals_for_error(*key.reference->tolerance));
    } else {
        out += significant(key.value, key.digits);
    }
    out += "</span>";
    if (!key.unit.empty())
        out += " <span class=\"unit\">" + html_of(unit_text(key.unit)) + "</span>";
    out += "</dd><dd class=\"ref\"><span>";
    out += key.reference ? reference_text(*key.reference) : "no reference";
    out += "</span>";
    const std::string& source = key.reference ? key.reference->source : key.source;
    if (!source.empty()) out += "<span>" + html_of(source) + "</span>";
    if (key.reference && std::isfinite(key.value) && std::isfinite(key.reference->value)) {
        const double tolerance =
            key.reference->tolerance.value_or(key.reference->error.value_or(0));
        if (tolerance > 0) out += strip_html(key.value, key.reference->value, tolerance);
    }
    out += "</dd></div>\n";
}

void append_checks(std::string& out, const Page& page) {
    out += "<section id=\"checks\"><h2>Checks</h2>\n";
    if (page.checks.empty()) {
        out +=
            "<p class=\"note\">This study states no checks. A block <code>[[check]]</code> with "
            "<code>id</code>, <code>expect</code> and <code>within</code> adds "
            "one.</p></section>\n";
        return;
    }
    out +=
        "<div class=\"tw\" tabindex=\"0\" role=\"region\" aria-label=\"Checks\"><table><thead><tr>"
        "<th scope=\"col\">Verdict</th><th scope=\"col\">Check</th><th scope=\"col\" class=\"n\">"
        "This run</th><th scope=\"col\" class=\"n\">Reference</th><th scope=\"col\" class=\"n\">"
        "Within</th><th scope=\"col\">Source</th></tr></thead>\n<tbody>\n";
    for (const Check& check : page.checks) {
        const int decimals = check_decimals(check);
        out += "<tr><td>" + badge_html(check.outcome) + "</td><th scope=\"row\"><code>" +
               escaped(check.id) + "</code></th><td class=\"n\">" +
               optional_value(check.value, check.unit, decimals, "not run") +
               "</td><td class=\"n\">" +
               optional_value(check.reference, "", decimals, "no reference") +
               "</td><td class=\"n\">" +
               (check.within ? chosen_number(*check.within) : "<span class=\"na\">none</span>") +
               "</td><td class=\"wrap\">" +
               html_of(check.source.empty() ? "not stated" : check.source) + "</td></tr>\n";
    }
    out += "</tbody></table></div></section>\n";
}

namespace {

/// A path as a link; other characters than these could be read as something else than a path.
std::string file_link(const std::string& path) {
    std::string href;
    for (const char c : path) {
        const auto byte = static_cast<unsigned char>(c);
        const bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                              (c >= '0' && c <= '9') ||
                              std::string_view("-_./").find(c) != std::string_view::npos;
        href += is_plain ? std::string(1, c) : fmt::format("%{:02X}", byte);
    }
    return "<a href=\"./" + href + "\">" + escaped(path) + "</a>";
}

void append_files(std::string& out, const std::vector<NamedFile>& files) {
    if (files.empty()) return;
    out +=
        "<details class=\"dt more\" open><summary>Files beside this page</summary>"
        "<ul class=\"files\">";
    for (const NamedFile& f : files)
        out += "<li>" + file_link(f.path) + "<br>" + html_of(f.sentence) + "</li>";
    out += "</ul></details>\n";
}

}  // namespace

void append_provenance(std::string& out, const Page& page) {
    out += "<section id=\"provenance\"><h2>Provenance</h2>\n";
    if (!page.provenance.empty()) {
        out += "<dl class=\"prov\">";
        for (const Fact& fact : page.provenance) {
            out += "<div><dt>" + html_of(fact.label) + "</dt><dd>" + html_of(fact.text);
            if (!fact.sha256.empty()) {
                out += " <span class=\"h\">sha256</span> " + hash_html(fact.sha256);
            }
            out += "</dd></div>";
        }
        out += "</dl>\n";
    }
    append_files(out, page.files);
    const auto list = [&out](const char* title, const std::vector<std::string>& lines, bool open,
                             bool plain) {
        if (lines.empty()) return;
        out += std::string("<details class=\"dt more\"") + (open ? " open" : "") + "><summary>" +
               title + "</summary><ul>";
        for (const std::string& line : lines) {
            out += "<li>" + (plain ? escaped(line) : html_of(line)) + "</li>";
        }
        out += "</ul></details>\n";
    };
    const auto block = [&out](const char* title, const std::string& text) {
        if (text.empty()) return;
        out += std::string("<details class=\"dt more\"><summary>") + title +
               "</summary><pre tabindex=\"0\"><code>" + escaped(text) + "</code></pre></details>\n";
    };
    list("Cite", page.cite, true, false);
    block("Study file", page.study_file);
    block("All parameters, defaults resolved", page.defaults);
    list("Warnings of the log", page.warnings, false, true);
    out += "</section>\n";
}

}  // namespace crucible::report
