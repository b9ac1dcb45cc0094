#pragma once
// A workbook by words: a line in, a page of text out. The terminal and tests speak to it.

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crucible/base/run_context.hpp"
#include "crucible/kinds/workbook_setup.hpp"
#include "crucible/synthesis/workbook.hpp"

namespace crucible {

class WorkbookDialogue {
public:
    /// `file`: where `save` writes; empty: nowhere yet. Sources are opened when first needed.
    WorkbookDialogue(synthesis::Workbook, WorkbookSetup, std::filesystem::path file);

    /// Does what a line says and tells it. Throws InputError (E-workbook-command) with line and
    /// column for what is no command, and what the workbook throws; the workbook is then as it was.
    std::string answer(std::string_view line, const RunContext&);
    /// The tree, as `show` tells it.
    std::string tree() const;

    bool is_over() const { return is_over_; }
    /// Whether something was done, or learned, since the file was written.
    bool is_unsaved() const { return book_.text() != saved_; }
    const std::filesystem::path& file() const { return file_; }
    /// Writes the file, aside and renamed. Throws IoError.
    void save();
    const synthesis::Workbook& workbook() const { return book_; }

    /// One of its commands: the word, its short form, what follows, what it does.
    struct Command;

private:
    struct Given;
    static const std::vector<Command>& commands();

    void open();
    std::string help(const Given&);
    std::string show(const Given&);
    std::string expand(const Given&);
    std::string explain(const Given&);
    std::string choose(const Given&);
    std::string back(const Given&);
    std::string undo(const Given&);
    std::string redo(const Given&);
    std::string forbid(const Given&);
    std::string allow(const Given&);
    std::string mark_bond(const Given&);
    std::string mark_stock(const Given&);
    std::string pin(const Given&);
    std::string demand(const Given&);
    std::string search(const Given&);
    std::string routes(const Given&);
    std::string take(const Given&);
    std::string keep(const Given&);
    std::string compare(const Given&);
    std::string note(const Given&);
    std::string list(const Given&);
    std::string export_routes(const Given&);
    std::string write(const Given&);
    std::string quit(const Given&);

    synthesis::Workbook book_;
    WorkbookSetup setup_;
    std::filesystem::path file_;
    std::string saved_;
    std::optional<OpenedPlan> opened_;
    int asked_ = 1;  ///< the molecule whose moves were listed last
    int line_ = 0;
    const RunContext* context_ = nullptr;  ///< of the line that is being answered
    bool is_over_ = false, may_leave_ = false;
};

}  // namespace crucible
