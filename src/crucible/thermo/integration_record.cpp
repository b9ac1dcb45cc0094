#include "crucible/thermo/integration_record.hpp"

#include <cmath>
#include <span>

#include "crucible/base/error.hpp"
#include "crucible/data/model_container.hpp"

namespace crucible {
namespace {

constexpr std::string_view record_kind = "crystal-integration";

/// Numbers written one after another, and read in the same order.
class Tape {
public:
    Tape() = default;
    explicit Tape(std::vector<double> numbers) : numbers_(std::move(numbers)) {}
    void put(double v) { numbers_.push_back(v); }
    void put(std::span<const double> all) {
        put(static_cast<double>(all.size()));
        numbers_.insert(numbers_.end(), all.begin(), all.end());
    }
    void put(const std::optional<std::size_t>& n) { put(n ? static_cast<double>(*n) : -1.0); }
    void put(const Mat3& m) {
        for (int i = 0; i < 3; ++i)
            for (int j = 0; j < 3; ++j) put(m(i, j));
    }
    void put(const Estimate& e) { put(e.value), put(e.error), put(static_cast<double>(e.n)); }
    double get() {
        if (at_ >= numbers_.size())
            throw InputError("E-model", "a saved integration ends too soon", "remove it");
        return numbers_[at_++];
    }
    std::size_t get_count() {
        const double n = get();
        if (!(n >= 0) || n > 1e12)
            throw InputError("E-model", "a saved integration has a count that is none",
                             "remove it");
        return static_cast<std::size_t>(n);
    }
    std::vector<double> get_all() {
        const std::size_t n = get_count();
        if (n > numbers_.size() - at_)
            throw InputError("E-model", "a saved integration ends too soon", "remove it");
        std::vector<double> out(numbers_.begin() + static_cast<std::ptrdiff_t>(at_),
                                numbers_.begin() + static_cast<std::ptrdiff_t>(at_ + n));
        at_ += n;
        return out;
    }
    std::optional<std::size_t> get_optional() {
        const double n = get();
        if (n < 0) return std::nullopt;
        return static_cast<std::size_t>(n);
    }
    Mat3 get_matrix() {
        Mat3 m;
        for (int i = 0; i < 3; ++i)
            for (int j = 0; j < 3; ++j) m(i, j) = get();
        return m;
    }
    Estimate get_estimate() {
        Estimate e;
        e.value = get(), e.error = get(), e.n = get_count();
        return e;
    }
    const std::vector<double>& numbers() const { return numbers_; }

private:
    std::vector<double> numbers_;
    std::size_t at_ = 0;
};

void put(Tape& t, const LambdaAverage& a) {
    t.put(a.lambda), t.put(a.difference), t.put(a.variance), t.put(a.memory), t.put(a.energy);
    t.put(a.stress), t.put(a.stress_error), t.put(a.lost);
}

LambdaAverage get_average(Tape& t) {
    LambdaAverage a;
    a.lambda = t.get(), a.difference = t.get_estimate(), a.variance = t.get();
    a.memory = t.get(), a.energy = t.get_estimate(), a.stress = t.get_matrix();
    a.stress_error = t.get_matrix(), a.lost = t.get_optional();
    return a;
}

void put(Tape& t, const LambdaProgress& p) {
    t.put(static_cast<double>(p.state.steps)), t.put(p.state.y), t.put(p.state.p);
    t.put(p.differences), t.put(p.energies), t.put(p.stresses);
    t.put(p.places.sum), t.put(static_cast<double>(p.places.n)), t.put(p.places.lost);
}

LambdaProgress get_progress(Tape& t) {
    LambdaProgress p;
    p.state.steps = static_cast<std::uint32_t>(t.get_count());
    p.state.y = t.get_all(), p.state.p = t.get_all();
    p.differences = t.get_all(), p.energies = t.get_all(), p.stresses = t.get_all();
    p.places.sum = t.get_all(), p.places.n = t.get_count(), p.places.lost = t.get_optional();
    return p;
}

}  // namespace

std::string encode(const IntegrationRecord& r) {
    Tape t;
    t.put(r.has_cell ? 1.0 : 0.0);
    if (r.has_cell) {
        t.put(r.cell.cell.h);
        std::vector<double> at;
        for (const Position& p : r.cell.positions) at.insert(at.end(), {p.x, p.y, p.z});
        t.put(at);
    }
    t.put(r.bulk_modulus);
    t.put(static_cast<double>(r.averages.size()));
    for (const LambdaAverage& a : r.averages) put(t, a);
    t.put(r.forth), t.put(r.back), t.put(r.lost);
    t.put(r.node ? 1.0 : 0.0);
    if (r.node) put(t, *r.node);
    ModelContainer container;
    container.kind = record_kind;
    container.tensors.push_back({"record", make_npy({t.numbers().size()}, t.numbers())});
    return to_bytes(container);
}

IntegrationRecord decode_integration(std::string_view bytes, const Structure& start) {
    Tape t(parse_model(bytes, "a saved integration", record_kind).tensor("record").values());
    IntegrationRecord r;
    r.cell = start;
    r.has_cell = t.get() != 0;
    if (r.has_cell) {
        r.cell.cell.h = t.get_matrix();
        const std::vector<double> at = t.get_all();
        if (at.size() != 3 * start.size())
            throw InputError("E-model", "a saved integration is of another crystal", "remove it");
        for (std::size_t i = 0; i < start.size(); ++i)
            r.cell.positions[i] = {at[3 * i], at[3 * i + 1], at[3 * i + 2]};
    }
    r.bulk_modulus = t.get();
    const std::size_t n = t.get_count();
    for (std::size_t i = 0; i < n; ++i) r.averages.push_back(get_average(t));
    r.forth = t.get_all(), r.back = t.get_all(), r.lost = t.get_optional();
    if (t.get() != 0) r.node = get_progress(t);
    return r;
}

}  // namespace crucible
