#include "crucible/energy/labeller.hpp"

namespace crucible {
namespace {

class ModelLabeller final : public Labeller {
public:
    explicit ModelLabeller(std::unique_ptr<EnergyModel> model) : model_(std::move(model)) {}
    LabelledFrame label(const Structure& s, const std::filesystem::path&,
                        const RunContext&) override {
        Evaluation e;
        model_->forget();  // a label does not depend on what was labelled before it
        model_->evaluate(s, e);
        LabelledFrame f;
        f.structure = s;
        f.energy = e.energy, f.forces = e.forces;
        f.virial = e.stress * -s.cell.volume();
        f.state = LabelState::converged;
        f.source = model_->description();
        return f;
    }
    std::string description() const override { return model_->description(); }

private:
    std::unique_ptr<EnergyModel> model_;
};

}  // namespace

std::unique_ptr<Labeller> model_labeller(std::unique_ptr<EnergyModel> model) {
    return std::make_unique<ModelLabeller>(std::move(model));
}

}  // namespace crucible
