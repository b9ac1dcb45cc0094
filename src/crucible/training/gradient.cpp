#include "crucible/training/gradient.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <bit>

#include "crucible/base/error.hpp"
#include "crucible/parallel/thread_team.hpp"
#include "crucible/training/parameters.hpp"
#include "crucible/training/shard.hpp"

namespace crucible::training {

struct GradientEngine::Interface {
    virtual ~Interface() = default;
    virtual void set(std::span<const double>) = 0;
    virtual Prediction predict(const Sample&) = 0;
    virtual ErrorSums gradient(std::span<const Sample* const>, const LossFactors&,
                               std::vector<double>&) = 0;
};

namespace {

template <class T>
class Engine final : public GradientEngine::Interface {
public:
    Engine(const DeepPotWeights& w, const Shares& s)
        : nets_(w),
          ranks_(*s.ranks),
          all_(static_cast<std::size_t>(s.shards)),
          own_(all_ / static_cast<std::size_t>(ranks_.count())),
          team_(std::min(s.threads, static_cast<int>(own_)) - 1),
          parameters_(parameter_count(w)) {
        for (std::size_t k = 0; k < own_; ++k) shards_.emplace_back(nets_);
        sums_.resize(own_);
        set(parameters_of(w));
    }
    void set(std::span<const double> p) override {
        CRUCIBLE_ASSERT(p.size() == parameters_);
        nets_.set(p);
    }
    Prediction predict(const Sample& s) override {
        const std::size_t first = own_ * static_cast<std::size_t>(ranks_.rank());
        on_all([&](std::size_t k) {
            const std::size_t at = first + k;
            shards_[k].energies(s, s.atoms() * at / all_, s.atoms() * (at + 1) / all_);
            shards_[k].forces();
            sums_[k].clear();
            sums_[k].push_back(shards_[k].energy);
            for (int c = 0; c < 9; ++c) sums_[k].push_back(shards_[k].virial(c / 3, c % 3));
            for (const Vec3& f : shards_[k].force) sums_[k].insert(sums_[k].end(), {f.x, f.y, f.z});
        });
        by_pairs(own_, [&](std::size_t to, std::size_t from) {
            for (std::size_t k = 0; k < sums_[to].size(); ++k) sums_[to][k] += sums_[from][k];
        });
        ranks_.sum(std::span(sums_[0]));
        const double* at = sums_[0].data();
        Prediction out;
        out.energy = *at++;
        for (int c = 0; c < 9; ++c) out.virial(c / 3, c % 3) = *at++;
        for (std::size_t i = 0; i < s.atoms(); ++i, at += 3)
            out.force.emplace_back(at[0], at[1], at[2]);
        return out;
    }
    ErrorSums gradient(std::span<const Sample* const> batch, const LossFactors& factor,
                       std::vector<double>& out) override {
        on_all([&](std::size_t k) { shards_[k].clear_gradient(); });
        ErrorSums errors;
        for (const Sample* s : batch) {
            const Prediction p = predict(*s);
            errors += errors_of(*s, p, factor);
            const LossPull pull = pull_of(*s, p, factor);
            on_all([&](std::size_t k) { shards_[k].gradient(pull); });
        }
        by_pairs(own_, [&](std::size_t to, std::size_t from) {
            shards_[to].add_gradient_of(shards_[from]);
        });
        row_.resize(parameters_);
        shards_[0].write_gradient(row_.data());
        ranks_.sum(std::span(row_));
        out.resize(parameters_);
        for (std::size_t k = 0; k < parameters_; ++k)
            out[k] = static_cast<double>(row_[k]) / static_cast<double>(batch.size());
        return errors;
    }

private:
    /// Work for each shard of this rank, by whichever thread is free.
    template <class Work>
    void on_all(Work&& work) {
        std::atomic<std::size_t> next{0};
        const std::function<void()> task = [&] {
            for (std::size_t k = next.fetch_add(1); k < own_; k = next.fetch_add(1)) work(k);
        };
        team_.start(task);
        task();
        team_.wait();
    }

    PackedPotential<T> nets_;
    const Collective& ranks_;
    std::size_t all_, own_;
    ThreadTeam team_;
    std::size_t parameters_;
    std::vector<Shard<T>> shards_;
    std::vector<std::vector<double>> sums_;  ///< of each shard: energy, virial, forces
    std::vector<T> row_;                     ///< gradients of all parameters
};

}  // namespace

void check_shards(int shards, int ranks) {
    if (shards < 1 || shards > 1024 || !std::has_single_bit(static_cast<unsigned>(shards)))
        throw InputError("E-training-settings", fmt::format("{} shards", shards),
                         "give a power of two, such as 4");
    if (ranks < 1 || shards % ranks != 0)
        throw InputError("E-training-ranks",
                         fmt::format("{} shards cannot be shared out to {} ranks", shards, ranks),
                         "take a power of two of ranks, and as many shards or more");
}

GradientEngine::GradientEngine(const DeepPotWeights& w, Precision precision, const Shares& given) {
    static const Alone alone;
    Shares shares = given;
    if (!shares.ranks) shares.ranks = &alone;
    check_shards(shares.shards, shares.ranks->count());
    if (shares.threads < 1)
        throw InputError("E-training-settings", fmt::format("{} threads", shares.threads),
                         "give one thread or more");
    if (precision == Precision::single)
        engine_ = std::make_unique<Engine<float>>(w, shares);
    else
        engine_ = std::make_unique<Engine<double>>(w, shares);
}
GradientEngine::~GradientEngine() = default;

void GradientEngine::set(std::span<const double> p) { engine_->set(p); }
Prediction GradientEngine::predict(const Sample& s) { return engine_->predict(s); }
ErrorSums GradientEngine::gradient(std::span<const Sample* const> batch, const LossFactors& factor,
                                   std::vector<double>& gradient) {
    return engine_->gradient(batch, factor, gradient);
}

}  // namespace crucible::training
