#pragma once
// A finished or unfinished run, read back for its report.

#include <map>
#include <string>
#include <vector>

#include "crucible/atoms/structure.hpp"
#include "crucible/base/value.hpp"
#include "crucible/data/store.hpp"
#include "crucible/data/table.hpp"
#include "crucible/report/page.hpp"
#include "crucible/study/run_directory.hpp"

namespace crucible {

struct RunStep {
    std::string name, use,
        state;  ///< state: "done", "failed", "interrupted", "running" or "not run"
    Value plan, status;
    double seconds = 0;  ///< wall time of the last time that it ran
};

class RunData {
public:
    /// Throws IoError or InputError when the directory is damaged.
    explicit RunData(const RunDirectory&);

    const RunDirectory directory;
    Value plan;
    std::vector<RunStep> steps;
    std::vector<Row> rows;  ///< ids are "step.row"
    std::vector<std::string> warnings;
    std::string date;  ///< of the last event, "21 November 2026"
    double seconds = 0;

    /// The finished step of this type, or nullptr.
    const RunStep* done(std::string_view use) const;
    /// All finished steps of this type, in the study's order.
    std::vector<const RunStep*> all_done(std::string_view use) const;
    const Row* row(const std::string& id) const;
    /// Whether the step made this output: runs of an older program may lack it.
    bool has(const RunStep&, std::string_view output) const;
    Table table(const RunStep&, std::string_view output) const;
    Structures structures(const RunStep&, std::string_view output) const;
    std::filesystem::path file(const RunStep&, std::string_view output) const;

private:
    void read_events();
};

/// The page of any run: answer, figures and views that its steps declare, checks, provenance.
report::Page run_page(const RunData&);
/// Answer, key numbers, figures and tables of a polymorphs search.
void fill_polymorphs_page(const RunData&, const RunStep&, report::Page&);
/// Figures and tables of free energies and phase diagrams of polymorphs; false for any other step.
bool fill_phase_diagram_page(const RunData&, const RunStep&, report::Page&);
/// Figures and tables of a step on maps and clusters, or on predictions and basins, of polymorphs;
/// false for any other step.
void fill_free_energy_page(const RunData&, const RunStep&, report::Page&);
bool fill_polymorphs_map_page(const RunData&, const RunStep&, report::Page&);
bool fill_polymorphs_basin_page(const RunData&, const RunStep&, report::Page&);
/// Answer and figures of a coexistence run; its tables follow as of any step.
void fill_melting_page(const RunData&, const RunStep&, report::Page&);
/// Answer and figures of melting temperatures from cohesive energies; its tables follow.
void fill_cohesion_page(const RunData&, const RunStep&, report::Page&);
/// Answer, key numbers, pictures and figures of the steps on soil cores; nothing without any.
void fill_soil_page(const RunData&, report::Page&);

/// Answer and routes of synthesis plans; nothing without any.
void fill_synthesis_page(const RunData&, report::Page&);
/// Answer, routes and tables of synthesis.compare.
void fill_compare_page(const RunData&, const RunStep&, report::Page&);

/// Instead of the figures that such a step declares; none for other steps.
std::vector<report::Figure> synthesis_step_figures(const RunData&, const RunStep&);
std::vector<report::Figure> hull_figures(const RunData&, const RunStep&);

/// The column of this name of a run's table. Throws IoError (E-run-damaged) without one.
const Column& column_of(const Table&, std::string_view name);

/// A table as the page shows it: its first rows, four significant digits, or as many as an "error"
/// in the column after leaves; space groups as they are printed.
report::Table report_table(const Table&, const std::string& title, const std::string& caption);

/// First letter in upper case, for names at the start of a sentence.
std::string capitalised(std::string);

/// What the report draws of a structure: element colours in order of appearance, bonds between
/// unlike elements up to 1.2 times the sum of the covalent radii.
report::Crystal report_crystal(const Structure&);

}  // namespace crucible
