// Output of CP2K: one calculation of energy and forces (RUN_TYPE ENERGY_FORCE).

#include <fmt/format.h>

#include <cmath>

#include "crucible/atoms/elements.hpp"
#include "crucible/base/text.hpp"
#include "crucible/base/units.hpp"
#include "crucible/energy/labelled.hpp"

namespace crucible {
namespace {

// CODATA 2018.
constexpr double hartree = 27.211386245988, bohr = 0.529177210903;  // eV, angstrom
constexpr double printed_angstrom = 2e-3;  // what cells are rounded to in the output

class Cp2kOutput {
public:
    Cp2kOutput(std::string_view text, const std::string& file) : lines_(text, file) {}

    LabelledFrame read(const Structure* given) {
        while (lines_.next(line_)) take_line();
        check_convergence();
        if (!energy_) fail("no total energy in it", "let the calculation finish");
        if (forces_.empty()) fail("no forces in it", "add &PRINT &FORCES ON");
        LabelledFrame f;
        f.structure = structure(given);
        if (f.structure.size() != forces_.size())
            fail(fmt::format("forces of {} atoms, but the structure has {}", forces_.size(),
                             f.structure.size()),
                 "give the structure that was computed");
        for (std::size_t i = 0; i < forces_.size(); ++i)
            if (f.structure.numbers[i] != force_numbers_[i])
                fail(fmt::format("atom {} is {}, in the structure {}", i + 1,
                                 element(force_numbers_[i]).symbol,
                                 element(f.structure.numbers[i]).symbol),
                     "give the structure that was computed, atoms in the same order");
        f.energy = *energy_ * hartree;
        f.forces = forces_;
        // Compression is positive in CP2K: this is the pressure tensor.
        if (stress_rows_ == 3) f.virial = f.structure.cell.volume() * constants::gpa * stress_;
        f.state = LabelState::converged;
        f.source = lines_.file();
        return f;
    }

private:
    [[noreturn]] void fail(const std::string& message, const std::string& cure,
                           const Location& where) const {
        throw InputError("E-label-cp2k", message, cure, where);
    }
    [[noreturn]] void fail(const std::string& message, const std::string& cure) const {
        fail(message, cure, {lines_.file()});
    }
    double number(const Word& w) const {
        return lines_.number(w, "a number of CP2K", "E-label-cp2k");
    }
    bool starts(std::string_view key) const { return trim(line_).starts_with(key); }

    void take_line() {
        const std::vector<Word> w = words(line_);
        if (w.empty()) return;
        if (starts("*** SCF run converged") || starts("*** SCF run has converged")) {
            scf_ = Scf::converged;
        } else if (line_.find("SCF run NOT converged") != line_.npos) {
            scf_ = Scf::failed;
        } else if (starts("ENERGY| Total FORCE_EVAL")) {
            if (energy_)
                fail("a second calculation in the same output",
                     "give each calculation its own output", lines_.here());
            energy_ = number(w.back());
        } else if (starts("ATOMIC FORCES in [a.u.]")) {
            read_forces();
        } else if (starts("CELL| Vector") && w.size() >= 7) {
            const auto k = static_cast<std::size_t>(w[2].text[0] - 'a');
            if (k < 3) cell_[static_cast<int>(k)] = {number(w[4]), number(w[5]), number(w[6])};
            if (k < 3) ++cell_rows_;
        } else if (line_.find("ATOMIC COORDINATES IN") != line_.npos) {
            read_positions();
        } else if (w[0].text == "STRESS|" && line_.find("stress tensor [") != line_.npos &&
                   line_.find("tensor [GPa]") == line_.npos) {
            fail("the stress is not in GPa", "leave STRESS_UNIT at its default", lines_.here());
        } else if (w[0].text == "STRESS|" && w.size() == 5 && stress_rows_ < 3) {
            const std::string_view axis = w[1].text;
            if (axis.size() == 1 && axis[0] == "xyz"[stress_rows_])
                stress_[stress_rows_++] = {number(w[2]), number(w[3]), number(w[4])};
        }
    }
    void read_forces() {
        forces_.clear();
        force_numbers_.clear();
        while (lines_.next(line_)) {
            const std::vector<Word> w = words(line_);
            if (w.empty() || w[0].text == "#") continue;
            if (w[0].text == "SUM") return;
            if (w.size() != 6)
                fail("a force without its six columns", "keep it as CP2K wrote it", lines_.here());
            force_numbers_.push_back(label(w[2]));
            forces_.push_back(hartree / bohr * Vec3(number(w[3]), number(w[4]), number(w[5])));
        }
        fail("it ends among the forces", "let the calculation finish");
    }
    int label(const Word& w) const {
        const auto z = element_of_label(w.text);
        if (!z)
            fail(in_quotes(w.text) + " is no element", "name the kinds by elements",
                 lines_.here(w));
        return *z;
    }
    /// Atom Kind Element Z X Y Z ...; the column of Z is there since version 9.
    void read_positions() {
        while (lines_.next(line_)) {
            const std::vector<Word> w = words(line_);
            if (w.empty() && !numbers_.empty()) return;
            if (w.empty() || w[0].text == "Atom") continue;
            if (!to_integer(w[0].text) || w.size() < 7) return;
            const std::size_t x = w.size() >= 9 ? 4 : 3;
            numbers_.push_back(label(w[2]));
            positions_.emplace_back(number(w[x]), number(w[x + 1]), number(w[x + 2]));
        }
    }
    void check_convergence() const {
        if (scf_ == Scf::converged) return;
        fail(scf_ == Scf::failed ? "the SCF run did not converge"
                                 : "it does not say \"SCF run converged\"",
             "raise MAX_SCF or smear the levels, and compute it again");
    }
    Structure structure(const Structure* given) const {
        if (given) {
            for (int k = 0; k < 3 && cell_rows_ >= 3; ++k)
                if (norm(given->cell.h[k] - cell_[k]) > printed_angstrom)
                    fail("another cell than the structure's",
                         "give the structure that was computed");
            return *given;
        }
        Structure s;
        if (cell_rows_ < 3 || positions_.empty())
            fail("neither cell nor places of the atoms in it",
                 "use PRINT_LEVEL MEDIUM, or give the structure that was computed");
        s.cell.h = cell_;
        if (!(s.cell.volume() > 1e-3)) fail("the cell has no volume", "look at CELL| in it");
        s.numbers = numbers_;
        s.positions = positions_;
        return s;
    }

    LineReader lines_;
    std::string_view line_;
    enum class Scf { silent, converged, failed } scf_ = Scf::silent;
    std::optional<double> energy_;
    std::vector<Vec3> forces_;
    std::vector<int> force_numbers_, numbers_;
    std::vector<Position> positions_;
    Mat3 cell_, stress_;
    int cell_rows_ = 0, stress_rows_ = 0;
};

}  // namespace

LabelledFrame parse_cp2k(std::string_view text, const std::string& file,
                         const Structure* structure) {
    return Cp2kOutput(text, file).read(structure);
}

}  // namespace crucible
