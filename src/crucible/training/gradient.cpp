#include "crucible/training/gradient.hpp"

#include <atomic>

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
    Engine(const DeepPotWeights& w, int threads)
        : nets_(w), team_(threads - 1), parameters_(parameter_count(w)) {
        for (int k = 0; k < threads; ++k) shards_.emplace_back(nets_);
        set(parameters_of(w));
    }
    void set(std::span<const double> p) override {
        CRUCIBLE_ASSERT(p.size() == parameters_);
        nets_.set(p);
    }
    Prediction predict(const Sample& s) override {
        const std::size_t n = shards_.size();
        on_all([&](std::size_t k) {
            shards_[k].energies(s, s.atoms() * k / n, s.atoms() * (k + 1) / n);
            shards_[k].forces();
        });
        Prediction out;
        out.force.assign(s.atoms(), Vec3{});
        for (const Shard<T>& shard : shards_) {
            out.energy += shard.energy;
            out.virial += shard.virial;
            for (std::size_t i = 0; i < s.atoms(); ++i) out.force[i] += shard.force[i];
        }
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
        out.assign(parameters_, 0.0);
        for (const Shard<T>& shard : shards_)
            shard.add_gradient_to(1 / static_cast<double>(batch.size()), out);
        return errors;
    }

private:
    template <class Work>
    void on_all(Work&& work) {
        std::atomic<std::size_t> next{1};
        const std::function<void()> task = [&] { work(next.fetch_add(1)); };
        team_.start(task);
        work(0);
        team_.wait();
    }

    PackedPotential<T> nets_;
    ThreadTeam team_;
    std::size_t parameters_;
    std::vector<Shard<T>> shards_;
};

}  // namespace

GradientEngine::GradientEngine(const DeepPotWeights& w, Precision precision, int threads) {
    CRUCIBLE_ASSERT(threads >= 1);
    if (precision == Precision::single)
        engine_ = std::make_unique<Engine<float>>(w, threads);
    else
        engine_ = std::make_unique<Engine<double>>(w, threads);
}
GradientEngine::~GradientEngine() = default;

void GradientEngine::set(std::span<const double> p) { engine_->set(p); }
Prediction GradientEngine::predict(const Sample& s) { return engine_->predict(s); }
ErrorSums GradientEngine::gradient(std::span<const Sample* const> batch, const LossFactors& factor,
                                   std::vector<double>& gradient) {
    return engine_->gradient(batch, factor, gradient);
}

}  // namespace crucible::training
