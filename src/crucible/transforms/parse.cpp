// Files of transforms: lines to statements, statements to transforms.

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "crucible/base/text.hpp"
#include "crucible/chem/molecule.hpp"
#include "crucible/transforms/language.hpp"
#include "crucible/transforms/meaning.hpp"
#include "crucible/transforms/statement_reader.hpp"

namespace crucible::transforms {
namespace {

using Kind = Statement::Kind;

constexpr std::string_view remark_mark = "...";
constexpr std::size_t longest_line = 4000, most_faults = 100;

/// Of a line that is not blank.
bool holds_free_text(std::string_view line) {
    static constexpr std::string_view all[] = {"NAME",    "RETRON",    "FROM",      "CONDITIONS",
                                               "EXAMPLE", "REFERENCE", "MECHANISM", "REFUSE"};
    return std::ranges::find(all, words(line).front().text) != std::end(all);
}

/// The line without its remark: what follows three dots, and what stands in round brackets at the
/// end of a statement.
std::string_view without_remark(std::string_view line) {
    line = line.substr(0, std::min(line.find(remark_mark), line.size()));
    std::string_view kept = line;
    while (!kept.empty() && (kept.back() == ' ' || kept.back() == '\t')) kept.remove_suffix(1);
    if (!kept.ends_with(')') || holds_free_text(kept)) return kept;
    const auto open = kept.rfind(" (");
    return open == std::string_view::npos ? kept : kept.substr(0, open);
}

class FileReader {
public:
    FileReader(std::string_view text, const std::string& file, const Vocabulary& vocabulary)
        : lines_(text, file), vocabulary_(vocabulary) {}

    ParsedTransforms read() {
        std::string_view line;
        while (lines_.next(line) && out_.faults.size() < most_faults) take_line(line);
        finish();
        return std::move(out_);
    }

private:
    void take_line(std::string_view raw) {
        const std::string_view line = without_remark(raw);
        if (trim(line).empty()) return;
        try {
            if (line.size() > longest_line)
                throw InputError("E-transform-syntax",
                                 fmt::format("a line is longer than {} bytes", longest_line),
                                 "split it, or shorten the pattern", lines_.here(1));
            if (words(line).front().text == "TRANSFORM")
                begin(line);
            else
                add(StatementReader(line, lines_.here(1), vocabulary_).read());
        } catch (const Error& e) {
            note(e);
        }
    }

    void note(const Error& e) {
        has_fault_ = true;
        out_.faults.push_back({e.code(), e.message(), e.cure(), e.where()});
    }

    void begin(std::string_view line) {
        finish();
        const auto all = words(line);
        current_.emplace();
        has_fault_ = false;
        Transform& t = *current_;
        t.file = lines_.file();
        t.place = {lines_.line_number(), all.front().column};
        const auto n = all.size() == 2 ? to_integer(all[1].text) : std::nullopt;
        if (!n || *n < 1 || *n > 99'999)
            throw InputError("E-transform-syntax", "a transform begins without its number",
                             "write TRANSFORM and a number from 1 to 99999",
                             lines_.here(all.size() > 1 ? all[1].column : all[0].column));
        t.number = static_cast<int>(*n);
        if (!numbers_.insert(t.number).second)
            throw InputError(
                "E-transform-meaning", fmt::format("number {} is there twice", t.number),
                "give every transform of a library its own number", lines_.here(all[1].column));
    }

    void add(Statement s) {
        if (!current_)
            throw InputError("E-transform-syntax", "a statement stands before any TRANSFORM",
                             "begin with TRANSFORM and a number", lines_.here(s.place.column));
        take_text(s);
        current_->statements.push_back(std::move(s));
    }

    void set_once(std::string& field, const Statement& s) const {
        if (!field.empty())
            throw InputError("E-transform-meaning", "the statement is there twice",
                             "leave one of them out", lines_.here(s.place.column));
        field = s.text;
    }

    void take_text(const Statement& s) {
        Transform& t = *current_;
        switch (s.kind) {
            case Kind::name:
                return set_once(t.name, s);
            case Kind::class_name:
                return set_once(t.class_name, s);
            case Kind::retron:
                return set_once(t.retron, s);
            case Kind::from:
                return set_once(t.from, s);
            case Kind::mechanism:
                return set_once(t.mechanism, s);
            case Kind::conditions:
                t.conditions += (t.conditions.empty() ? "" : "; ") + s.text;
                return;
            case Kind::reference:
                t.references.push_back(s.text);
                return;
            case Kind::rating:
                if (t.rating >= 0)
                    throw InputError("E-transform-meaning", "the statement is there twice",
                                     "leave one of them out", lines_.here(s.place.column));
                t.rating = s.number;
                return;
            case Kind::powerful:
                t.is_powerful = true;
                return;
            case Kind::example:
            case Kind::refuse:
                return take_example(s);
            default:
                return;
        }
    }

    /// Canonical SMILES; a fault is located in the line.
    std::vector<std::string> molecules(std::string_view text, const Statement& s) const {
        try {
            return chem::canonical_components(trim(text));
        } catch (Error& e) {
            e.locate(lines_.here(s.text_column));
            throw;
        }
    }

    void take_example(const Statement& s) {
        Example x;
        x.place = s.place;
        const auto arrow = s.text.find(">>");
        const bool is_example = s.kind == Kind::example;
        if (is_example != (arrow != std::string::npos))
            throw InputError(
                "E-transform-syntax",
                is_example ? "an example has no precursors"
                           : "a target that is refused has precursors",
                is_example ? "write EXAMPLE target >> precursor.precursor" : "write REFUSE target",
                lines_.here(s.text_column));
        const auto target = molecules(std::string_view(s.text).substr(0, arrow), s);
        if (target.size() != 1)
            throw InputError("E-transform-syntax", "a target is more than one molecule",
                             "write one molecule without its salts", lines_.here(s.text_column));
        x.target = target.front();
        if (is_example) x.precursors = molecules(std::string_view(s.text).substr(arrow + 2), s);
        if (!is_example && !current_->statements.empty()) {
            const Statement& before = current_->statements.back();
            if (before.kind == Kind::kill) x.killed_by = before.place.line;
            if (before.kind == Kind::refuse) x.killed_by = current_->refusals.back().killed_by;
        }
        (is_example ? current_->examples : current_->refusals).push_back(std::move(x));
    }

    void finish() {
        if (!current_) return;
        if (!has_fault_) {
            const std::size_t before = out_.faults.size();
            check_meaning(*current_, vocabulary_, out_.faults);
            has_fault_ = out_.faults.size() > before;
        }
        if (!has_fault_) out_.transforms.push_back(std::move(*current_));
        current_.reset();
    }

    LineReader lines_;
    const Vocabulary& vocabulary_;
    ParsedTransforms out_;
    std::optional<Transform> current_;
    std::set<int> numbers_;
    bool has_fault_ = false;
};

}  // namespace

ParsedTransforms parse_transforms(std::string_view text, const std::string& file,
                                  const Vocabulary& vocabulary) {
    return FileReader(text, file, vocabulary).read();
}

void require_faultless(const ParsedTransforms& parsed) {
    if (parsed.faults.empty()) return;
    const Fault& f = parsed.faults.front();
    const std::size_t more = parsed.faults.size() - 1;
    throw InputError(f.code, more ? fmt::format("{} (and {} more)", f.message, more) : f.message,
                     f.cure, f.where);
}

}  // namespace crucible::transforms
