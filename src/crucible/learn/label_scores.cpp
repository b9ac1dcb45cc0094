#include "crucible/learn/label_scores.hpp"

#include <algorithm>
#include <map>

namespace crucible::learn {
namespace {

double share_of(std::size_t part, std::size_t whole) {
    return whole ? static_cast<double>(part) / static_cast<double>(whole) : 0;
}

}  // namespace

LabelGuess guess_of(std::span<const float> logits, std::uint32_t right) {
    LabelGuess g;
    if (logits.empty()) return g;
    g.said = static_cast<std::uint32_t>(std::ranges::max_element(logits) - logits.begin());
    if (right >= logits.size()) return g;
    g.rank = 1;
    for (std::size_t l = 0; l < logits.size(); ++l)
        g.rank += logits[l] > logits[right] || (l < right && logits[l] == logits[right]);
    return g;
}

LabelGuess guess_of(std::span<const std::uint32_t> best_first, std::uint32_t right) {
    LabelGuess g;
    if (best_first.empty()) return g;
    g.said = best_first.front();
    const auto at = std::ranges::find(best_first, right);
    if (at != best_first.end()) g.rank = static_cast<std::size_t>(at - best_first.begin()) + 1;
    return g;
}

double LabelScore::precision() const { return share_of(right, said); }
double LabelScore::recall() const { return share_of(right, rows); }
double LabelScore::f1() const { return share_of(2 * right, rows + said); }

LabelScores label_scores(std::span<const std::uint32_t> right,
                         std::span<const LabelGuess> guesses) {
    LabelScores s;
    s.rows = right.size();
    std::map<std::uint32_t, LabelScore> by_label;
    std::size_t first = 0, among_three = 0;
    for (std::size_t i = 0; i < right.size(); ++i) {
        const LabelGuess& g = guesses[i];
        ++by_label[right[i]].rows;
        if (g.said != LabelGuess::none) ++by_label[g.said].said;
        if (g.said == right[i]) ++by_label[right[i]].right;
        first += g.rank == 1;
        among_three += g.rank >= 1 && g.rank <= 3;
        if (g.rank > 0) s.mean_reciprocal_rank += 1 / static_cast<double>(g.rank);
    }
    if (s.rows == 0) return s;
    const auto n = static_cast<double>(s.rows);
    s.accuracy = share_of(first, s.rows);
    s.top3 = share_of(among_three, s.rows);
    s.mean_reciprocal_rank /= n;
    for (auto& [label, score] : by_label) {
        score.label = label;
        const double weight = static_cast<double>(score.rows) / n;
        s.weighted_precision += weight * score.precision();
        s.weighted_f1 += weight * score.f1();
        s.macro_f1 += score.f1() / static_cast<double>(by_label.size());
        s.labels.push_back(score);
    }
    return s;
}

}  // namespace crucible::learn
