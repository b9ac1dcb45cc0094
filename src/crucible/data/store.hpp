#pragma once
// results.db: items and results rows in SQLite (WAL). One writer process; readers at any time.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crucible {

/// One work item's outcome.
struct ItemRecord {
    enum class State { done = 0, quarantined = 1 } state = State::done;
    std::int64_t item = 0;
    std::string result;  ///< the record, or the reason of the quarantine
};

/// One row of results, the same everywhere.
struct Row {
    enum class Check { info, pass, fail } check = Check::info;
    std::string step, id, unit, text;  ///< `text` for values that are words
    std::optional<double> value, error;
    std::int64_t n = 0;
    std::optional<double> reference, reference_error;
    std::string source;

    static Row number(std::string id, double value, std::string unit = "", std::int64_t n = 1) {
        Row r;
        r.id = std::move(id), r.value = value, r.unit = std::move(unit), r.n = n;
        return r;
    }
    static Row words(std::string id, std::string text) {
        Row r;
        r.id = std::move(id), r.text = std::move(text);
        return r;
    }
};

enum class StoreMode { write, read };

class Store {
public:
    /// `write` creates the file and its tables. Throws IoError (E-store) or ResourceError
    /// (E-io-full).
    Store(const std::filesystem::path&, StoreMode);
    ~Store();
    Store(Store&&) noexcept;

    /// One transaction; replaying the same items changes nothing.
    void put_items(const std::string& key, const std::vector<ItemRecord>&);
    /// In item order.
    void each_item(const std::string& key, const std::function<void(const ItemRecord&)>&) const;
    std::optional<ItemRecord> item(const std::string& key, std::int64_t id) const;
    std::vector<std::int64_t> item_ids(const std::string& key) const;
    void forget_items(const std::string& key);
    /// Replaces the step's rows under this key in one fully synchronous transaction.
    void put_rows(const std::string& key, const std::string& step, const std::vector<Row>&);
    std::vector<Row> rows(const std::string& key) const;
    std::int64_t count_rows(const std::string& key) const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace crucible
