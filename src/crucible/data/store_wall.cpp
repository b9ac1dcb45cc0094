#include "crucible/data/store.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <cerrno>

#include "crucible/base/error.hpp"
#include "crucible/base/failpoint.hpp"

namespace crucible {
namespace {

constexpr const char* schema =
    "CREATE TABLE IF NOT EXISTS items(key TEXT, item INTEGER, state INTEGER, result BLOB,"
    " PRIMARY KEY(key, item)) WITHOUT ROWID;"
    "CREATE TABLE IF NOT EXISTS rows(key TEXT, position INTEGER, step TEXT, id TEXT, value REAL,"
    " unit TEXT, error REAL, n INTEGER, text TEXT, reference REAL, reference_error REAL,"
    " source TEXT, \"check\" TEXT, PRIMARY KEY(key, position)) WITHOUT ROWID;";

[[noreturn]] void fail_sqlite(sqlite3* db, const std::string& file) {
    const int code = db ? sqlite3_errcode(db) : SQLITE_NOMEM;
    const std::string message = db ? sqlite3_errmsg(db) : "out of memory";
    // A full disk can also show as an I/O error on the shared-memory file.
    const bool full = code == SQLITE_FULL || (db && sqlite3_system_errno(db) == ENOSPC);
    if (full)
        throw ResourceError("E-io-full", message, "free some space and run the same command again",
                            {file});
    if (code == SQLITE_NOMEM)
        throw ResourceError("E-memory", message,
                            "ask for less at once, or give it more; the run can be resumed",
                            {file});
    throw IoError("E-store", message, "check the disk; the run can be resumed", {file});
}

/// A prepared statement that resets itself after each use.
class Statement {
public:
    Statement(sqlite3* db, const std::string& file, const char* sql) : db_(db), file_(file) {
        if (sqlite3_prepare_v2(db, sql, -1, &s_, nullptr) != SQLITE_OK) fail_sqlite(db, file);
    }
    ~Statement() { sqlite3_finalize(s_); }
    Statement(const Statement&) = delete;

    Statement& bind(int i, std::string_view v) {
        return bound(
            sqlite3_bind_blob64(s_, i, v.data() ? v.data() : "", v.size(), SQLITE_TRANSIENT));
    }
    Statement& text(int i, std::string_view v) {
        return bound(sqlite3_bind_text(s_, i, v.data() ? v.data() : "", static_cast<int>(v.size()),
                                       SQLITE_TRANSIENT));
    }
    Statement& bind(int i, std::int64_t v) { return bound(sqlite3_bind_int64(s_, i, v)); }
    Statement& bind(int i, const std::optional<double>& v) {
        return bound(v ? sqlite3_bind_double(s_, i, *v) : sqlite3_bind_null(s_, i));
    }
    bool step() {
        const int code = sqlite3_step(s_);
        if (code == SQLITE_ROW) return true;
        if (code != SQLITE_DONE) {
            sqlite3_reset(s_);
            fail_sqlite(db_, file_);
        }
        sqlite3_reset(s_);
        return false;
    }
    std::int64_t integer(int i) { return sqlite3_column_int64(s_, i); }
    std::optional<double> real(int i) {
        if (sqlite3_column_type(s_, i) == SQLITE_NULL) return std::nullopt;
        return sqlite3_column_double(s_, i);
    }
    std::string bytes(int i) {
        const void* p = sqlite3_column_blob(s_, i);
        if (!p && sqlite3_errcode(db_) == SQLITE_NOMEM) fail_sqlite(db_, file_);
        return p ? std::string(static_cast<const char*>(p),
                               static_cast<std::size_t>(sqlite3_column_bytes(s_, i)))
                 : "";
    }

private:
    /// A value that could not be copied would be stored as nothing at all.
    Statement& bound(int code) {
        if (code != SQLITE_OK) fail_sqlite(db_, file_);
        return *this;
    }

    sqlite3* db_;
    const std::string& file_;
    sqlite3_stmt* s_ = nullptr;
};

constexpr const char* check_words[] = {"info", "pass", "fail"};

}  // namespace

struct Store::Impl {
    sqlite3* db = nullptr;
    std::string file;

    ~Impl() { sqlite3_close_v2(db); }
    void execute(const char* sql) {
        if (sqlite3_exec(db, sql, nullptr, nullptr, nullptr) != SQLITE_OK) fail_sqlite(db, file);
    }
    /// Runs `body` between BEGIN and COMMIT; rolls back on the way out of an error.
    template <class Body>
    void transaction(Body&& body) {
        execute("BEGIN IMMEDIATE");
        try {
            body();
            failpoint("store.commit");
            execute("COMMIT");
            failpoint("store.committed");
        } catch (...) {
            sqlite3_exec(db, "ROLLBACK", nullptr, nullptr, nullptr);
            throw;
        }
    }
};

Store::Store(const std::filesystem::path& path, StoreMode mode) : impl_(std::make_unique<Impl>()) {
    impl_->file = path.string();
    const int flags =
        mode == StoreMode::read ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    if (sqlite3_open_v2(path.c_str(), &impl_->db, flags, nullptr) != SQLITE_OK)
        fail_sqlite(impl_->db, impl_->file);
    sqlite3_busy_timeout(impl_->db, 5000);
    if (mode == StoreMode::read) return;
    impl_->execute("PRAGMA journal_mode=WAL");
    impl_->execute("PRAGMA synchronous=NORMAL");
    impl_->execute(schema);
}

Store::~Store() = default;
Store::Store(Store&&) noexcept = default;

void Store::put_items(const std::string& key, const std::vector<ItemRecord>& items) {
    impl_->transaction([&] {
        Statement s(impl_->db, impl_->file, "INSERT OR REPLACE INTO items VALUES(?1, ?2, ?3, ?4)");
        for (const ItemRecord& r : items)
            s.text(1, key)
                .bind(2, r.item)
                .bind(3, std::int64_t{static_cast<int>(r.state)})
                .bind(4, r.result)
                .step();
    });
}

void Store::each_item(const std::string& key,
                      const std::function<void(const ItemRecord&)>& sink) const {
    Statement s(impl_->db, impl_->file,
                "SELECT item, state, result FROM items WHERE key = ?1 ORDER BY item");
    s.text(1, key);
    while (s.step()) sink({static_cast<ItemRecord::State>(s.integer(1)), s.integer(0), s.bytes(2)});
}

std::optional<ItemRecord> Store::item(const std::string& key, std::int64_t id) const {
    Statement s(impl_->db, impl_->file,
                "SELECT item, state, result FROM items WHERE key = ?1 AND item = ?2");
    s.text(1, key).bind(2, id);
    if (!s.step()) return std::nullopt;
    return ItemRecord{static_cast<ItemRecord::State>(s.integer(1)), s.integer(0), s.bytes(2)};
}

std::vector<std::int64_t> Store::item_ids(const std::string& key) const {
    Statement s(impl_->db, impl_->file, "SELECT item FROM items WHERE key = ?1 ORDER BY item");
    s.text(1, key);
    std::vector<std::int64_t> out;
    while (s.step()) out.push_back(s.integer(0));
    return out;
}

void Store::forget_items(const std::string& key) {
    impl_->transaction([&] {
        Statement(impl_->db, impl_->file, "DELETE FROM items WHERE key = ?1").text(1, key).step();
    });
}

void Store::put_rows(const std::string& key, const std::string& step,
                     const std::vector<Row>& rows) {
    impl_->execute(
        "PRAGMA synchronous=FULL");  // "done" is said right after: it must not come first
    impl_->transaction([&] {
        Statement(impl_->db, impl_->file, "DELETE FROM rows WHERE key = ?1").text(1, key).step();
        Statement s(
            impl_->db, impl_->file,
            "INSERT INTO rows VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)");
        std::int64_t position = 0;
        for (const Row& r : rows)
            s.text(1, key)
                .bind(2, position++)
                .text(3, step)
                .text(4, r.id)
                .bind(5, r.value)
                .text(6, r.unit)
                .bind(7, r.error)
                .bind(8, r.n)
                .text(9, r.text)
                .bind(10, r.reference)
                .bind(11, r.reference_error)
                .text(12, r.source)
                .text(13, check_words[static_cast<int>(r.check)])
                .step();
    });
    impl_->execute("PRAGMA synchronous=NORMAL");
}

std::vector<Row> Store::rows(const std::string& key) const {
    Statement s(impl_->db, impl_->file, "SELECT * FROM rows WHERE key = ?1 ORDER BY position");
    s.text(1, key);
    std::vector<Row> out;
    while (s.step()) {
        Row r;
        r.step = s.bytes(2), r.id = s.bytes(3), r.value = s.real(4), r.unit = s.bytes(5);
        r.error = s.real(6), r.n = s.integer(7), r.text = s.bytes(8), r.reference = s.real(9);
        r.reference_error = s.real(10), r.source = s.bytes(11);
        for (int i = 0; i < 3; ++i)
            if (s.bytes(12) == check_words[i]) r.check = static_cast<Row::Check>(i);
        out.push_back(std::move(r));
    }
    return out;
}

std::int64_t Store::count_rows(const std::string& key) const {
    Statement s(impl_->db, impl_->file, "SELECT count(*) FROM rows WHERE key = ?1");
    s.text(1, key);
    return s.step() ? s.integer(0) : 0;
}

}  // namespace crucible
