// The only file that includes LAMMPS's C++ headers: they change between versions, where the library
// interface (engine_wall.cpp) does not.
#include <fmt/format.h>

// The headers as Debian installs them are made for the fmt inside LAMMPS, and name a function that
// newer ones lack. It is named in templates only that nobody here instantiates.
namespace fmt {
template <class Format, class... Words>
auto make_args_checked(const Format&, const Words&... words) {
    return make_format_args(words...);
}
}  // namespace fmt

#include <atom.h>
#include <comm.h>
#include <force.h>
#include <input.h>
#include <lammps.h>
#include <memory.h>
#include <neighbor.h>
#include <pair.h>

#include <string>

#include "crucible/base/error.hpp"
#include "pair_wall.hpp"

namespace crucible::md {
namespace {

constexpr const char* pair_style = "crucible";

/// What the next pair style is made of: LAMMPS's factories take no arguments of ours.
struct PairModel {
    ShortRangeModel* model = nullptr;
    std::vector<std::int32_t> kinds;  ///< of the model, of type 1, 2, ...
} next_model;

class CruciblePair final : public LAMMPS_NS::Pair {
public:
    explicit CruciblePair(LAMMPS_NS::LAMMPS* owner) : Pair(owner), used_(next_model) {
        one_coeff = 1, manybody_flag = 1;
        single_enable = restartinfo = 0;  // a restarted run sets the potential anew
        no_virial_fdotr_compute = 1;      // the model knows its virial
    }
    ~CruciblePair() override {
        memory->destroy(setflag);
        memory->destroy(cutsq);
    }

    void compute(int energy_wanted, int virial_wanted) override {
        ev_init(energy_wanted, virial_wanted);
        CRUCIBLE_ASSERT(!vflag_atom && !cvflag_atom);  // no job of ours asks for them
        const auto owned = static_cast<std::size_t>(atom->nlocal);
        const std::size_t all = owned + static_cast<std::size_t>(atom->nghost);
        if (neighbor->ago == 0 || local_.all != all || local_.owned != owned) build(owned, all);
        local_.positions = all ? atom->x[0] : nullptr;
        used_.model->compute(local_, sums_);
        double* forces = all ? atom->f[0] : nullptr;
        for (std::size_t k = 0; k < 3 * all; ++k) forces[k] += sums_.forces[k];
        if (eflag_global) eng_vdwl += sums_.energy;
        if (eflag_atom)
            for (std::size_t i = 0; i < owned; ++i) eatom[i] += sums_.per_atom[i];
        if (vflag_global) {
            const Mat3& w = sums_.virial;
            const double six[] = {w(0, 0), w(1, 1), w(2, 2), w(0, 1), w(0, 2), w(1, 2)};
            for (int k = 0; k < 6; ++k) virial[k] += six[k];
        }
    }

    void settings(int, char**) override {}

    void coeff(int, char**) override {
        const int types = atom->ntypes;
        memory->create(setflag, types + 1, types + 1, "pair:setflag");
        memory->create(cutsq, types + 1, types + 1, "pair:cutsq");
        for (int i = 1; i <= types; ++i)
            for (int j = 1; j <= types; ++j) setflag[i][j] = 1;
        allocated = 1;
    }

    /// No list of LAMMPS's is asked for: a full one is not to be had by what is installed.
    void init_style() override { CRUCIBLE_ASSERT(force->newton_pair); }
    double init_one(int, int) override { return used_.model->cutoff(); }

private:
    /// LAMMPS has just made its ghosts: they are complete to the cut-off and its skin.
    void build(std::size_t owned, std::size_t all) {
        kinds_.resize(all);
        for (std::size_t i = 0; i < all; ++i)
            kinds_[i] = used_.kinds[static_cast<std::size_t>(atom->type[i] - 1)];
        const double* x = all ? atom->x[0] : nullptr;
        local_neighbours(owned, {x, 3 * all}, used_.model->cutoff() + neighbor->skin, first_,
                         neighbours_);
        local_ = {owned, all, nullptr, kinds_.data(), first_.data(), neighbours_.data(), nullptr};
    }

    PairModel used_;
    LocalAtoms local_;
    LocalSums sums_;
    std::vector<std::int32_t> kinds_, neighbours_;
    std::vector<std::int64_t> first_;
};

LAMMPS_NS::Pair* make_pair_style(LAMMPS_NS::LAMMPS* lmp) { return new CruciblePair(lmp); }

}  // namespace

void set_pair_style(void* handle, ShortRangeModel& model, const std::vector<int>& elements) {
    auto* lmp = static_cast<LAMMPS_NS::LAMMPS*>(handle);
    next_model = {&model, kinds_of(elements, model)};
    (*lmp->force->pair_map)[pair_style] = &make_pair_style;
    lmp->input->one(std::string("pair_style ") + pair_style);
    lmp->input->one("pair_coeff * *");
}

}  // namespace crucible::md
