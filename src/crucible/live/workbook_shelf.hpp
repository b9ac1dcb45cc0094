#pragma once
// The workbooks of a folder that a page works on.

#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "crucible/live/shelved_workbook.hpp"

namespace crucible::live {

class WorkbookShelf {
public:
    /// Workbooks lie in `root`/workbooks, the terminal's own too; files that they name lie below
    /// `root`. All are opened; one that cannot be is listed with its fault.
    WorkbookShelf(std::filesystem::path root, serve::Access);

    /// {workbooks, presets, stocks} of docs/live.md.
    Value list();
    /// {target: SMILES or MOL block, name, setup} as a new workbook; {id}. Throws InputError
    /// (E-workbook-request, E-smiles, E-target), StudyError.
    Value create(const Value& request);
    /// Throws InputError (E-workbook-missing).
    ShelvedWorkbook& at(const std::string& id);
    /// The folder of what can be downloaded, and the file there: `workbook.json` or one that was
    /// exported. Throws InputError (E-workbook-missing).
    std::pair<std::filesystem::path, std::filesystem::path> file(const std::string& id,
                                                                 const std::string& name);

private:
    void open(const std::filesystem::path& file);
    std::string free_id(const std::string& name) const;
    Value stock_files() const;

    const std::filesystem::path root_, folder_;
    const serve::Access access_;
    OpenedPlans plans_;
    PageMemory page_;
    std::mutex mutex_;  ///< of both maps; workbooks have their own
    std::map<std::string, std::unique_ptr<ShelvedWorkbook>> books_;
    std::map<std::string, std::string> faults_;  ///< of files that are no workbooks
};

}  // namespace crucible::live
