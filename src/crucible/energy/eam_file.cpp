#include "crucible/energy/eam_file.hpp"

#include <algorithm>
#include <cmath>

#include "crucible/atoms/elements.hpp"
#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/base/text.hpp"

namespace crucible {
namespace {

constexpr std::string_view eam_code = "E-eam-format";
constexpr long long most_points = 1'000'000, most_elements = 40;

[[noreturn]] void eam_fail(const std::string& message, const Location& where) {
    throw InputError(eam_code, message, "compare it with the format of LAMMPS's pair_style eam",
                     where);
}

/// Words of the whole rest of a file, line breaks being blanks; '#' starts a comment.
class EamWords {
public:
    EamWords(std::string_view text, const std::string& file) : lines_(text, file) {}

    std::string_view line(const char* what) {
        std::string_view text;
        if (!lines_.next(text)) {
            Location end = lines_.here();
            end.line = std::max(end.line, 1);
            eam_fail(std::string("the file ends where ") + what + " should be", end);
        }
        words_.clear();
        next_ = 0;
        return text;
    }
    const Word& word(const char* what) {
        while (next_ == words_.size()) {
            std::string_view text = line(what);
            text = text.substr(0, text.find('#'));
            words_ = words(text);
        }
        return words_[next_++];
    }
    double number(const char* what) {
        const Word& w = word(what);
        return lines_.number(w, what, eam_code);
    }
    long long integer(const char* what, long long low, long long high) {
        const Word& w = word(what);
        const long long v = lines_.integer(w, what, eam_code);
        if (v < low || v > high)
            eam_fail(std::string(what) + " is " + std::to_string(v) + ", not within " +
                         std::to_string(low) + " to " + std::to_string(high),
                     lines_.here(w));
        return v;
    }
    double positive(const char* what) {
        const double v = number(what);
        if (!(v > 0) || v > 1e6)
            eam_fail(std::string(what) + " must be positive and below a million", here());
        return v;
    }
    int element() {
        const Word& w = word("an element");
        return parse_element(w.text, lines_.here(w));
    }
    /// Refuses counts that the rest of the file cannot hold before memory is set aside for them.
    std::vector<double> table(long long n, const char* what) {
        std::vector<double> values;
        values.reserve(static_cast<std::size_t>(std::min(n, 20000LL)));
        for (long long i = 0; i < n; ++i) {
            values.push_back(number(what));
            if (std::fabs(values.back()) > 1e30)
                eam_fail(std::string(what) + " is too large", here());
        }
        return values;
    }
    /// The next word must start a line: tables and headers never share one.
    void end_of_line(const char* what) {
        if (next_ != words_.size())
            eam_fail(std::string("there are more numbers than ") + what + " should have",
                     lines_.here(words_[next_]));
    }
    /// Place of the word that was read last.
    Location here() const { return lines_.here(words_[next_ - 1]); }

private:
    LineReader lines_;
    std::vector<Word> words_;
    std::size_t next_ = 0;
};

void read_grid(EamWords& in, EamTables& t) {
    t.n_rho = static_cast<int>(in.integer("the number of densities", 6, most_points));
    t.d_rho = in.positive("the step of the density");
    t.n_r = static_cast<int>(in.integer("the number of distances", 6, most_points));
    t.d_r = in.positive("the step of the distance");
    t.cutoff = in.positive("the cut-off");
    if (t.cutoff > 100) eam_fail("the cut-off is above 100 angstrom", in.here());
    if (t.cutoff > t.d_r * t.n_r * (1 + 1e-6))
        eam_fail("the tables end before the cut-off", in.here());
    t.rho_max = (t.n_rho - 1) * t.d_rho;
}

/// Z, mass, lattice constant, lattice: only the first of these could matter, and names are surer.
void read_element_line(EamWords& in) {
    in.integer("the atomic number", 0, max_atomic_number);
    in.number("the mass");
    in.number("the lattice constant");
    in.word("the lattice");
    in.end_of_line("an element's line");
}

EamTables parse_setfl(EamWords& in, EamFormat format) {
    EamTables t;
    t.format = format;
    t.comment = std::string(trim(in.line("the first comment")));
    in.line("the second comment");
    in.line("the third comment");
    const auto n = static_cast<std::size_t>(in.integer("the number of elements", 1, most_elements));
    for (std::size_t i = 0; i < n; ++i) {
        t.numbers.push_back(in.element());
        if (std::count(t.numbers.begin(), t.numbers.end(), t.numbers.back()) > 1)
            eam_fail("an element is named twice", in.here());
    }
    in.end_of_line("the list of elements");
    read_grid(in, t);
    in.end_of_line("the line of the grid");
    t.density.resize(n * n);
    t.pair.resize(n * n);
    for (std::size_t i = 0; i < n; ++i) {
        read_element_line(in);
        t.embedding.push_back(in.table(t.n_rho, "an embedding energy"));
        for (std::size_t j = 0; j < n; ++j)
            t.density[t.at(i, j)] = j > 0 && format == EamFormat::setfl
                                        ? t.density[t.at(i, 0)]
                                        : in.table(t.n_r, "a density");
        in.end_of_line("an element's tables");
    }
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = 0; j <= i; ++j) {
            t.pair[t.at(i, j)] = in.table(t.n_r, "a pair energy");
            t.pair[t.at(j, i)] = t.pair[t.at(i, j)];
        }
    in.end_of_line("the tables of the pairs");
    return t;
}

EamTables parse_funcfl(EamWords& in) {
    EamTables t;
    t.format = EamFormat::funcfl;
    t.comment = std::string(trim(in.line("the comment")));
    const auto z = in.integer("the atomic number", 1, max_atomic_number);
    in.number("the mass");
    in.number("the lattice constant");
    in.word("the lattice");
    in.end_of_line("the element's line");
    t.numbers = {static_cast<int>(z)};
    read_grid(in, t);
    in.end_of_line("the line of the grid");
    t.embedding = {in.table(t.n_rho, "an embedding energy")};
    const std::vector<double> charge = in.table(t.n_r, "an effective charge");
    t.density = {in.table(t.n_r, "a density")};
    in.end_of_line("the tables");
    // Hartree times bohr, with the digits that DYNAMO used.
    constexpr double hartree_bohr = 27.2 * 0.529;
    t.pair.emplace_back();
    for (double c : charge) t.pair[0].push_back(hartree_bohr * c * c);
    --t.n_rho, --t.n_r;
    t.embedding[0].pop_back();
    t.density[0].pop_back();
    t.pair[0].pop_back();
    return t;
}

EamFormat format_by_suffix(const std::string& file) {
    std::string low = lower(file);
    if (low.ends_with(".gz")) low.resize(low.size() - 3);
    if (low.ends_with(".fs")) return EamFormat::finnis_sinclair;
    if (low.ends_with(".alloy") || low.ends_with(".setfl")) return EamFormat::setfl;
    if (low.ends_with(".eam") || low.ends_with(".funcfl")) return EamFormat::funcfl;
    throw InputError(eam_code,
                     "the name " + in_quotes(file) +
                         " does not tell which kind of EAM "
                         "file it is",
                     "end it in .eam, .eam.alloy or .eam.fs");
}

}  // namespace

std::string_view name(EamFormat f) {
    constexpr std::string_view names[] = {"automatic", "funcfl", "setfl", "eam/fs"};
    return names[static_cast<std::size_t>(f)];
}

EamTables parse_eam(std::string_view text, const std::string& file, EamFormat format) {
    if (format == EamFormat::automatic) format = format_by_suffix(file);
    EamWords in(text, file);
    EamTables t = format == EamFormat::funcfl ? parse_funcfl(in) : parse_setfl(in, format);
    t.file = file;
    return t;
}

EamTables read_eam(const std::filesystem::path& path, EamFormat format) {
    return parse_eam(read_file(path, std::size_t{256} << 20), path.string(), format);
}

}  // namespace crucible
