#include "crucible/learn/beam_search.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "crucible/base/error.hpp"
#include "crucible/learn/dense_kernels.hpp"

namespace crucible::learn {
namespace {

void check_beams(const BeamSettings& s) {
    if (s.beams < 1 || s.beams > 10000 || s.longest < 1 || !(s.temperature > 0))
        throw InputError("E-translator-search",
                         fmt::format("{} beams of {} tokens at temperature {} make no sense",
                                     s.beams, s.longest, s.temperature),
                         "give at least one beam, one token and a positive temperature");
}

/// A way to go on from a beginning.
struct Continuation {
    double log_probability = 0;
    std::uint32_t beginning = 0, token = 0;
};
/// Ties go to what stands first, so that answers are always the same.
bool is_likelier(const Continuation& a, const Continuation& b) {
    if (a.log_probability != b.log_probability) return a.log_probability > b.log_probability;
    return std::pair(a.beginning, a.token) < std::pair(b.beginning, b.token);
}

/// The beam of one source.
class Beam {
public:
    explicit Beam(const BeamSettings& s) : settings_(s), beginnings_(1) {}

    bool is_done() const {
        if (beginnings_.empty()) return true;
        return complete_.size() >= settings_.beams &&
               beginnings_.front().log_probability <= worst_complete();
    }
    const std::vector<Translation>& beginnings() const { return beginnings_; }

    /// log p of each token behind each beginning; says from which one each new one comes.
    std::vector<std::uint32_t> advance(std::span<const std::vector<double>> log_probabilities) {
        std::vector<Continuation> all;
        for (std::uint32_t b = 0; b < beginnings_.size(); ++b) {
            const bool is_full = beginnings_[b].tokens.size() >= settings_.longest;
            for (std::uint32_t t = 0; t < log_probabilities[b].size(); ++t)
                if (t == end_token || (t >= first_token && !is_full))
                    all.push_back({beginnings_[b].log_probability + log_probabilities[b][t], b, t});
        }
        // As many ends as beginnings may stand before the last one that is wanted.
        const std::size_t wanted = std::min(all.size(), 2 * settings_.beams);
        std::ranges::partial_sort(all, all.begin() + static_cast<std::ptrdiff_t>(wanted),
                                  is_likelier);
        std::vector<Translation> next;
        std::vector<std::uint32_t> parents;
        for (std::size_t i = 0; i < wanted && next.size() < settings_.beams; ++i) {
            Translation t = beginnings_[all[i].beginning];
            t.log_probability = all[i].log_probability;
            if (all[i].token == end_token) {
                complete_.push_back(std::move(t));
                continue;
            }
            t.tokens.push_back(all[i].token);
            next.push_back(std::move(t));
            parents.push_back(all[i].beginning);
        }
        beginnings_ = std::move(next);
        std::ranges::stable_sort(complete_, std::ranges::greater{}, &Translation::log_probability);
        if (complete_.size() > settings_.beams) complete_.resize(settings_.beams);
        return parents;
    }
    std::vector<Translation> take() { return std::move(complete_); }

private:
    double worst_complete() const { return complete_.back().log_probability; }

    BeamSettings settings_;
    std::vector<Translation> beginnings_, complete_;
};

std::vector<double> log_softmax(std::span<const float> logits, double temperature) {
    const double most = *std::ranges::max_element(logits);
    std::vector<double> out(logits.size());
    double sum = 0;
    for (std::size_t i = 0; i < out.size(); ++i) {
        out[i] = (static_cast<double>(logits[i]) - most) / temperature;
        sum += std::exp(out[i]);
    }
    const double norm = std::log(sum);
    if (!std::isfinite(norm))
        throw UnstableError("E-learn-finite", "a translator says no finite numbers",
                            "train it again with a lower rate");
    for (double& x : out) x -= norm;
    return out;
}

}  // namespace

std::vector<std::vector<Translation>> translate(const TranslatorNet& net,
                                                std::span<const std::vector<std::uint32_t>> sources,
                                                const BeamSettings& settings) {
    check_beams(settings);
    std::vector<Beam> beams(sources.size(), Beam(settings));
    const auto decoding = net.decode(sources);
    std::vector<std::uint32_t> parents(sources.size()), tokens(sources.size(), begin_token);
    for (std::uint32_t s = 0; s < parents.size(); ++s) parents[s] = s;
    std::vector<float> logits;
    const std::size_t padded = net.padded_tokens();
    while (!parents.empty()) {
        decoding->step(parents, tokens, logits);
        parents.clear(), tokens.clear();
        std::uint32_t row = 0;  // rows of one source lie together, sources in their order
        for (Beam& beam : beams) {
            if (beam.is_done()) continue;
            const std::uint32_t first = row;
            std::vector<std::vector<double>> said;
            for (std::size_t b = 0; b < beam.beginnings().size(); ++b, ++row)
                said.push_back(log_softmax(
                    std::span<const float>(logits).subspan(row * padded, net.shape().tokens),
                    settings.temperature));
            const auto from = beam.advance(said);
            if (beam.is_done()) continue;
            for (std::size_t b = 0; b < from.size(); ++b) {
                parents.push_back(first + from[b]);
                tokens.push_back(beam.beginnings()[b].tokens.back());
            }
        }
    }
    std::vector<std::vector<Translation>> out;
    for (Beam& beam : beams) out.push_back(beam.take());
    return out;
}

std::vector<Translation> translate_reference(const TranslatorNet& net,
                                             const std::vector<std::uint32_t>& source,
                                             const BeamSettings& settings) {
    check_beams(settings);
    Beam beam(settings);
    const std::size_t tokens = net.shape().tokens;
    while (!beam.is_done()) {
        std::vector<std::vector<double>> said;
        for (const Translation& b : beam.beginnings()) {
            const std::vector<double> all = net.reference(source, b.tokens);
            const std::vector<float> last(all.end() - static_cast<std::ptrdiff_t>(tokens),
                                          all.end());
            said.push_back(log_softmax(last, settings.temperature));
        }
        beam.advance(said);
    }
    return beam.take();
}

}  // namespace crucible::learn
