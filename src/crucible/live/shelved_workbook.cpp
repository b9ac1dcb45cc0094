#include "crucible/live/shelved_workbook.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/kinds/workbook_pages.hpp"
#include "crucible/live/request_fields.hpp"
#include "crucible/live/route_paper.hpp"
#include "crucible/live/workbook_actions.hpp"
#include "crucible/live/workbook_documents.hpp"

namespace crucible::live {

namespace sy = synthesis;
using namespace std::chrono_literals;

namespace {

/// How long a question waits for rules that another workbook asks.
constexpr auto wait_for_rules = 5s;

[[noreturn]] void refuse_busy(std::string_view why) {
    throw InconsistentError("E-workbook-busy", why, "wait until it has ended, or stop it");
}

}  // namespace

ShelvedWorkbook::ShelvedWorkbook(WorkbookPlace place, WorkbookLabel label, WorkbookSetup setup,
                                 sy::Workbook book, OpenedPlans& plans, PageMemory& page)
    : place_(std::move(place)),
      label_(std::move(label)),
      setup_(std::move(setup)),
      plans_(plans),
      page_(page),
      book_(std::move(book)) {}

ShelvedWorkbook::~ShelvedWorkbook() {
    stop();
    if (searching_.joinable()) searching_.join();
}

Value ShelvedWorkbook::summary() {
    const std::lock_guard lock(mutex_);
    Value v;
    v.set("id", place_.id);
    v.set("target", book_.target());
    v.set("name", label_.name);
    v.set("depiction", page_.drawings.of(book_.target()));
    v.set("open", count_open(book_));
    v.set("molecules", static_cast<std::int64_t>(book_.state().molecules.size()));
    v.set("kept", static_cast<std::int64_t>(book_.state().kept.size()));
    v.set("preset", label_.setup["preset"].text);
    if (book_.state().molecules.at(1).has_move) v.set("score", score_document(book_.score()));
    return v;
}

Value ShelvedWorkbook::state_unlocked() {
    Value v = state_document(book_, page_);
    v.set("id", place_.id);
    v.set("name", label_.name);
    v.set("setup", label_.setup);
    v.set("iterations", setup_.plan.search.iterations);
    v.set("search", progress_document());
    return v;
}

Value ShelvedWorkbook::state() {
    const std::lock_guard lock(mutex_);
    return state_unlocked();
}

void ShelvedWorkbook::require_free() const {
    const std::lock_guard lock(progress_mutex_);
    if (progress_.is_running) refuse_busy("a search runs in this workbook");
}

std::unique_lock<std::timed_mutex> ShelvedWorkbook::ask_plan() {
    if (!plan_) plan_ = plans_.of(setup_);
    std::unique_lock in_use(plan_->in_use, wait_for_rules);
    if (!in_use) refuse_busy("a search in another workbook uses the same rules");
    use_plan(book_, plan_->plan);
    return in_use;
}

Value ShelvedWorkbook::moves(int molecule) {
    const std::lock_guard lock(mutex_);
    const std::string& smiles = sy::molecule_at(book_.state(), molecule).smiles;
    if (!book_.memory().answers.contains(smiles)) {
        require_free();
        const auto in_use = ask_plan();
        book_.moves(molecule);
        if (place_.access == serve::Access::full) save();
    }
    return moves_document(book_, molecule, book_.moves(molecule), page_);
}

Value ShelvedWorkbook::act(const Value& request) {
    const std::lock_guard lock(mutex_);
    require_free();
    const std::string word = text_field(request, "action");
    std::unique_lock<std::timed_mutex> in_use;
    if (word == "choose") {
        const int molecule = number_field(request, "molecule");
        if (!book_.memory().answers.contains(sy::molecule_at(book_.state(), molecule).smiles))
            in_use = ask_plan();
    }
    act_on(book_, request);
    save();
    return state_unlocked();
}

Value ShelvedWorkbook::compare(const std::string& first, const std::string& second) {
    const std::lock_guard lock(mutex_);
    return comparison_document(book_, first, second, page_);
}

Value ShelvedWorkbook::export_files() {
    const std::lock_guard lock(mutex_);
    require_free();
    auto files = exported_files(book_, setup_.plan.sources.stock);
    if (std::string paper = printed_routes(book_, label_.name); !paper.empty())
        files.push_back({"routes.pdf", std::move(paper)});
    make_directories(place_.files());
    Value list = Value::make_list();
    for (const WorkbookFile& f : files) {
        write_atomic(place_.files() / f.name, f.bytes);
        Value one;
        one.set("name", f.name);
        one.set("bytes", static_cast<std::int64_t>(f.bytes.size()));
        list.push(std::move(one));
    }
    Value v;
    v.set("files", std::move(list));
    return v;
}

void ShelvedWorkbook::save() const { write_atomic(place_.book(), book_.text()); }

void ShelvedWorkbook::save_label() const {
    Value v;
    v.set("name", label_.name);
    v.set("setup", label_.setup);
    write_atomic(place_.label(), to_json(v, JsonStyle::pretty));
}

}  // namespace crucible::live
