// A trial as one line: the version, the numbers, the cell, "Z x y z" for each atom, "end".

#include <cmath>

#include "crucible/base/error.hpp"
#include "crucible/base/text.hpp"
#include "crucible/search/trial.hpp"

namespace crucible {
namespace {

constexpr std::string_view record_version = "trial1";
constexpr TrialOutcome all_outcomes[] = {
    TrialOutcome::minimum, TrialOutcome::not_generated, TrialOutcome::evaluation_limit,
    TrialOutcome::stalled, TrialOutcome::collapsed,     TrialOutcome::exploded};

/// Takes the words of a record one after another.
class RecordReader {
public:
    explicit RecordReader(std::string_view line) : words_(words(line)) {}

    std::string_view text() {
        if (next_ == words_.size()) fail("it ends too early");
        return words_[next_++].text;
    }
    double number() {
        const auto v = to_double(text());
        if (!v) fail("word " + std::to_string(next_) + " is no number");
        return *v;
    }
    long long integer(long long low, long long high) {
        const auto v = to_integer(text());
        if (!v || *v < low || *v > high)
            fail("word " + std::to_string(next_) + " is no integer of the right size");
        return *v;
    }
    std::size_t left() const { return words_.size() - next_; }
    [[noreturn]] void fail(const std::string& why) const {
        throw InputError("E-search-record", "the record of a trial is damaged: " + why,
                         "remove the record; the trial will be run again");
    }

private:
    std::vector<Word> words_;
    std::size_t next_ = 0;
};

}  // namespace

std::string encode(const Trial& t) {
    std::string out(record_version);
    const auto add = [&out](double v) { out += ' ' + number_text(v); };
    out += ' ' + std::to_string(t.key.units) + ' ' + std::to_string(t.key.number) + ' ';
    out += name(t.outcome);
    out += ' ' + std::to_string(t.cells_tried) + ' ' + std::to_string(t.evaluations);
    for (double v : {t.enthalpy, t.energy, t.volume, t.fmax, t.stress_error}) add(v);
    for (int i = 0; i < 3; ++i)
        for (int j = 0; j < 3; ++j) add(t.structure.cell.h(i, j));
    for (std::size_t i = 0; i < t.structure.size(); ++i) {
        out += ' ' + std::to_string(t.structure.numbers[i]);
        for (int j = 0; j < 3; ++j) add(t.structure.positions[i][j]);
    }
    return out + " end";
}

Trial decode_trial(std::string_view line) {
    RecordReader in(line);
    if (in.text() != record_version) in.fail("it is of another version");
    Trial t;
    t.key.units = static_cast<int>(in.integer(1, 1000));
    t.key.number = in.integer(0, 1'000'000'000);
    const std::string_view word = in.text();
    bool known = false;
    for (TrialOutcome o : all_outcomes)
        if (name(o) == word) t.outcome = o, known = true;
    if (!known) in.fail("its outcome is unknown");
    t.cells_tried = static_cast<int>(in.integer(0, 2'000'000'000));
    t.evaluations = static_cast<int>(in.integer(0, 2'000'000'000));
    for (double* v : {&t.enthalpy, &t.energy, &t.volume, &t.fmax, &t.stress_error})
        *v = in.number();
    for (int i = 0; i < 3; ++i)
        for (int j = 0; j < 3; ++j) t.structure.cell.h(i, j) = in.number();
    if (in.left() % 4 != 1) in.fail("its atoms are incomplete");
    while (in.left() > 1) {
        t.structure.numbers.push_back(static_cast<int>(in.integer(1, max_atomic_number)));
        Position r;
        for (int j = 0; j < 3; ++j) r[j] = in.number();
        t.structure.positions.push_back(r);
    }
    if (in.text() != "end") in.fail("its end is missing");
    return t;
}

}  // namespace crucible
