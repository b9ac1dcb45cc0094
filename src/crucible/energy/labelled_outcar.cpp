// OUTCAR: elements and their counts, then for each ionic step its electronic iterations, stress,
// cell, positions with forces, and energy, in this order.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "crucible/atoms/elements.hpp"
#include "crucible/base/text.hpp"
#include "crucible/energy/labelled.hpp"

namespace crucible {
namespace {

constexpr std::string_view outcar_code = "E-label-outcar";
constexpr double outcar_kbar = 1 / 1602.176634;  // eV/angstrom^3
constexpr double largest_outcar_number = 1e12;
constexpr long long most_outcar_atoms = 10'000'000;

/// What follows `key` in the line; nothing where it has no such key.
std::optional<std::string_view> after(std::string_view line, std::string_view key) {
    const std::size_t at = line.find(key);
    if (at == line.npos) return {};
    return line.substr(at + key.size());
}

class Outcar {
public:
    Outcar(std::string_view text, const std::string& file, const LabelReadOptions& options)
        : lines_(text, file), options_(options) {}

    LabelledFrames read() {
        while (lines_.next(line_)) take_line();
        if (frames_.empty()) fail("no finished ionic step", "let VASP finish at least one");
        if (!is_whole_ && options_.notice)
            options_.notice(lines_.file() + ": cut short; its finished ionic steps are taken");
        return std::move(frames_);
    }

private:
    [[noreturn]] void fail(const std::string& message,
                           const std::string& cure = "look at that place in the file") const {
        throw InputError(outcar_code, message, cure, lines_.here());
    }
    double number(const Word& w) const {
        const double v = lines_.number(w, "a number", outcar_code);
        if (!(std::fabs(v) < largest_outcar_number))
            fail(in_quotes(w.text) + " is no usable number");
        return v;
    }
    /// At least `n` words of the line.
    std::vector<Word> several(std::string_view text, std::size_t n, const char* what) const {
        std::vector<Word> w = words(text);
        if (w.size() < n)
            fail(fmt::format("{} numbers where {} should be", w.size(), what),
                 "VASP runs numbers into each other, or writes stars, where they do not fit");
        return w;
    }
    bool next_line() {
        if (lines_.next(line_)) return true;
        line_ = {};
        return false;
    }

    void take_line() {
        if (const auto element = after(line_, "VRHFIN =")) {
            if (numbers_.empty())
                types_.push_back(
                    parse_element(trim(element->substr(0, element->find(':'))), lines_.here()));
        } else if (const auto counts = after(line_, "ions per type =")) {
            read_counts(*counts);
        } else if (const auto most = after(line_, " NELM   =")) {
            const double n = number(several(most->substr(0, most->find(';')), 1, "NELM")[0]);
            most_steps_ = static_cast<int>(std::clamp(n, 0.0, 1e6));
        } else if (line_.find("- Iteration ") != line_.npos) {
            ++electronic_;
        } else if (line_.find("EDIFF was not reached") != line_.npos) {
            is_unconverged_ = true;
        } else if (const auto stress = after(line_, "in kB ")) {
            read_stress(*stress);
        } else if (line_.find("direct lattice vectors") != line_.npos) {
            read_cell();
        } else if (line_.find("TOTAL-FORCE (eV/Angst)") != line_.npos) {
            read_forces();
        } else if (const auto energy = after(line_, "free  energy   TOTEN  =")) {
            add_frame(number(several(*energy, 1, "an energy")[0]));
        } else if (line_.find("General timing and accounting") != line_.npos) {
            is_whole_ = true;
        }
    }

    void read_counts(std::string_view text) {
        if (!numbers_.empty()) fail("the numbers of ions are listed twice");
        const std::vector<Word> counts = words(text);
        if (counts.empty() || counts.size() != types_.size())
            fail(fmt::format("{} numbers of ions for {} elements", counts.size(), types_.size()));
        for (std::size_t t = 0; t < counts.size(); ++t) {
            const long long n = lines_.integer(counts[t], "a number of ions", outcar_code);
            if (n < 1 || n > most_outcar_atoms) fail("an absurd number of ions");
            numbers_.insert(numbers_.end(), static_cast<std::size_t>(n), types_[t]);
        }
    }

    /// XX YY ZZ XY YZ ZX; VASP counts compression as positive.
    void read_stress(std::string_view text) {
        const std::vector<Word> w = several(text, 6, "a stress");
        double s[6];
        for (std::size_t k = 0; k < 6; ++k) s[k] = number(w[k]) * outcar_kbar;
        pressure_ = Mat3{{{{s[0], s[3], s[5]}, {s[3], s[1], s[4]}, {s[5], s[4], s[2]}}}};
    }

    void read_cell() {
        for (int k = 0; k < 3; ++k) {
            if (!next_line()) return;
            const std::vector<Word> w = several(line_, 6, "a lattice vector and its reciprocal");
            cell_.h[k] = Vec3(number(w[0]), number(w[1]), number(w[2]));
        }
        has_cell_ = true;
    }

    void read_forces() {
        positions_.clear(), forces_.clear();
        next_line();  // a rule
        for (std::size_t i = 0; i < numbers_.size(); ++i) {
            if (!next_line()) return;
            const std::vector<Word> w = several(line_, 6, "a position and a force");
            positions_.emplace_back(number(w[0]), number(w[1]), number(w[2]));
            forces_.emplace_back(number(w[3]), number(w[4]), number(w[5]));
        }
    }

    void add_frame(double energy) {
        if (numbers_.empty()) fail("an energy before the list of ions");
        if (forces_.size() != numbers_.size())
            fail(fmt::format("{} forces for {} ions", forces_.size(), numbers_.size()),
                 "keep forces (NWRITE)");
        if (!has_cell_ || !(cell_.volume() > 1e-3)) fail("an ionic step without its cell");
        LabelledFrame f;
        f.structure.cell = cell_, f.structure.numbers = numbers_;
        f.structure.positions = positions_, f.forces = forces_;
        f.energy = energy;
        if (pressure_) f.virial = cell_.volume() * *pressure_;
        if (most_steps_ > 0)
            f.state = electronic_ >= most_steps_ || is_unconverged_ ? LabelState::unconverged
                                                                    : LabelState::converged;
        f.source = fmt::format("{}#{}", lines_.file(), frames_.size());
        frames_.push_back(std::move(f));
        electronic_ = 0, is_unconverged_ = false;
        forces_.clear(), pressure_.reset();
    }

    LineReader lines_;
    std::string_view line_;
    const LabelReadOptions& options_;
    std::vector<int> types_, numbers_;
    Cell cell_;
    std::vector<Position> positions_;
    std::vector<Vec3> forces_;
    std::optional<Mat3> pressure_;  ///< eV/angstrom^3
    int most_steps_ = 0, electronic_ = 0;
    bool has_cell_ = false, is_unconverged_ = false, is_whole_ = false;
    LabelledFrames frames_;
};

}  // namespace

LabelledFrames parse_outcar(std::string_view text, const std::string& file,
                            const LabelReadOptions& options) {
    return Outcar(text, file, options).read();
}

}  // namespace crucible
