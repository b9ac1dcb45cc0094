#pragma once
// Training a network that sees images: epochs, early stopping, another try when it collapsed.

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "crucible/data/table.hpp"
#include "crucible/learn/image_regressor.hpp"

namespace crucible::learn {

/// Inputs with what they should give. Not owned.
struct Examples {
    InputRows inputs;
    std::span<const float> targets;  ///< (count, targets)
};

struct ImageTrainingSettings {
    int epochs = 100, batch = 16;
    int patience = 10;  ///< epochs without a better validation error; 0: all epochs
    double rate = 3e-4;
    /// A net that after this many epochs is no better on the validation images than a constant
    /// starts again with a third of the rate, so many times.
    int collapse_epochs = 8, retries = 2;
    /// Factor of the rate after every half of the patience without a better validation error; 1:
    /// the rate stays.
    double decay = 0.5;
    /// Images are mirrored, and square ones turned, another way in every epoch: for targets that do
    /// not change with it.
    enum class Views { as_given, mirrored } views = Views::as_given;
    FirstWeights init = FirstWeights::he;
    std::uint64_t seed = 1, item = 0;
    enum class Start {
        fresh,
        fresh_dense,  ///< the convolutions as the network has them
        as_begun,     ///< as it has them, not yet trained: weights of another program, say
        as_trained    ///< as it has them, and they say something about these targets
    } start = Start::fresh;
};

/// One line of the learning curve. Errors are root mean squares over all targets, each in units of
/// its standard deviation among the examples learned from: a constant has 1 there.
struct EpochRecord {
    int attempt = 1, epoch = 1;
    double rate = 0, train = 0, validation = 0;
    double baseline = 0;  ///< of the constant, on the validation images
};
Table curve_table(const std::vector<EpochRecord>&);

/// The network learns targets of mean 0 and deviation 1, so that the rate means the same for all;
/// at the end its last layer is scaled back. The training errors in a curve are means over the
/// epoch, while the weights moved.
class ImageTraining {
public:
    /// The network is trained in place; all must outlive this. Throws InputError
    /// (E-image-training).
    ImageTraining(ImageNetwork&, const Examples& train, const Examples& validation,
                  const ImageTrainingSettings&);

    /// To the end, or until `keep_on`, asked after every step, says no. At the end the network has
    /// the weights of the best epoch. Throws UnstableError (E-learn-finite) when every try blew up.
    void run(const std::function<bool()>& keep_on = {});
    bool is_done() const { return is_done_; }
    /// Share of the epochs that are done, for progress; early stopping makes it jump.
    double progress() const;
    const std::vector<EpochRecord>& curve() const { return curve_; }
    double best_validation() const { return best_; }
    int best_epoch() const { return best_epoch_; }
    /// What a person should know: collapses, tries, early stop. One sentence each.
    const std::vector<std::string>& notes() const { return notes_; }
    /// The constant is still as good: nothing was learned.
    bool is_collapsed() const;

    /// All that the rest depends on; a training of the same network, data and settings goes on as
    /// if it had never stopped. `restore` throws InputError (E-image-checkpoint, E-model).
    std::string save() const;
    void restore(std::string_view bytes);

private:
    void begin_attempt();
    void begin_epoch();
    void one_step();
    void end_epoch();
    void finish(const std::string& note);
    bool retry(const std::string& why);
    double validation_error();
    enum class Scale { targets, standard };
    /// The last layer, so that the network says targets, or what they are in training.
    void rescale(std::vector<float>& parameters, Scale to) const;

    ImageNetwork& network_;
    Examples train_, validation_;
    ImageTrainingSettings settings_;
    std::size_t width_ = 0;
    double baseline_ = 0;
    std::vector<float> given_;                               ///< weights as the network had them
    std::vector<double> centre_, spread_;                    ///< of each target
    std::vector<float> train_targets_, validation_targets_;  ///< of mean 0 and deviation 1

    int attempt_ = 1, epoch_ = 0;
    std::size_t at_ = 0;  ///< examples of this epoch that were seen
    double rate_ = 0, squares_ = 0;
    double best_ = 0;
    int best_epoch_ = 0;
    std::vector<float> best_weights_;
    bool is_done_ = false;
    std::vector<EpochRecord> curve_;
    std::vector<std::string> notes_;
    std::vector<std::size_t> order_;  ///< of this epoch; empty: to be drawn
    std::vector<std::uint8_t> view_;  ///< of each image of this epoch
    std::vector<float> batch_inputs_, batch_targets_;
};

}  // namespace crucible::learn
