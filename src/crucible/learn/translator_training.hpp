#pragma once
// Training of a translator: pairs in batches of equal sources, Adam with a warm-up, checkpoints.

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "crucible/learn/optimiser.hpp"
#include "crucible/learn/translator_peer.hpp"

namespace crucible::learn {

struct TranslatorTrainingSettings {
    int epochs = 10;
    /// CPU seconds after which the rate has fallen to nothing, whatever the epochs say; 0: no
    /// limit. With a limit, results depend on the speed of the machine.
    double most_seconds = 0;
    std::size_t batch_tokens = 4096;  ///< most tokens of the targets of a batch
    double rate = 1e-3;               ///< at most
    double warm_up = 1000;            ///< steps in which the rate rises to that
    double dropout = 0.1, smoothing = 0.1;
    double longest_slope = 1;  ///< gradients are shortened to this length
    std::uint64_t seed = 1;
};

struct TranslatorEpoch {
    int epoch = 1;
    double loss = 0;  ///< mean -log p of a token, while weights moved
    double seconds = 0;
};

class TranslatorTraining {
public:
    /// The pairs of an epoch: others each time where they are written anew.
    using Pairs = std::function<const std::vector<TranslationPair>&(int epoch)>;

    /// Trains `parameters` in place; all must outlive this. Throws InputError
    /// (E-translator-training) for settings or pairs that make no sense.
    TranslatorTraining(TranslatorPeer&, std::span<float> parameters, Pairs,
                       const TranslatorTrainingSettings&);

    /// To the end, or until `keep_on`, asked after every batch, says no. Throws UnstableError
    /// (E-learn-finite).
    void run(const std::function<bool()>& keep_on = {});
    bool is_done() const { return progress() >= 1; }
    double progress() const;
    const std::vector<TranslatorEpoch>& curve() const { return curve_; }
    /// Mean loss over the last batches.
    double recent_loss() const { return recent_; }
    double seconds() const { return seconds_; }

    /// All that the rest depends on, but for the pairs. `restore` throws InputError (E-model).
    std::string save() const;
    void restore(std::string_view bytes);

private:
    void begin_epoch();
    void one_step();
    double rate_now() const;

    TranslatorPeer& peer_;
    std::span<float> parameters_;
    Pairs pairs_;
    TranslatorTrainingSettings settings_;
    Adam adam_;
    int epoch_ = 0;
    std::size_t at_ = 0;  ///< batches of this epoch that are done
    double loss_ = 0, tokens_ = 0, seconds_ = 0, recent_ = 0;
    std::vector<TranslatorEpoch> curve_;
    const std::vector<TranslationPair>* now_ = nullptr;
    std::vector<std::vector<std::uint32_t>> batches_;
    std::vector<float> gradient_;
};

/// Places of pairs in batches: sources of a batch are equally long, its targets nearly so. Their
/// order and composition follow from the seed and the epoch.
std::vector<std::vector<std::uint32_t>> translation_batches(const std::vector<TranslationPair>&,
                                                            std::size_t most_tokens,
                                                            std::uint64_t seed, int epoch);

/// What a net says to pairs that it does not learn from.
struct TranslatorCheck {
    double loss = 0;         ///< mean -log p of a token
    double right_token = 0;  ///< share of tokens that are the likeliest, given those before
    double right_whole = 0;  ///< share of targets of which all are
};
TranslatorCheck check_translator(TranslatorPeer&, std::span<const float> parameters,
                                 const std::vector<TranslationPair>&, std::size_t tokens,
                                 std::size_t batch_tokens);

}  // namespace crucible::learn
