// OUTCAR of VASP 5 and 6: a header with elements, then blocks for each ionic step: electronic
// iterations, stress, lattice, positions with forces, and last the energy.

#include <fmt/format.h>

#include <cctype>
#include <cmath>
#include <numeric>

#include "crucible/atoms/elements.hpp"
#include "crucible/base/text.hpp"
#include "crucible/energy/labelled.hpp"

namespace crucible {
namespace {

constexpr double outcar_kbar = 1 / 1602.176634;  // eV/angstrom^3
constexpr long long outcar_most_atoms = 10'000'000;

class Outcar {
public:
    Outcar(std::string_view text, const std::string& file, const LabelReadOptions& options)
        : lines_(text, file), file_(file), options_(options) {}

    LabelledFrames read() {
        for (std::string_view line; lines_.next(line);) read_line(line);
        if (frames_.empty()) fail("no finished ionic step", "let VASP finish at least one");
        if (options_.notice) {
            if (electronic_ > 0 || !forces_.empty())
                options_.notice(file_ + ": cut short; its finished ionic steps are taken");
            if (learned_ > 0)
                options_.notice(fmt::format(
                    "{}: {} steps by VASP's own learned force field are no labels and left out",
                    file_, learned_));
        }
        return std::move(frames_);
    }

private:
    [[noreturn]] void fail(const std::string& message, const std::string& cure) const {
        throw InputError("E-label-outcar", message, cure, lines_.here());
    }
    [[noreturn]] void fail(const std::string& message) const {
        fail(message, "look at that place in the file");
    }

    void read_line(std::string_view line) {
        const auto has = [&](std::string_view what) { return line.find(what) != line.npos; };
        if (line.starts_with(" vasp.")) {
            begin_run();
        } else if (has("VRHFIN =")) {
            std::string_view symbol = trim(line.substr(line.find('=') + 1));
            symbol = trim(symbol.substr(0, symbol.find_first_of(": ")));
            kinds_.push_back(parse_element(symbol, lines_.here()));
        } else if (has("ions per type =")) {
            read_counts(line.substr(line.find('=') + 1));
        } else if (has("NELM ") && has("# of ELM steps")) {
            const std::string_view value = trim(line.substr(line.find('=') + 1));
            most_steps_ = static_cast<int>(number(value.substr(0, value.find(';'))));
        } else if (has("- Iteration ")) {
            ++electronic_;
        } else if (has("aborting loop because EDIFF is reached")) {
            is_converged_ = 1;
        } else if (has("direct lattice vectors") && has("reciprocal lattice vectors")) {
            for (int k = 0; k < 3; ++k) read_row(cell_[k]);
        } else if (trim(line).starts_with("in kB")) {
            read_stress(line.substr(line.find("in kB") + 5));
        } else if (has("TOTAL-FORCE (eV/Angst)")) {
            read_atoms();
        } else if (has("free  energy ML TOTEN")) {
            ++learned_;
            end_step();
        } else if (has("free  energy   TOTEN")) {
            add_frame(line.substr(line.find('=') + 1));
        }
    }

    /// A header; files of several runs may have been put together.
    void begin_run() {
        kinds_.clear(), numbers_.clear();
        end_step();
    }
    void end_step() {
        places_.clear(), forces_.clear(), stress_.reset();
        electronic_ = 0, is_converged_ = 0;
    }
    void read_counts(std::string_view text) {
        const std::vector<Word> w = words(text);
        if (w.size() != kinds_.size())
            fail(fmt::format("{} numbers of ions for {} kinds of them", w.size(), kinds_.size()));
        numbers_.clear();
        for (std::size_t k = 0; k < w.size(); ++k) {
            const auto n = to_integer(w[k].text);
            if (!n || *n < 0 || *n > outcar_most_atoms)
                fail(in_quotes(w[k].text) + " is no number of ions");
            numbers_.insert(numbers_.end(), static_cast<std::size_t>(*n), kinds_[k]);
        }
    }
    double number(std::string_view text) const {
        const auto v = to_double(trim(text));
        if (!v || std::fabs(*v) > 1e12)
            fail(in_quotes(text) + " is no usable number",
                 "VASP writes stars where a number does not fit: run the step again");
        return *v;
    }
    /// Numbers of fixed width: a minus may follow the number before it without a blank.
    std::vector<double> numbers(std::string_view line) const {
        std::string text;
        for (std::size_t k = 0; k < line.size(); ++k) {
            if (line[k] == '-' && k > 0 && std::isdigit(static_cast<unsigned char>(line[k - 1])))
                text += ' ';
            text += line[k];
        }
        std::vector<double> out;
        for (const Word& w : words(text)) out.push_back(number(w.text));
        return out;
    }
    /// The next line's first three of six numbers; the other three into `rest`. False at the end.
    bool read_row(Vec3& first, Vec3* rest = nullptr) {
        std::string_view line;
        if (!lines_.next(line)) return false;
        const std::vector<double> v = numbers(line);
        if (v.size() != 6) fail(fmt::format("{} numbers where six should be", v.size()));
        first = Vec3(v[0], v[1], v[2]);
        if (rest) *rest = Vec3(v[3], v[4], v[5]);
        return true;
    }
    void read_stress(std::string_view text) {
        const std::vector<double> v = numbers(text);
        if (v.size() != 6) fail(fmt::format("a stress of {} numbers", v.size()));
        // xx yy zz xy yz zx, compression positive: this is the pressure tensor.
        stress_ = Mat3{{{{v[0], v[3], v[5]}, {v[3], v[1], v[4]}, {v[5], v[4], v[2]}}}};
    }
    void read_atoms() {
        if (numbers_.empty()) fail("an ionic step before the list of atoms");
        std::string_view line;
        if (!lines_.next(line)) return;  // the rule
        places_.clear(), forces_.clear();
        Vec3 place, force;
        for (std::size_t i = 0; i < numbers_.size(); ++i) {
            if (!read_row(place, &force)) return;
            places_.push_back(place), forces_.push_back(force);
        }
    }
    void add_frame(std::string_view energy) {
        if (forces_.size() != numbers_.size() || forces_.empty())
            fail(fmt::format("{} forces for {} atoms", forces_.size(), numbers_.size()),
                 "keep forces (NWRITE)");
        LabelledFrame f;
        f.structure.cell.h = cell_;
        if (!(f.structure.cell.volume() > 1e-3)) fail("the cell has no volume");
        f.structure.numbers = numbers_;
        for (const Vec3& r : places_) f.structure.positions.emplace_back(r);
        const std::vector<Word> w = words(energy);
        if (w.empty()) fail("an ionic step without its energy");
        f.energy = number(w[0].text);
        f.forces = forces_;
        if (stress_) f.virial = outcar_kbar * f.structure.cell.volume() * *stress_;
        if (is_converged_)
            f.state = LabelState::converged;
        else if (most_steps_ > 0 && electronic_ >= most_steps_)
            f.state = LabelState::unconverged;
        f.source = fmt::format("{}#{}", file_, frames_.size());
        frames_.push_back(std::move(f));
        end_step();
    }

    LineReader lines_;
    std::string file_;
    const LabelReadOptions& options_;
    std::vector<int> kinds_, numbers_;
    Mat3 cell_;
    std::vector<Vec3> places_, forces_;
    std::optional<Mat3> stress_;
    int most_steps_ = 0, electronic_ = 0, is_converged_ = 0, learned_ = 0;
    LabelledFrames frames_;
};

}  // namespace

LabelledFrames parse_outcar(std::string_view text, const std::string& file,
                            const LabelReadOptions& options) {
    return Outcar(text, file, options).read();
}

}  // namespace crucible
