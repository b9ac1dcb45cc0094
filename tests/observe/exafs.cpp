#include "crucible/observe/exafs.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <numbers>

#include "crucible/atoms/formats.hpp"
#include "crucible/base/files.hpp"
#include "crucible/base/text.hpp"
#include "tests/observe/observe_cases.hpp"
#include "tests/shared_data.hpp"
#include "tests/temporary.hpp"

using namespace crucible;
using namespace crucible::testing;

namespace {

/// A made-up path whose columns are smooth functions of k.
std::string made_up_path(int absorber, int scatterer, double length, double phase = 3) {
    std::string text = " Made up   Feff 6L.02\n Abs   Z=" + std::to_string(absorber) +
                       " Rmt= 1.3 Rnm= 1.4 K shell\n Path 1\n ------\n   2  12.000   " +
                       number_text(length) +
                       "    2.6387   -5.50690 nleg, deg, reff, rnrmav(bohr), edge\n"
                       "        x         y         z   pot at#\n"
                       "     0.0000    0.0000    0.0000  0  " +
                       std::to_string(absorber) +
                       " Aa       absorbing atom\n     1.8075    0.0000    1.8075  1  " +
                       std::to_string(scatterer) +
                       " Bb\n    k   real[2*phc]   mag[feff]  phase[feff] red factor   lambda  "
                       "    real[p]@#\n";
    for (int i = 0; i <= 40; ++i) {
        const double k = 0.5 * i;
        text += number_text(k) + " " + number_text(phase - 0.1 * k) + " " +
                number_text(0.5 * k / (1 + 0.02 * k * k)) + " " + number_text(-5 - 0.2 * k) +
                " 0.95 " + number_text(6 + k) + " " + number_text(k + 1) + "\n";
    }
    return text;
}

std::vector<double> grid_of_k(double first, double last, double step) {
    std::vector<double> out;
    for (int i = 0; first + i * step <= last + 1e-9; ++i) out.push_back(first + i * step);
    return out;
}

std::string changed(std::string text, const std::string& from, const std::string& to) {
    const std::size_t at = text.find(from);
    REQUIRE(at != std::string::npos);
    return text.replace(at, from.size(), to);
}

}  // namespace

TEST_CASE("sum of FEFF's paths is FEFF's chi(k)") {
    const char* folder = "exafs/feff85_Cu_withSCF";
    REQUIRE_SHARED_DATA(folder);
    const auto paths = read_feff_folder(shared_data(folder));
    // chi.dat says "12/13 paths used": files.dat also lists path 12, which was filtered out.
    REQUIRE(paths.size() == 12);
    CHECK(paths[0].absorber == 29);
    CHECK(paths[0].edge == "K");
    CHECK(paths[0].degeneracy == 12);
    CHECK(paths[0].half_length == doctest::Approx(2.5527));
    CHECK(paths[0].scatterers == std::vector<int>{29});
    CHECK(paths.back().legs == 4);
    CHECK(paths.back().scatterers.size() == 3);
    // FEFF 8.50's own chi.dat, S0^2 = 0.950.
    std::vector<double> k, chi;
    const std::string file = read_file(shared_data(folder) / "chi.dat");
    LineReader lines(file, "chi.dat");
    for (std::string_view line; lines.next(line);) {
        const auto w = words(line);
        if (w.size() != 4 || w[0].text[0] == '#') continue;
        const double at = *to_double(w[0].text);
        if (at < 3 || at > 18) continue;
        k.push_back(at), chi.push_back(*to_double(w[1].text));
    }
    REQUIRE(k.size() == 301);
    const auto sum = path_sum(paths, {.s02 = 0.95, .k_weight = 0}, k);
    double square = 0, largest = 0;
    for (std::size_t i = 0; i < k.size(); ++i) {
        square += (sum[i] - chi[i]) * (sum[i] - chi[i]);
        largest = std::max(largest, std::fabs(sum[i] - chi[i]));
    }
    const double rms = std::sqrt(square / static_cast<double>(k.size()));
    INFO("rms " << rms << " largest " << largest);
    CHECK(rms <= 4e-4);
    CHECK(largest <= 3e-3);
}

TEST_CASE("FEFF 6L and 8.5 files are read whatever their heads look like") {
    REQUIRE_SHARED_DATA("exafs/feff6l");
    int n = 0;
    for (const auto& entry : std::filesystem::directory_iterator(shared_data("exafs/feff6l"))) {
        for (const FeffPath& p : read_feff_folder(entry.path())) {
            ++n;
            const std::string name = entry.path().filename().string();
            CHECK(p.legs == 2);
            CHECK(p.edge == (name == "Ta_bcc_L3" ? "L3" : "K"));
            CHECK(p.k.front() == 0);
            CHECK(p.k.back() == 20);
            for (std::size_t i = 1; i < p.phase.size(); ++i)
                CHECK(std::fabs(p.phase[i] - p.phase[i - 1]) < 3.2);
        }
    }
    CHECK(n == 30);
    const auto cu = read_feff_folder(shared_data("exafs/feff6l/CuZr_B2_CuK"));
    CHECK(cu[0].scatterers[0] == 40);
    CHECK(cu[1].scatterers[0] == 29);
    CHECK(cu[0].absorber == 29);
}

TEST_CASE("a list in the folder decides which paths count") {
    const Temporary folder;
    write_file(folder / "feff0001.dat", made_up_path(29, 29, 2.5));
    write_file(folder / "feff0002.dat", made_up_path(29, 40, 2.8));
    write_file(folder / "feff0003.dat", made_up_path(29, 40, 4.1));
    for (const char* other : {"feff0001.bin", "feff01x1.dat", "feff.dat", "paths.dat"})
        write_file(folder / other, "something else");
    CHECK(read_feff_folder(folder.path()).size() == 3);
    // chi.dat lists what was summed behind '#'; lines that only look like it are passed over.
    write_file(folder / "chi.dat",
               "# 2 0.004 100. 8. 2 2.8\n# 0 0.0 1. 1. 2 2.8\n# -1 0.0 1. 1. 2 2.8\n"
               "#\n\n# 3 0.0 100. word 2 4.1\n 0.05 0.1 0.1 0.1 0.1 0.1\n");
    const auto summed = read_feff_folder(folder.path());
    REQUIRE(summed.size() == 1);
    CHECK(summed[0].sigma2 == 0.004);
    std::filesystem::remove(folder / "chi.dat");
    write_file(folder / "files.dat",
               " Title of 6 words in all here\n ----\n file sig2 amp deg nlegs r\n"
               " feff0001.dat 0.00300 100.000 12.000 2 2.5\n"
               " feff0003.dat 0.00000 50.000 12.000 2 4.1\n");
    auto paths = read_feff_folder(folder.path());
    REQUIRE(paths.size() == 2);
    CHECK(paths[0].sigma2 == 0.003);
    CHECK(paths[1].half_length == 4.1);
    std::filesystem::remove(folder / "feff0001.dat");
    CHECK(read_feff_folder(folder.path()).size() == 1);
    write_file(folder / "list.dat", " title\n ---\n pathindex sig2 ...\n 2 0.0 100. 8. 2 2.8\n");
    paths = read_feff_folder(folder.path());
    REQUIRE(paths.size() == 1);
    CHECK(paths[0].half_length == 2.8);
    write_file(folder / "list.dat", " 7 0.0 100. 8. 2 2.8\n");
    CHECK(code_of([&] { read_feff_folder(folder.path()); }) == "E-io-missing");
    CHECK(code_of([&] { read_feff_folder(folder / "none"); }) == "E-io-missing");
    std::filesystem::create_directory(folder / "empty");
    CHECK(code_of([&] { read_feff_folder(folder / "empty"); }) == "E-io-missing");
}

TEST_CASE("wrapped phases make no difference") {
    const std::string text = made_up_path(29, 29, 2.5);
    const FeffPath plain = parse_feff_path(text, "plain");
    // 6.0 and everything behind it one turn down, as some versions wrap.
    std::string wrapped;
    LineReader lines(text, "x");
    int row = 0;
    for (std::string_view line; lines.next(line);) {
        auto w = words(line);
        if (w.size() == 7 && to_double(w[0].text) && ++row > 20) {
            wrapped += std::string(w[0].text) + " " + std::string(w[1].text) + " " +
                       std::string(w[2].text) + " " +
                       number_text(*to_double(w[3].text) + 2 * std::numbers::pi);
            for (int i = 4; i < 7; ++i) wrapped += " " + std::string(w[i].text);
            wrapped += "\n";
        } else {
            wrapped += std::string(line) + "\n";
        }
    }
    CHECK(row == 41);
    const FeffPath other = parse_feff_path(wrapped, "wrapped");
    for (std::size_t i = 0; i < plain.phase.size(); ++i)
        CHECK(plain.phase[i] == doctest::Approx(other.phase[i]));
}

TEST_CASE("damaged FEFF files are refused in one line, with the place") {
    const std::string good = made_up_path(29, 29, 2.5);
    const auto message = [](const std::string& text) -> std::string {
        try {
            parse_feff_path(text, "feff0001.dat");
        } catch (const InputError& e) {
            CHECK(e.code() == "E-feff-format");
            CHECK(std::string(e.what()).find('\n') == std::string::npos);
            return e.what();
        }
        return "";
    };
    CHECK(message(good).empty());
    CHECK(message("").find("feff0001.dat:1") == 0);
    CHECK(message("k chi\n1 2\n").find("no line with nleg") != std::string::npos);
    CHECK(message(changed(good, "   2  12.000", "   two  12.000")).find("feff0001.dat:5:4") == 0);
    CHECK(message(changed(good, "   2  12.000", "   1  12.000")).find("1 legs") !=
          std::string::npos);
    CHECK(message(changed(good, "   2  12.000", "   13  12.000")).find("13 legs") !=
          std::string::npos);
    CHECK(message(changed(good, "lambda", "length")).find("feff0001.dat:9") == 0);
    CHECK(message(changed(good, " 0.95 6.5 1.5", " 0.95 1e13 1.5")).find("mean free path") !=
          std::string::npos);
    CHECK(message(changed(good, " 0.95 6.5 1.5", " 1e7 6.5 1.5")).find("red factor") !=
          std::string::npos);
    CHECK(message(changed(good, "12.000   2.5", "12.000   -2.5")).find("feff0001.dat:5:16") == 0);
    CHECK(message(changed(good, "0  29 Aa", "1  29 Aa")).find("feff0001.dat:7:") == 0);
    CHECK(message(changed(good, "1  29 Bb", "1  129 Bb")).find("feff0001.dat:8:") == 0);
    CHECK(message(changed(good, "mag[feff]", "?")).find("feff0001.dat:9") == 0);
    CHECK(message(changed(good, "\n2 2.8", "\n1 2.8")).find("does not ascend") !=
          std::string::npos);
    CHECK(message(changed(good, "\n2 2.8", "\nnan 2.8")).find("feff0001.dat:14:1") == 0);
    CHECK(message(changed(good, " 0.95 6.5 1.5", " 0.95 0 1.5")).find("mean free path") !=
          std::string::npos);
    CHECK(message(changed(good, " 0.95 6.5 1.5", " 0.95 6.5")).find("real[p] is missing") !=
          std::string::npos);
    CHECK(message(good.substr(0, good.find("\n1 "))).find("rows") != std::string::npos);
}

TEST_CASE("EXAFS of a crystal is the sum over its shells") {
    const double a = 3.615;
    const Structure s = copper(a, 2);
    const auto k = grid_of_k(3, 14, 0.1);
    const auto grid = RadialGrid::up_to(6, 2e-4);
    ExafsOptions options{.s02 = 0.9, .e0_shift = 2, .sigma2 = 0.004, .k_weight = 2, .longest = 5.5};
    const FeffPath path = parse_feff_path(made_up_path(29, 29, 2.5), "one");
    const auto chi = evaluate(exafs(ensemble_of(s), 29, {path}, k, options, grid), s);
    std::vector<FeffPath> shells;
    const double squares[] = {0.5, 1, 1.5, 2};
    const double numbers[] = {12, 6, 24, 12};
    for (int i = 0; i < 4; ++i) {
        shells.push_back(path);
        shells.back().half_length = a * std::sqrt(squares[i]);
        shells.back().degeneracy = numbers[i];
    }
    const auto sum = path_sum(shells, options, k);
    for (std::size_t i = 0; i < k.size(); ++i)
        CHECK(std::fabs(chi[i] - sum[i]) < 3e-3 * 0.9 * k[i]);  // of swings of about 5
    // The phase runs with k' = sqrt(k^2 - 0.2625 dE0): undo the shift by hand at one point.
    const double shifted = std::sqrt(9 - 0.2624684 * 2);
    const std::vector<double> there{shifted}, here{3.0};
    CHECK(path_sum(shells, {.e0_shift = 2, .k_weight = 0}, here)[0] ==
          doctest::Approx(path_sum(shells, {.k_weight = 0}, there)[0]));
}

TEST_CASE("amplitudes between two paths are interpolated") {
    const Structure s = copper(3.615, 2);
    const auto k = grid_of_k(3, 12, 0.5);
    const auto grid = RadialGrid::up_to(3, 0.01);
    const ExafsOptions options{.k_weight = 1, .longest = 3};
    const double r = 3.615 / std::sqrt(2);
    const auto at = [&](const std::vector<FeffPath>& p) {
        return evaluate(exafs(ensemble_of(s), 29, p, k, options, grid), s);
    };
    FeffPath near = parse_feff_path(made_up_path(29, 29, r - 0.3), "a");
    FeffPath far = parse_feff_path(made_up_path(29, 29, r + 0.9), "b");
    for (double& m : far.magnitude) m *= 2;
    const auto low = at({near}), high = at({far}), both = at({far, near});
    for (std::size_t i = 0; i < k.size(); ++i) {
        CHECK(high[i] == doctest::Approx(2 * low[i]));
        CHECK(both[i] == doctest::Approx(low[i] * 1.25).epsilon(0.01));
    }
}

TEST_CASE("a Fourier filter keeps one shell and drops the other") {
    const auto k = grid_of_k(2, 18, 0.05);
    std::vector<double> near(k.size()), sum(k.size());
    for (std::size_t i = 0; i < k.size(); ++i) {
        const double window = std::pow(std::sin(std::numbers::pi * (k[i] - 2) / 16), 2);
        near[i] = window * std::sin(2 * k[i] * 2.3 + 0.4);
        sum[i] = near[i] + window * std::sin(2 * k[i] * 4.4);
    }
    const Array2<double> m = fourier_filter(k, 1.5, 3.2, 0.4);
    for (std::size_t i = 0; i < k.size(); ++i) {
        double filtered = 0;
        for (std::size_t j = 0; j < k.size(); ++j) filtered += m(i, j) * sum[j];
        CHECK(std::fabs(filtered - near[i]) < 5e-3);
    }
    CHECK(code_of([&] { fourier_filter(k, 3, 2); }) == "E-exafs-filter");
    CHECK(code_of([&] { fourier_filter(k, 1, 2, 3); }) == "E-exafs-filter");
    // The observable is filtered by the same matrix.
    const Structure s = copper(3.615, 2);
    const auto grid = RadialGrid::up_to(5, 0.02);
    const std::vector<FeffPath> paths{parse_feff_path(made_up_path(29, 29, 2.5), "one")};
    ExafsOptions options{.k_weight = 2, .longest = 5};
    const auto whole = evaluate(exafs(ensemble_of(s), 29, paths, k, options, grid), s);
    options.filter = {1.5, 3.2};
    options.edge_width = 0.4;
    const auto kept = evaluate(exafs(ensemble_of(s), 29, paths, k, options, grid), s);
    for (std::size_t i = 0; i < k.size(); ++i) {
        double expected = 0;
        for (std::size_t j = 0; j < k.size(); ++j) expected += m(i, j) * whole[j];
        CHECK(kept[i] == doctest::Approx(expected).scale(1));
    }
}

TEST_CASE("EXAFS says what is missing") {
    const auto grid = RadialGrid::up_to(6);
    const std::vector<FeffPath> paths{parse_feff_path(made_up_path(29, 29, 2.5), "one")};
    const Ensemble alloy{{29, 40}, {10, 10}, 300};
    std::string message;
    try {
        exafs(alloy, 29, paths, {3, 4}, {}, grid);
    } catch (const InputError& e) {
        message = e.what();
    }
    CHECK(message.find("from Cu to Zr") != std::string::npos);
    const Ensemble cu{{29}, {10}, 120};
    CHECK(code_of([&] { exafs(cu, 40, paths, {3, 4}, {}, grid); }) == "E-observe-element");
    CHECK(code_of([&] { exafs(cu, 29, paths, {4, 3}, {}, grid); }) == "E-exafs-k");
    CHECK(code_of([&] { exafs(cu, 29, paths, {3, 21}, {}, grid); }) == "E-exafs-k");
    CHECK(code_of([&] { exafs(cu, 29, paths, {}, {}, grid); }) == "E-exafs-k");
    CHECK(code_of([&] { exafs(cu, 29, paths, {1, 2}, {.e0_shift = 10}, grid); }) == "E-exafs-k");
    CHECK(code_of([&] { exafs(cu, 29, paths, {3, 4}, {.s02 = 0}, grid); }) == "E-exafs-options");
    CHECK(code_of([&] {
              exafs(cu, 29, paths, {3, 4}, {.longest = 7}, grid);
          }) == "E-observe-range");
}
