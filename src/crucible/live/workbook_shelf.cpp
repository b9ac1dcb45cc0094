#include "crucible/live/workbook_shelf.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/base/text.hpp"
#include "crucible/chem/plannable.hpp"
#include "crucible/chem/reading.hpp"
#include "crucible/data/json.hpp"
#include "crucible/kinds/planning_systems.hpp"
#include "crucible/live/request_fields.hpp"

namespace crucible::live {
namespace {

namespace fs = std::filesystem;
namespace sy = synthesis;

constexpr std::size_t longest_id = 48, longest_name = 200, longest_target = 1 << 20;
constexpr std::size_t most_stocks = 200;
constexpr int deepest_stock = 3;

/// Letters, digits and dashes of a name.
std::string id_of(const std::string& name) {
    std::string out;
    for (const char c : lower(name)) {
        const bool is_plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (is_plain)
            out += c;
        else if (!out.empty() && out.back() != '-')
            out += '-';
    }
    out.resize(std::min(out.size(), longest_id));
    while (out.ends_with('-')) out.pop_back();
    return out.empty() ? "workbook" : out;
}

/// The target as a person pastes it. A MOL block is read where no record can end the program.
std::string target_of(const std::string& text) {
    if (text.size() > longest_target)
        throw InputError("E-workbook-request", "the target is too long",
                         "give one molecule as SMILES or MOL block");
    const bool is_block = text.find("M  END") != text.npos || text.find("V2000") != text.npos;
    if (!is_block) return chem::plannable_molecule(trim(text)).smiles();
    const ScratchDirectory scratch("pasted");
    const fs::path file = scratch.path() / "target.mol";
    write_atomic(file, text);
    const auto read = chem::read_molecules(file);
    if (read.records.empty() || read.records.front().smiles.empty())
        throw InputError("E-workbook-request", "the MOL block is not understood",
                         "give the V2000 block of one molecule, or a SMILES");
    return chem::plannable_molecule(read.records.front().smiles).smiles();
}

WorkbookLabel read_label(const WorkbookPlace& place) {
    if (!fs::exists(place.label())) return {place.id, Value::make_table()};
    const Value v = read_json(place.label().string());
    return {v["name"].text, v["setup"]};
}

/// Settings of earlier versions hold what is demanded; it becomes an action of a journal that has
/// no word of it.
void take_earlier_demand(const WorkbookPlace& place, sy::Workbook& book) {
    if (!fs::exists(place.label())) return;
    sy::WorkbookAction a;
    a.act = sy::WorkbookAct::demand;
    a.text = read_json(place.label().string())["start"].text;
    const auto is_demand = [](const sy::WorkbookAction& b) {
        return b.act == sy::WorkbookAct::demand;
    };
    if (!a.text.empty() && std::none_of(book.actions().begin(), book.actions().end(), is_demand))
        book.act(std::move(a));
}

Value presets() {
    Value out = Value::make_list();
    for (const PlanningSystem& s : planning_systems()) {
        if (s.moves == SystemMoves::translator) continue;  // no translator ships
        Value one;
        one.set("name", s.name);
        one.set("year", s.year);
        one.set("sentence", s.sentence);
        one.set("moves", s.moves == SystemMoves::written   ? "written transforms"
                         : s.moves == SystemMoves::learned ? "learned templates"
                                                           : "both");
        out.push(std::move(one));
    }
    return out;
}

}  // namespace

WorkbookShelf::WorkbookShelf(fs::path root, serve::Access access)
    : root_(std::move(root)), folder_(root_ / "workbooks"), access_(access) {
    std::error_code none;
    for (const auto& entry : fs::directory_iterator(folder_, none))
        if (entry.is_regular_file() && entry.path().extension() == ".json" &&
            entry.path().stem().extension().empty())
            open(entry.path());
}

void WorkbookShelf::open(const fs::path& file) {
    const WorkbookPlace place{folder_, file.stem().string(), access_};
    try {
        WorkbookLabel label = read_label(place);
        WorkbookSetup setup = workbook_setup(label.setup, root_);
        sy::Workbook book = sy::Workbook::read(read_file(file), file.filename().string());
        take_earlier_demand(place, book);
        books_[place.id] = std::make_unique<ShelvedWorkbook>(
            place, std::move(label), std::move(setup), std::move(book), plans_, page_);
    } catch (const Error& e) {
        faults_[place.id] = e.what();
    }
}

Value WorkbookShelf::list() {
    const std::lock_guard lock(mutex_);
    Value v, books = Value::make_list();
    for (const auto& [id, book] : books_) books.push(book->summary());
    for (const auto& [id, fault] : faults_) {
        Value one;
        one.set("id", id);
        one.set("name", id);
        one.set("fault", fault);
        books.push(std::move(one));
    }
    v.set("workbooks", std::move(books));
    v.set("presets", presets());
    v.set("stocks", stock_files());
    return v;
}

Value WorkbookShelf::stock_files() const {
    static constexpr std::array<std::string_view, 6> kinds = {".smi", ".csv",   ".sdf",
                                                              ".gz",  ".stock", ".smiles"};
    std::vector<std::string> found;
    std::error_code error;
    for (auto at = fs::recursive_directory_iterator(
             root_, fs::directory_options::skip_permission_denied, error);
         !error && at != fs::recursive_directory_iterator(); at.increment(error)) {
        const bool is_run = at->is_directory() && fs::exists(at->path() / "plan.json");
        if (is_run || at.depth() >= deepest_stock || at->path() == folder_)
            at.disable_recursion_pending();
        if (at->is_regular_file() &&
            std::ranges::find(kinds, at->path().extension().string()) != kinds.end())
            found.push_back(fs::relative(at->path(), root_).string());
        if (found.size() >= most_stocks) break;
    }
    std::ranges::sort(found);
    Value out = Value::make_list();
    for (std::string& f : found) out.push(Value(std::move(f)));
    return out;
}

std::string WorkbookShelf::free_id(const std::string& name) const {
    const std::string stem = id_of(name);
    const auto is_taken = [&](const std::string& id) {
        return books_.contains(id) || faults_.contains(id) ||
               fs::exists(WorkbookPlace{folder_, id, access_}.book());
    };
    std::string id = stem;
    for (int k = 2; is_taken(id); ++k) id = fmt::format("{}-{}", stem, k);
    return id;
}

Value WorkbookShelf::create(const Value& request) {
    const std::string target = target_of(text_field(request, "target"));
    WorkbookLabel label;
    label.name = request.find("name") ? std::string(trim(text_field(request, "name"))) : "";
    if (label.name.size() > longest_name)
        throw InputError("E-workbook-request", "the name is too long", "take a shorter one");
    if (label.name.empty()) label.name = target;
    label.setup = request.find("setup") ? request["setup"] : Value::make_table();
    WorkbookSetup setup = workbook_setup(label.setup, root_);
    make_directories(folder_);
    const std::lock_guard lock(mutex_);
    const WorkbookPlace place{folder_, free_id(label.name == target ? "" : label.name), access_};
    auto book = std::make_unique<ShelvedWorkbook>(place, std::move(label), std::move(setup),
                                                  sy::Workbook(target), plans_, page_);
    book->save_label();
    book->save();
    books_[place.id] = std::move(book);
    Value v;
    v.set("id", place.id);
    return v;
}

ShelvedWorkbook& WorkbookShelf::at(const std::string& id) {
    const std::lock_guard lock(mutex_);
    const auto book = books_.find(id);
    if (book != books_.end()) return *book->second;
    const auto fault = faults_.find(id);
    throw InputError("E-workbook-missing",
                     fault != faults_.end() ? fault->second
                                            : fmt::format("there is no workbook {}", in_quotes(id)),
                     "see the list of workbooks");
}

std::pair<fs::path, fs::path> WorkbookShelf::file(const std::string& id, const std::string& name) {
    at(id);
    const WorkbookPlace place{folder_, id, access_};
    if (name == "workbook.json") return {folder_, place.book().filename()};
    std::error_code none;
    for (const auto& entry : fs::directory_iterator(place.files(), none))
        if (entry.is_regular_file() && entry.path().filename() == name)
            return {place.files(), entry.path().filename()};
    throw InputError("E-workbook-missing", fmt::format("no file {} was exported", in_quotes(name)),
                     "export the workbook first");
}

}  // namespace crucible::live
