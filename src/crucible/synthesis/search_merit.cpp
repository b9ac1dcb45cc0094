// Best first on the AND/OR graph by merits, as SYNCHEM did it (Gelernter et al. 1977,
// doi:10.1126/science.197.4308.1041): no learned costs, the difficulty of molecules alone.

#include <cmath>

#include "crucible/synthesis/search_algorithms.hpp"

namespace crucible::synthesis {
namespace {

/// What a molecule that is still to be made is expected to cost, as -ln of its merit: a SMILES of
/// 40 characters counts as about four ordinary steps.
class DifficultyValues final : public ValueSource {
public:
    explicit DifficultyValues(const SearchCost* formulas) : formulas_(formulas) {}
    std::vector<double> values(std::span<const std::string> molecules) override {
        std::vector<double> out;
        for (const std::string& m : molecules)
            out.push_back(formulas_ ? formulas_->molecule(m)
                                    : std::pow(static_cast<double>(m.size()), 1.5) / scale);
        return out;
    }

private:
    static constexpr double scale = 40;
    const SearchCost* formulas_;
};

}  // namespace

void search_merit(SearchRun& run) {
    DifficultyValues difficulty(run.settings.cost.get());
    SearchRun own = run;
    own.value = &difficulty;
    search_retro_star(own);
}

}  // namespace crucible::synthesis
