#pragma once
// Reading a job's JSON strictly: every member is asked for, what nobody asked for is an error.
// Internal to the module.

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "crucible/base/units.hpp"
#include "crucible/base/value.hpp"

namespace crucible {

/// One table of a job. All members throw InputError (E-md-job) that names file and key.
class JobTable {
public:
    JobTable(const Value& v, std::string where, const std::string& file);

    /// The member, or nullptr.
    const Value* take(std::string_view key);
    const Value& need(std::string_view key);
    std::string text(std::string_view key);
    const std::vector<Value>& list(std::string_view key);
    double quantity(const Value&, std::string_view key, const Dimension&);
    double needed(std::string_view key, const Dimension& d) { return quantity(need(key), key, d); }
    // These leave `out` as it is when the member is not there.
    void quantity(std::string_view key, const Dimension&, double& out);
    /// One value, or a list of start and end.
    void ramp(std::string_view key, const Dimension&, double& start, double& end);
    void integer(std::string_view key, std::int64_t& out);
    void boolean(std::string_view key, bool& out);
    template <class Enum, std::size_t N>
    void choice(std::string_view key, const std::string_view (&names)[N], Enum& out) {
        const Value* v = take(key);
        if (!v) return;
        const auto at = std::find(std::begin(names), std::end(names), v->text);
        if (at == std::end(names)) fail_choice(key, v->text, {std::begin(names), std::end(names)});
        out = static_cast<Enum>(at - std::begin(names));
    }

    /// Call last: what was not taken is an error.
    void nothing_else() const;
    [[noreturn]] void fail(std::string_view key, const std::string& what,
                           const std::string& cure) const;
    std::string path(std::string_view key) const;
    const std::string& file() const { return file_; }

private:
    [[noreturn]] void fail_choice(std::string_view key, const std::string& word,
                                  const std::vector<std::string>& known) const;
    const Value& v_;
    std::string where_;
    const std::string& file_;
    std::vector<std::string> known_;
};

}  // namespace crucible
