#pragma once
// Pages of text that a workbook shows.

#include <string>
#include <vector>

#include "crucible/base/value.hpp"
#include "crucible/synthesis/workbook.hpp"

namespace crucible {

/// The tree: a line for a molecule, one for the move that makes it.
std::string tree_page(const synthesis::Workbook&);
/// A list of moves, the first `most` that may be taken, with numbers of the whole list.
std::string moves_page(const synthesis::Workbook&, int molecule,
                       const std::vector<synthesis::ListedMove>&, std::size_t most);
/// All that is known of one move.
std::string move_page(const synthesis::Workbook&, const synthesis::ListedMove&, std::size_t number);
std::string found_page(const synthesis::Workbook&);
std::string difference_page(const synthesis::RouteDifference&, const std::string& first,
                            const std::string& second);
/// What is forbidden, marked, pinned and kept.
std::string rules_page(const synthesis::Workbook&);
/// The files of synthesis.plan for the tree and the kept routes, by name and content.
struct WorkbookFile {
    std::string name, bytes;
};
std::vector<WorkbookFile> exported_files(const synthesis::Workbook&,
                                         const std::vector<std::filesystem::path>& stock);

}  // namespace crucible
