#pragma once
// The report page as data, and its one self-contained HTML file.
// Texts are marked text (typography.hpp) unless said; nothing in them is taken as HTML.

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "crucible/report/figure.hpp"
#include "crucible/report/sheet.hpp"
#include "crucible/report/table.hpp"

namespace crucible::report {

struct Reference {
    double value = 0;
    std::optional<double> error;      ///< one standard error of the reference
    std::optional<double> tolerance;  ///< half width of what counts as agreement
    std::string source;
};
/// A cell between hairlines: label, value ± error, unit, reference or "no reference", source.
struct KeyNumber {
    std::string label;
    double value = 0;
    std::optional<double> error;  ///< one standard error
    int digits = 4;               ///< significant digits when there is no error
    std::string unit;             ///< plain, or words such as "from 380"
    std::optional<Reference> reference;
    std::string source;  ///< where the value is from, when there is no reference
};

struct Check {
    std::string id;  ///< plain
    Outcome outcome = Outcome::info;
    std::optional<double> value;  ///< none: the step did not produce it
    std::optional<double> reference;
    std::optional<double> within;
    std::string unit;
    std::string source;
    std::string note;  ///< said in the verdict line when this check is the worst
};

/// What happened, and what the report did about it.
struct Callout {
    enum class Kind : std::uint8_t { note, error } kind = Kind::note;
    std::string headline, text;
    std::string code;  ///< error code, or ""
    std::string cure;  ///< command, or ""
};

/// A structure with its still picture; "Open viewer" turns it.
struct StructureView {
    std::string id;  ///< unique on the page
    std::string name;
    std::string note;  ///< one line below the name: "*Pa*3̄, 21 of 1 000"
    Crystal crystal;
};
/// Small multiples under one caption, numbered as a figure.
struct StructureGallery {
    std::string id, title, caption;
    std::vector<StructureView> views;
    Width each = Width::third;
    Table::Sample sample = Table::Sample::no;
};

using Item = std::variant<Figure, Table, Callout, StructureGallery>;
struct Group {
    std::string title;  ///< one or two words
    std::vector<Item> items;
};

/// A line of the provenance box.
struct Fact {
    std::string label;   ///< "Study"
    std::string text;    ///< marked
    std::string sha256;  ///< plain hex, or ""
};

/// A file beside the page: links to it work while they stay together.
struct NamedFile {
    std::string path;      ///< plain, from the page's directory
    std::string sentence;  ///< marked: what is in it
};

enum class State : std::uint8_t { complete, running, stopped, failed, empty };

struct Page {
    std::string kind, study_name;  ///< plain; top line
    std::string date, run_time;    ///< plain: "21 November 2026", "6 min 12 s on 2 cores"
    std::string question;          ///< the kind's question
    std::string headline;          ///< h1
    std::string lede;              ///< at most three sentences
    State state = State::complete;
    std::string state_note;              ///< "Running, 62 %"; said in the verdict unless complete
    std::string caveat;                  ///< condition of the method that is not met: amber
    std::vector<KeyNumber> key_numbers;  ///< 3-6
    std::optional<Item> hero;
    std::vector<Group> groups;
    std::vector<Check> checks;
    std::vector<Fact> provenance;
    std::vector<NamedFile> files;     ///< what can be taken to other programs
    std::vector<Document> documents;  ///< printed beside the page, not part of it
    std::vector<std::string> cite;
    std::string study_file;             ///< plain text of the study
    std::string defaults;               ///< plain text: all parameters resolved
    std::vector<std::string> warnings;  ///< plain text, from the log
    std::string program;                ///< plain: "Crucible 0.1.0"
};

/// What the page may embed.
struct Assets {
    /// Bundles made from web/, of structures and of volumes; "" leaves their viewers out.
    std::string_view viewer_js, volume_js;
};

/// The page. Needs no network, says everything without scripts, same bytes for the same page.
/// A figure or structure that cannot be drawn becomes a frame with its code and the rest stays.
/// Throws InconsistentError (E-report-id) for ids that clash or are no names.
std::string render(const Page&, const Assets&);

/// "fig-1.svg" and "fig-1.csv" style files of every figure, in page order.
struct FigureFile {
    std::string name, bytes;
};
std::vector<FigureFile> figure_files(const Page&);

}  // namespace crucible::report
