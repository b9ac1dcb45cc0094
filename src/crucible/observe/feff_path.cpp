#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>

#include "crucible/atoms/elements.hpp"
#include "crucible/atoms/reading.hpp"
#include "crucible/base/files.hpp"
#include "crucible/observe/exafs.hpp"

namespace crucible {
namespace {

constexpr std::string_view feff_code = "E-feff-format";
constexpr std::size_t feff_file_limit = std::size_t{64} << 20;

void unwrap(std::vector<double>& phase) {
    constexpr double turn = 2 * std::numbers::pi;
    for (std::size_t i = 1; i < phase.size(); ++i)
        phase[i] -= turn * std::round((phase[i] - phase[i - 1]) / turn);
}

/// "LIII" and "L3" are one edge.
std::string edge_name(std::string_view text) {
    constexpr std::string_view roman[] = {"I", "II", "III", "IV", "V"};
    for (int i = 0; i < 5 && text.size() > 1; ++i)
        if (text.substr(1) == roman[i]) return fmt::format("{}{}", text[0], i + 1);
    return std::string(text);
}

/// Reads one file from its title to its last row.
class FeffReader {
public:
    FeffReader(std::string_view text, const std::string& file) : lines(text, file, feff_code) {
        out.file = file;
    }

    FeffPath read() {
        read_head();
        read_atoms();
        read_rows();
        return std::move(out);
    }

private:
    /// Titles and potentials, of any number, up to the line that ends in "nleg, deg, reff, ...".
    void read_head() {
        std::string_view line;
        for (int n = 0; lines.next(line); ++n) {
            if (n > 200) break;
            note_edge(line);
            if (lower(line).find("nleg") == std::string::npos) continue;
            reading::WordCursor words(line);
            const Word legs = lines.need(words, "the number of legs");
            out.legs = static_cast<int>(checked_legs(legs));
            out.degeneracy = positive(lines.need(words, "the degeneracy"), "the degeneracy", 1e9);
            out.half_length = positive(lines.need(words, "the path's half length"),
                                       "the path's half length", 1e3);
            return;
        }
        throw InputError(feff_code, "no line with nleg, deg and reff",
                         "give a feffNNNN.dat file as FEFF 6 or later wrote it",
                         {lines.file(), std::max(1, lines.line_number()), 0});
    }

    long long checked_legs(const Word& w) const {
        const long long n = lines.integer(w, "the number of legs");
        if (n < 2 || n > 12) lines.fail(fmt::format("a path of {} legs", n), "expected 2 to 12", w);
        return n;
    }

    /// " Abs   Z=29 Rmt= 1.449 Rnm= 1.502 K  shell": FEFF 6 and 8 differ in blanks.
    void note_edge(std::string_view line) {
        const auto all = words(line);
        if (all.size() < 3 || lower(all[0].text) != "abs") return;
        for (std::size_t i = 1; i < all.size(); ++i)
            if (lower(all[i].text) == "shell") out.edge = edge_name(all[i - 1].text);
    }

    /// Coordinates, number of the potential, Z and symbol of each atom; the absorber comes first.
    void read_atoms() {
        lines.need("the heading of the atoms");
        for (int i = 0; i < out.legs; ++i) {
            reading::WordCursor words(lines.need("the atoms of the path"));
            for (int k = 0; k < 3; ++k) lines.need_number(words, "a coordinate");
            const Word potential = lines.need(words, "the number of the potential");
            const long long p = lines.integer(potential, "the number of the potential");
            const Word w = lines.need(words, "the atomic number");
            const long long z = lines.integer(w, "the atomic number");
            if (z < 1 || z > max_atomic_number)
                lines.fail(fmt::format("an atomic number of {}", z), "expected 1 to 118", w);
            // A path of several legs may pass the absorber again, as potential 0.
            if (p < 0 || (i == 0 && p != 0))
                lines.fail(fmt::format("potential {} for atom {} of the path", p, i + 1),
                           "the absorbing atom comes first and has potential 0", potential);
            if (i == 0)
                out.absorber = static_cast<int>(z);
            else
                out.scatterers.push_back(static_cast<int>(z));
        }
    }

    /// k, real[2*phc], mag[feff], phase[feff], red factor, lambda, real[p].
    void read_rows() {
        const std::string heading = lower(lines.need("the heading of the table"));
        if (heading.find("mag") == std::string::npos || heading.find("lambda") == std::string::npos)
            lines.fail("no heading k, real[2*phc], mag[feff], ... before the table",
                       "give a feffNNNN.dat file as FEFF wrote it");
        std::vector<double> central, scattered;
        std::string_view line;
        while (lines.next(line)) {
            if (trim(line).empty()) continue;
            reading::WordCursor words(line);
            const Word k = lines.need(words, "k");
            out.k.push_back(lines.number(k, "k"));
            if (out.k.size() > 1 ? !(out.k.back() > out.k[out.k.size() - 2]) : !(out.k.back() >= 0))
                lines.fail(fmt::format("k = {} does not ascend", out.k.back()),
                           "expected k from 0 upwards", k);
            central.push_back(bounded(words, "real[2*phc]", -1e6));
            const double magnitude = bounded(words, "mag[feff]", 0);
            scattered.push_back(bounded(words, "phase[feff]", -1e6));
            out.magnitude.push_back(magnitude * bounded(words, "red factor", 0));
            out.mean_free_path.push_back(
                positive(lines.need(words, "lambda"), "the mean free path", 1e12));
            lines.need_number(words, "real[p]");
        }
        if (out.k.size() < 4)
            throw InputError(feff_code, fmt::format("a table of {} rows", out.k.size()),
                             "expected at least 4; check that the file is complete",
                             {lines.file(), lines.line_number(), 0});
        // Each column is wrapped on its own, by one version of FEFF or another.
        unwrap(central);
        unwrap(scattered);
        for (std::size_t i = 0; i < central.size(); ++i)
            out.phase.push_back(central[i] + scattered[i]);
    }

    double bounded(reading::WordCursor& words, std::string_view what, double least) const {
        const Word w = lines.need(words, what);
        const double v = lines.number(w, what);
        if (!(v >= least && v <= 1e6))
            lines.fail(fmt::format("{} is {}", what, v), "expected a number of that column", w);
        return v;
    }
    double positive(const Word& w, std::string_view what, double most) const {
        const double v = lines.number(w, what);
        if (!(v > 0 && v <= most))
            lines.fail(fmt::format("{} is {}", what, v),
                       fmt::format("expected a number above zero, {} at most", most), w);
        return v;
    }

    reading::Lines lines;
    FeffPath out;
};

/// Number in feff0012.dat; nothing for other names.
std::optional<long long> path_number(std::string_view name) {
    if (!starts_with_nocase(name, "feff") || name.size() <= 8) return std::nullopt;
    if (lower(name.substr(name.size() - 4)) != ".dat") return std::nullopt;
    const std::string_view digits = name.substr(4, name.size() - 8);
    if (digits.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
    return to_integer(digits);
}

/// Number of the path -> sigma^2, as files.dat ("feff0001.dat 0.0 100.0 12.0 2 2.55"), list.dat
/// ("1 0.0 100.0 12.0 2 2.55") and the head of chi.dat ("# 1 0.0 100.0 12.0 2 2.55") list them.
std::map<long long, double> listed_paths(std::string_view text, const std::string& file) {
    std::map<long long, double> out;
    LineReader lines(text, file);
    std::string_view line;
    while (lines.next(line)) {
        auto all = words(line);
        if (!all.empty() && all[0].text == "#") all.erase(all.begin());
        if (all.size() < 6) continue;
        auto number = path_number(all[0].text);
        if (!number) number = to_integer(all[0].text);
        bool numbers = number && *number > 0;
        for (std::size_t i = 1; i < 6; ++i) numbers = numbers && to_double(all[i].text);
        if (numbers) out[*number] = *to_double(all[1].text);
    }
    return out;
}

std::map<long long, double> all_paths(const std::filesystem::path& folder) {
    std::map<long long, double> out;
    for (const auto& entry : std::filesystem::directory_iterator(folder))
        if (const auto n = path_number(entry.path().filename().string())) out[*n] = 0;
    return out;
}

std::filesystem::path path_file(const std::filesystem::path& folder, long long number) {
    return folder / fmt::format("feff{:04}.dat", number);
}

void keep_present(std::map<long long, double>& paths, const std::filesystem::path& folder) {
    std::erase_if(
        paths, [&](const auto& p) { return !std::filesystem::exists(path_file(folder, p.first)); });
}

}  // namespace

FeffPath parse_feff_path(std::string_view text, const std::string& file) {
    return FeffReader(text, file).read();
}

FeffPath read_feff_path(const std::filesystem::path& file) {
    return parse_feff_path(read_file(file, feff_file_limit), file.string());
}

std::vector<FeffPath> read_feff_folder(const std::filesystem::path& folder) {
    if (!std::filesystem::is_directory(folder))
        throw IoError("E-io-missing", fmt::format("'{}' is no folder", folder.string()),
                      "give the folder in which FEFF was run");
    std::map<long long, double> wanted;
    for (const char* list : {"chi.dat", "list.dat", "files.dat"}) {
        if (!wanted.empty() || !std::filesystem::exists(folder / list)) continue;
        wanted = listed_paths(read_file(folder / list, feff_file_limit), (folder / list).string());
        // files.dat says what was calculated, and often only a part of it is kept.
        if (list == std::string_view("files.dat")) keep_present(wanted, folder);
    }
    if (wanted.empty()) wanted = all_paths(folder);
    if (wanted.empty())
        throw IoError("E-io-missing", fmt::format("no feffNNNN.dat in '{}'", folder.string()),
                      "give the folder in which FEFF was run");
    std::vector<FeffPath> out;
    for (const auto& [number, sigma2] : wanted) {
        out.push_back(read_feff_path(path_file(folder, number)));
        out.back().sigma2 = sigma2;
    }
    return out;
}

}  // namespace crucible
