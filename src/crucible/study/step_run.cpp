#include "crucible/study/step_run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <set>
#include <vector>

#include "crucible/base/error.hpp"
#include "crucible/base/failpoint.hpp"
#include "crucible/base/files.hpp"
#include "crucible/base/hash.hpp"

namespace crucible {
namespace {

/// Gathers outcomes and commits them every 200 ms: one transaction per item would cost more than
/// it.
class ItemCommitter {
public:
    ItemCommitter(Store& store, const std::string& key) : store_(store), key_(key) {}
    void add(ItemRecord&& r) { waiting_.push_back(std::move(r)); }
    void tick() {
        if (std::chrono::steady_clock::now() - last_ > std::chrono::milliseconds(200)) commit();
    }
    void commit() {
        if (!waiting_.empty()) store_.put_items(key_, waiting_);
        waiting_.clear();
        last_ = std::chrono::steady_clock::now();
    }

private:
    Store& store_;
    const std::string& key_;
    std::vector<ItemRecord> waiting_;
    std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
};

constexpr std::string_view waiting_code = "[E-item-waiting]";

/// Items that wait for what is done by hand: their folders, one a line, in waiting.txt. Each reason
/// is "FOLDER: what to do there; cure [code]".
constexpr const char* waiting_list = "waiting.txt";
[[noreturn]] void fail_waiting(const std::vector<std::string>& reasons, std::int64_t count,
                               const std::filesystem::path& directory) {
    std::string folders;
    for (const std::string& why : reasons) folders += why.substr(0, why.find(": ")) + "\n";
    const auto list = directory / waiting_list;
    write_atomic(list, folders);
    const std::string& first = reasons.front();
    throw ResourceError(
        "E-item-waiting",
        fmt::format("{} of {} items wait: {}; all their folders are in {}", reasons.size(), count,
                    first.substr(0, first.find("; ")), list.string()),
        "do so in each of them, then give the same crucible command again: it goes "
        "on from there");
}

}  // namespace

StepRun::StepRun(Setting s) : s_(std::move(s)) {}

void StepRun::items(std::int64_t count, Tolerate tolerate, ItemLimits limits) {
    // One bit an item: a set of those that are there would take more memory than all else.
    std::vector<bool> is_present(static_cast<std::size_t>(count));
    const auto mark = [&](std::int64_t id, bool there) {
        if (id >= 0 && id < count) is_present[static_cast<std::size_t>(id)] = there;
    };
    for (const std::int64_t id : s_.store->item_ids(s_.key)) mark(id, true);
    if (s_.retry_quarantined)  // the last run failed because of them; something may have changed
        each_quarantined([&](std::int64_t id, std::string_view) { mark(id, false); });
    std::vector<std::int64_t> todo;
    for (std::int64_t i = 0; i < count; ++i)
        if (!is_present[static_cast<std::size_t>(i)]) todo.push_back(i);
    std::int64_t finished = count - static_cast<std::int64_t>(todo.size());
    ItemCommitter committer(*s_.store, s_.key);
    std::map<std::int64_t, double> in_hand;  // fraction done of items that say so
    const auto tell = [&] {
        double done = static_cast<double>(finished);
        for (const auto& [item, fraction] : in_hand) done += fraction;
        s_.context.progress(done, static_cast<double>(count), "items");
    };
    const auto hear = [&](std::int64_t item, const Event& e) {
        if (e.kind == Event::Kind::progress && e.total > 0) in_hand[item] = e.value / e.total;
        if (e.kind == Event::Kind::metric) s_.context.metric(e.text, e.value, e.unit);
        const std::string text = fmt::format("item {}: {}", item, e.text);
        if (e.kind == Event::Kind::warning && is_new(e.text)) s_.context.warn(text);
        if (e.kind == Event::Kind::log) s_.context.log(text);
    };
    tell();
    if (!todo.empty()) {
        make_directories(s_.directory / "items");
        s_.executor(limits, hear)
            ->run(
                todo,
                [&](ItemRecord&& r) {
                    ++finished;
                    in_hand.erase(r.item);
                    committer.add(std::move(r));
                },
                [&] { committer.tick(), tell(); }, *s_.stop);
    }
    committer.commit();
    tell();
    if (finished < count) throw Stopped{};
    judge_quarantined(count, tolerate);
}

/// Warnings that carry a code are said once: the next item would say the same.
bool StepRun::is_new(std::string_view warning) {
    const std::size_t at = warning.rfind("[E-");
    if (at == warning.npos || !warning.ends_with(']')) return true;
    return warned_of_.emplace(warning.substr(at)).second;
}

/// A step of one item fails as that item did, with its message and code: nothing else is left to
/// do.
[[noreturn]] static void fail_alone(const std::string& reason) {
    const std::size_t code = reason.rfind(" [E-");
    if (code == reason.npos || !reason.ends_with(']'))
        throw UnstableError("E-items-failed", reason, "mend the cause and run again");
    throw UnstableError(reason.substr(code + 2, reason.size() - code - 3), reason.substr(0, code),
                        "");
}

void StepRun::judge_quarantined(std::int64_t count, Tolerate tolerate) const {
    std::int64_t bad = 0;
    std::string reason, reasons;
    std::set<std::string, std::less<>> told;  // what several items failed of is said once
    std::vector<std::string> waiting;
    each_quarantined([&](std::int64_t id, std::string_view why) {
        if (id >= count) return;  // of a later round, which will try it again
        ++bad;
        reason = why;
        if (told.size() < 3 && told.emplace(why).second)
            reasons += fmt::format("{}item {}: {}", told.size() > 1 ? "; " : "", id, why);
        if (why.ends_with(waiting_code)) waiting.emplace_back(why);
    });
    std::filesystem::remove(s_.directory / waiting_list);
    if (!waiting.empty() && bad == static_cast<std::int64_t>(waiting.size()))
        fail_waiting(waiting, count, s_.directory);
    const bool is_too_many =
        static_cast<double>(bad) > tolerate.fraction * static_cast<double>(count);
    if (is_too_many && count == 1) fail_alone(reason);
    if (is_too_many)
        throw UnstableError(
            "E-items-failed", fmt::format("{} of {} items failed ({})", bad, count, reasons),
            "mend the cause and run the same command again: only these are tried again");
    if (bad > 0)
        s_.context.warn(
            fmt::format("{} of {} items failed and were left out ({})", bad, count, reasons));
}

void StepRun::each(const std::function<void(std::int64_t, std::string_view)>& visit) const {
    s_.store->each_item(s_.key, [&](const ItemRecord& r) {
        if (r.state == ItemRecord::State::done) visit(r.item, r.result);
    });
}

std::string StepRun::result(std::int64_t item) const {
    std::optional<ItemRecord> r = s_.store->item(s_.key, item);
    return r && r->state == ItemRecord::State::done ? std::move(r->result) : std::string();
}

void StepRun::each_quarantined(
    const std::function<void(std::int64_t, std::string_view)>& visit) const {
    s_.store->each_item(s_.key, [&](const ItemRecord& r) {
        if (r.state == ItemRecord::State::quarantined) visit(r.item, r.result);
    });
}

Checkpoint& StepRun::checkpoint() {
    if (!checkpoint_) checkpoint_.emplace(s_.directory / "ckpt", s_.key);
    return *checkpoint_;
}

std::filesystem::path StepRun::place(std::string_view output) {
    const auto it = std::find_if(s_.outputs.begin(), s_.outputs.end(),
                                 [&](const Output& o) { return o.name == output; });
    CRUCIBLE_ASSERT(it != s_.outputs.end());
    make_directories(s_.directory / "out");
    std::erase_if(made_, [&](const Made& m) { return m.name == output; });
    return s_.directory / "out" / it->file;
}

void StepRun::make(std::string_view output, std::string_view bytes) {
    const auto path = place(output);
    write_atomic(path, bytes);
    made_.push_back({std::string(output), path.filename(), sha256(bytes),
                     static_cast<std::int64_t>(bytes.size())});
}

void StepRun::make(std::string_view output,
                   const std::function<void(const std::filesystem::path& aside)>& write) {
    const auto path = place(output);
    write_atomic(path, write);
    made_.push_back({std::string(output), path.filename(), sha256_file(path),
                     static_cast<std::int64_t>(std::filesystem::file_size(path))});
}

void StepRun::row(Row r) {
    const auto declared = [&](const Given& g) {
        return g.id == r.id ||
               (g.id.ends_with('*') && r.id.starts_with(g.id.substr(0, g.id.size() - 1)));
    };
    CRUCIBLE_ASSERT(std::any_of(s_.rows.begin(), s_.rows.end(), declared));
    rows_.push_back(std::move(r));
}

std::vector<StepRun::Made> StepRun::finish() {
    for (const Output& o : s_.outputs)
        CRUCIBLE_ASSERT(std::any_of(made_.begin(), made_.end(),
                                    [&](const Made& m) { return m.name == o.name; }));
    std::sort(made_.begin(), made_.end(),
              [](const Made& a, const Made& b) { return a.name < b.name; });
    return made_;
}

std::int64_t replay_item_logs(const std::filesystem::path& directory, const std::string& key,
                              Store& store) {
    std::vector<std::filesystem::path> logs;
    std::error_code error;
    for (const auto& e : std::filesystem::directory_iterator(directory, error)) {
        if (e.path().extension() == ".log") logs.push_back(e.path());
        if (!e.path().filename().string().starts_with("pool-")) continue;
        for (const auto& of_rank : std::filesystem::directory_iterator(e.path(), error))
            if (of_rank.path().extension() == ".log") logs.push_back(of_rank.path());
    }
    std::sort(logs.begin(), logs.end());
    std::vector<ItemRecord> records;
    for (const auto& log : logs)
        read_frames(log, [&](Frame&& f) {
            if (f.kind == Frame::Kind::event) return;
            const auto state = f.kind == Frame::Kind::result ? ItemRecord::State::done
                                                             : ItemRecord::State::quarantined;
            records.push_back({state, f.item, std::move(f.bytes)});
        });
    // Logs are not in the order of time: what failed once and was done in another try is done.
    std::stable_partition(records.begin(), records.end(), [](const ItemRecord& r) {
        return r.state == ItemRecord::State::quarantined;
    });
    if (!records.empty()) store.put_items(key, records);
    return static_cast<std::int64_t>(records.size());
}

}  // namespace crucible
