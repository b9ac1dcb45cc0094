#pragma once
// Text for people on a terminal: tables, results rows, progress. stdout is data, stderr is talk.

#include <chrono>
#include <map>
#include <string>
#include <vector>

#include "crucible/base/run_context.hpp"
#include "crucible/base/value.hpp"
#include "crucible/data/store.hpp"
#include "crucible/kinds/row_values.hpp"

namespace crucible::app {

/// Columns padded to their widest cell; the first row is the header.
std::string text_table(const std::vector<std::vector<std::string>>& rows);

/// "-835.396 kcal/mol", with the error where there is one.
std::string row_value(const Row&);
/// A table of rows; columns of references where there are any. With a run's plan, what each is.
std::string rows_text(const std::vector<Row>&, const Value* plan = nullptr);

/// Shows progress on stderr: on a terminal one line that is rewritten, after 2 s; else a plain line
/// every 30 s. Warnings are always shown.
class Progress {
public:
    Progress();
    ~Progress();
    void take(const Event&);

private:
    void show(const Event&);
    void clear();
    std::chrono::steady_clock::time_point start_, last_;
    std::string metric_;
    bool terminal_, shown_ = false;
    double first_value_ = -1;
};

}  // namespace crucible::app
