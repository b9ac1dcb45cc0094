#include "crucible/learn/cover.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <set>

#include "crucible/base/error.hpp"

namespace crucible::learn {
namespace {

[[noreturn]] void bad_cover(const std::string& message, const std::string& cure) {
    throw InputError("E-learn-cover", message, cure);
}

void check_cover(const CoverProblem& p) {
    if (p.models.empty() || p.samples.empty()) bad_cover("no models or no samples", "give both");
    if (p.errors.rows() != p.models.size() || p.errors.columns() != p.samples.size())
        bad_cover(fmt::format("{} models and {} samples, but a matrix of {} x {}", p.models.size(),
                              p.samples.size(), p.errors.rows(), p.errors.columns()),
                  "give one row for each model and one column for each sample");
    for (const auto* names : {&p.models, &p.samples})
        if (std::set<std::string>(names->begin(), names->end()).size() != names->size())
            bad_cover("a name is there twice", "name models and samples differently");
    if (!(p.threshold > 0)) bad_cover("a threshold of zero or less", "give a positive error");
}

bool serves(const CoverProblem& p, std::size_t model, std::size_t sample) {
    const double e = p.errors(model, sample);
    return std::isfinite(e) && e < p.threshold;
}

CoverPick pick_of(const CoverProblem& p, std::size_t model, std::vector<std::size_t> samples) {
    double sum = 0;
    for (const std::size_t s : samples) sum += p.errors(model, s);
    const double mean = samples.empty() ? 0 : sum / static_cast<double>(samples.size());
    return {model, std::move(samples), mean};
}

std::vector<std::size_t> unserved(const CoverProblem& p) {
    std::vector<std::size_t> out;
    for (std::size_t s = 0; s < p.samples.size(); ++s) {
        bool is_served = false;
        for (std::size_t m = 0; m < p.models.size(); ++m) is_served |= serves(p, m, s);
        if (!is_served) out.push_back(s);
    }
    return out;
}

constexpr std::int64_t most_nodes = 10'000'000;

/// Depth first: the sample with the fewest models is served next, by each of these in turn.
class CoverSearch {
public:
    explicit CoverSearch(const CoverProblem& p) : p_(p), order_(p.models.size()) {
        for (std::size_t m = 0; m < order_.size(); ++m) order_[m] = m;
        std::sort(order_.begin(), order_.end(),
                  [&](std::size_t a, std::size_t b) { return p.models[a] < p.models[b]; });
        for (const std::size_t m : order_) {
            std::uint64_t mask = 0;
            for (std::size_t s = 0; s < p.samples.size(); ++s)
                if (serves(p, m, s)) mask |= std::uint64_t{1} << s;
            masks_.push_back(mask), all_ |= mask;
        }
    }

    /// Smallest cover of all that can be served, no larger than `start`; is it proven?
    std::pair<std::vector<std::size_t>, bool> run(const std::vector<std::size_t>& start) {
        best_ = places(start);
        best_error_ = mean_error(best_);
        descend(all_);
        std::vector<std::size_t> out;
        for (const std::size_t k : best_) out.push_back(order_[k]);
        return {out, nodes_ < most_nodes};
    }

private:
    std::vector<std::size_t> places(const std::vector<std::size_t>& models) const {
        std::vector<std::size_t> out;
        for (const std::size_t m : models)
            out.push_back(static_cast<std::size_t>(std::find(order_.begin(), order_.end(), m) -
                                                   order_.begin()));
        std::sort(out.begin(), out.end());
        return out;
    }
    double mean_error(const std::vector<std::size_t>& chosen) const {
        double sum = 0;
        for (std::size_t s = 0; s < p_.samples.size(); ++s) {
            double least = p_.threshold;
            for (const std::size_t k : chosen)
                if (masks_[k] >> s & 1) least = std::min(least, p_.errors(order_[k], s));
            sum += least;
        }
        return sum;
    }
    /// Fewest models that could do it: each serves no more than the largest one.
    std::size_t least_more(std::uint64_t left) const {
        int most = 1;
        for (const std::uint64_t m : masks_) most = std::max(most, std::popcount(m & left));
        const int n = std::popcount(left);
        return static_cast<std::size_t>((n + most - 1) / most);
    }
    void take() {
        std::vector<std::size_t> found = chosen_;
        std::sort(found.begin(), found.end());
        const double error = mean_error(found);
        // Equal but for rounding: the names decide, that is the places in their order.
        const bool is_tie = std::fabs(error - best_error_) < 1e-12;
        const bool is_better =
            found.size() < best_.size() || (is_tie ? found < best_ : error < best_error_);
        if (found.size() > best_.size() || !is_better) return;
        best_ = std::move(found), best_error_ = error;
    }
    std::uint64_t rarest(std::uint64_t left) const {
        int fewest = INT32_MAX;
        std::uint64_t out = 0;
        for (std::uint64_t rest = left; rest; rest &= rest - 1) {
            const std::uint64_t bit = rest & (~rest + 1);
            int n = 0;
            for (const std::uint64_t m : masks_) n += (m & bit) != 0;
            if (n < fewest) fewest = n, out = bit;
        }
        return out;
    }
    void descend(std::uint64_t left) {
        if (nodes_ >= most_nodes) return;
        ++nodes_;
        if (!left) return take();
        if (chosen_.size() + least_more(left) > best_.size()) return;
        const std::uint64_t bit = rarest(left);
        std::vector<std::size_t> candidates;
        for (std::size_t k = 0; k < masks_.size(); ++k)
            if (masks_[k] & bit) candidates.push_back(k);
        std::stable_sort(candidates.begin(), candidates.end(), [&](std::size_t a, std::size_t b) {
            return std::popcount(masks_[a] & left) > std::popcount(masks_[b] & left);
        });
        for (const std::size_t k : candidates) {
            chosen_.push_back(k);
            descend(left & ~masks_[k]);
            chosen_.pop_back();
        }
    }

    const CoverProblem& p_;
    std::vector<std::size_t> order_;  ///< models by name
    std::vector<std::uint64_t> masks_;
    std::uint64_t all_ = 0;
    std::vector<std::size_t> chosen_, best_;
    double best_error_ = 0;
    std::int64_t nodes_ = 0;
};

}  // namespace

Cover greedy_cover(const CoverProblem& p) {
    check_cover(p);
    Cover out;
    out.uncovered = unserved(p);
    out.is_proven = false;
    std::vector<std::uint8_t> is_left(p.samples.size(), 1);
    for (const std::size_t s : out.uncovered) is_left[s] = 0;
    while (std::find(is_left.begin(), is_left.end(), 1) != is_left.end()) {
        CoverPick best;
        for (std::size_t m = 0; m < p.models.size(); ++m) {
            std::vector<std::size_t> served;
            for (std::size_t s = 0; s < p.samples.size(); ++s)
                if (is_left[s] && serves(p, m, s)) served.push_back(s);
            CoverPick here = pick_of(p, m, std::move(served));
            if (here.samples.size() < best.samples.size() || here.samples.empty()) continue;
            const bool is_better =
                here.samples.size() > best.samples.size() || here.mean_error < best.mean_error ||
                (here.mean_error == best.mean_error && p.models[m] < p.models[best.model]);
            if (is_better) best = std::move(here);
        }
        for (const std::size_t s : best.samples) is_left[s] = 0;
        out.picks.push_back(std::move(best));
    }
    return out;
}

Cover exact_cover(const CoverProblem& p) {
    check_cover(p);
    if (p.samples.size() > 64)
        bad_cover(fmt::format("{} samples are too many for the exact cover", p.samples.size()),
                  "take the greedy one, or at most 64 samples");
    std::vector<std::size_t> greedy;
    for (const CoverPick& pick : greedy_cover(p).picks) greedy.push_back(pick.model);
    const auto [chosen, is_proven] = CoverSearch(p).run(greedy);

    Cover out;
    out.uncovered = unserved(p);
    out.is_proven = is_proven;
    std::vector<std::vector<std::size_t>> served(chosen.size());
    for (std::size_t s = 0; s < p.samples.size(); ++s) {
        std::size_t best = chosen.size();
        for (std::size_t k = 0; k < chosen.size(); ++k)
            if (serves(p, chosen[k], s) &&
                (best == chosen.size() || p.errors(chosen[k], s) < p.errors(chosen[best], s)))
                best = k;
        if (best < chosen.size()) served[best].push_back(s);
    }
    for (std::size_t k = 0; k < chosen.size(); ++k)
        out.picks.push_back(pick_of(p, chosen[k], std::move(served[k])));
    std::stable_sort(
        out.picks.begin(), out.picks.end(),
        [](const CoverPick& a, const CoverPick& b) { return a.samples.size() > b.samples.size(); });
    return out;
}

}  // namespace crucible::learn
