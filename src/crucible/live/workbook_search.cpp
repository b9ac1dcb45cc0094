// Searches of a shelved workbook: on a copy of it, so that it can be looked at meanwhile.

#include <fmt/format.h>

#include <algorithm>

#include "crucible/base/error.hpp"
#include "crucible/live/request_fields.hpp"
#include "crucible/live/shelved_workbook.hpp"
#include "crucible/live/workbook_documents.hpp"

namespace crucible::live {

namespace sy = synthesis;
using namespace std::chrono_literals;

namespace {

constexpr int longest_search = 24 * 3600;  // s
constexpr std::uint64_t search_seed = 1;   // the terminal's own: equal actions give equal files

void look_at_steps(const sy::RouteNode& n, NamedReactions& named) {
    if (n.has_move) named.look_at(n.smiles);
    for (const sy::RouteNode& c : n.children) look_at_steps(c, named);
}

double seconds_from(std::chrono::steady_clock::time_point begin) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

}  // namespace

/// What a search needs, apart from the workbook that goes on being looked at.
struct ShelvedWorkbook::Search {
    sy::Workbook book;
    int molecule = 0;
    sy::SearchSettings settings;
    std::shared_ptr<StopToken> stop;
    std::shared_ptr<SharedPlan> plan;  ///< null: to be opened
};

Value ShelvedWorkbook::search(const Value& request) {
    const std::lock_guard lock(mutex_);
    require_free();
    const int molecule = number_field(request, "molecule");
    sy::molecule_at(book_.state(), molecule);
    sy::SearchSettings s = setup_.plan.settings(book_.target(), search_seed);
    s.iterations = number_field(request, "iterations", static_cast<int>(s.iterations));
    s.seconds = number_field(request, "seconds", static_cast<int>(s.seconds));
    if (s.iterations == 0 && s.seconds == 0)
        throw InputError("E-workbook-request", "the search would not end",
                         "give `iterations`, `seconds`, or both");
    s.seconds = std::min<double>(s.seconds, longest_search);
    if (searching_.joinable()) searching_.join();
    stop_ = std::make_shared<StopToken>();
    Value v;
    {
        const std::lock_guard progress_lock(progress_mutex_);
        Progress fresh;
        fresh.number = progress_.number + 1;
        fresh.molecule = molecule;
        fresh.is_running = fresh.is_waiting = true;
        fresh.version = progress_.version + 1;
        progress_ = std::move(fresh);
        began_ = std::chrono::steady_clock::now();
        v.set("search", progress_.number);
    }
    searching_ =
        std::thread(&ShelvedWorkbook::run_search, this, Search{book_, molecule, s, stop_, plan_});
    return v;
}

void ShelvedWorkbook::run_search(Search search) {
    try {
        const RunContext context(
            "workbook", search_seed, [this](const Event& e) { tell(e); }, search.stop.get());
        if (!search.plan) search.plan = plans_.of(setup_);
        std::unique_lock in_use(search.plan->in_use, std::defer_lock);
        while (!in_use.try_lock_for(100ms)) context.check();
        use_plan(search.book, search.plan->plan);
        {
            const std::lock_guard lock(progress_mutex_);
            progress_.is_waiting = false;
            began_ = std::chrono::steady_clock::now();
        }
        search.book.search(search.molecule, search.settings, context);
        in_use.unlock();
        const auto& found = search.book.memory().found;
        for (std::size_t k = 0; k < std::min(found.size(), shown_routes); ++k)
            look_at_steps(found[k].root, page_.reactions);
        finish_search(&search, "");
    } catch (const Stopped&) {
        finish_search(nullptr, "");
    } catch (const std::exception& e) {
        finish_search(nullptr, e.what());
    }
}

/// `done`: null where nothing came of it.
void ShelvedWorkbook::finish_search(Search* done, std::string fault) {
    const std::lock_guard lock(mutex_);
    if (done) {
        plan_ = std::move(done->plan);
        book_ = std::move(done->book);
        try {
            save();
        } catch (const Error& e) {
            fault = e.what();
        }
    }
    const std::lock_guard progress_lock(progress_mutex_);
    progress_.is_running = progress_.is_waiting = false;
    progress_.seconds = seconds_from(began_);
    progress_.routes = done ? book_.memory().found.size() : 0;
    progress_.end = done ? book_.memory().found_end : fault.empty() ? "it was asked to stop" : "";
    progress_.fault = std::move(fault);
    ++progress_.version;
}

void ShelvedWorkbook::stop() {
    const std::lock_guard lock(mutex_);
    if (stop_) stop_->request();
}

void ShelvedWorkbook::tell(const Event& e) {
    if (e.kind != Event::Kind::progress) return;
    const std::lock_guard lock(progress_mutex_);
    progress_.done = e.value, progress_.total = e.total;
    progress_.unit = e.unit;
    ++progress_.version;
}

Value ShelvedWorkbook::progress_document() const {
    const std::lock_guard lock(progress_mutex_);
    Value v;
    v.set("number", progress_.number);
    v.set("molecule", progress_.molecule);
    v.set("running", progress_.is_running);
    v.set("waiting", progress_.is_waiting);
    v.set("done", progress_.done);
    v.set("total", progress_.total);
    v.set("unit", progress_.unit);
    v.set("seconds", progress_.is_running ? seconds_from(began_) : progress_.seconds);
    v.set("routes", static_cast<std::int64_t>(progress_.routes));
    v.set("end", progress_.end);
    v.set("fault", progress_.fault);
    return v;
}

void ShelvedWorkbook::follow(serve::EventStream& stream) {
    for (std::int64_t event = 1;; ++event) {
        const Value now = progress_document();
        const bool is_running = now["running"].integer != 0;
        const std::string id = std::to_string(event);
        if (!stream.send(id, is_running ? "progress" : "done", to_json(now))) return;
        if (!is_running || !stream.wait(300ms)) return;
    }
}

}  // namespace crucible::live
