#include "crucible/observe/feff_run.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include "crucible/base/files.hpp"
#include "tests/observe/observe_cases.hpp"
#include "tests/temporary.hpp"

using namespace crucible;
using namespace crucible::testing;

namespace {

/// A script in the place of FEFF.
std::filesystem::path fake_feff(const Temporary& folder, const std::string& body) {
    const auto file = folder / "fake feff";
    write_file(file, "#!/bin/sh\n" + body);
    ::chmod(file.c_str(), 0755);
    return file;
}

/// Writes one path whose scatterer and distance are those of the first neighbour in feff.inp.
constexpr const char* honest = R"(test -f feff.inp || exit 3
set -- $(grep -A2 ATOMS feff.inp | tail -1)
{
echo ' Abs   Z=29 Rmt= 1.3 Rnm= 1.4 K shell'
echo " 2 1.000 $6 2.6 -5.5 nleg, deg, reff, rnrmav(bohr), edge"
echo ' x y z pot at#'
echo ' 0 0 0 0 29 Cu absorbing atom'
echo " $1 $2 $3 $4 29 Cu"
echo ' k real[2*phc] mag[feff] phase[feff] red factor lambda real[p]@#'
for k in 0 1 2 3 4 5 6; do echo "$k 3.5 0.$k -5 1 7 $k"; done
} > feff0001.dat
)";

}  // namespace

TEST_CASE("input for FEFF describes the cluster") {
    Structure s = copper(3.615, 2);
    s.numbers[1] = 40;
    const std::string text = feff_input(s, 0, {.program = "", .edge = "L3", .reach = 3});
    CHECK(text.find(" HOLE 4 1.0\n") != std::string::npos);
    CHECK(text.find(" NLEG 2\n") != std::string::npos);
    CHECK(text.find("   0 29 Cu\n   1 29 Cu\n") != std::string::npos);
    std::size_t lines = 0;
    for (const char c : text.substr(text.find(" ATOMS\n"))) lines += c == '\n';
    CHECK(lines == 1 + 1 + 12 + 1);  // heading, absorber, twelve neighbours, END
    CHECK(code_of([&] { feff_input(s, 99, {}); }) == "E-feff-input");
    CHECK(code_of([&] { feff_input(s, 0, {.edge = "Q"}); }) == "E-feff-input");
    CHECK(code_of([&] { feff_input(s, 0, {.reach = 0}); }) == "E-feff-input");
    CHECK(code_of([&] { feff_input(s, 0, {.reach = 1.5}); }) == "E-feff-input");
    CHECK(code_of([&] { feff_input(s, 0, {.reach = 15}); }) == "E-feff-input");
}

TEST_CASE("a user's FEFF is called, and its failures are told") {
    const Temporary folder;
    const Structure s = copper(3.615, 2);
    const auto paths = run_feff(s, 0, {.program = fake_feff(folder, honest)});
    REQUIRE(paths.size() == 1);
    CHECK(paths[0].half_length == doctest::Approx(3.615 / std::sqrt(2.0)).epsilon(1e-5));
    CHECK(paths[0].absorber == 29);
    const auto failure = [&](const std::string& body, double seconds) -> std::string {
        try {
            run_feff(s, 0, {.program = fake_feff(folder, body), .seconds = seconds});
        } catch (const Error& e) {
            return e.what();
        }
        return "";
    };
    const std::string failed = failure("echo 'Hash collision in pathfinder'; exit 2", 60);
    CHECK(failed.find("E-feff-run") != std::string::npos);
    CHECK(failed.find("exit code 2") != std::string::npos);
    CHECK(failed.find("Hash collision") != std::string::npos);
    CHECK(failure("exit 0", 60).find("wrote no feff0001.dat") != std::string::npos);
    CHECK(failure("echo rubbish > feff0001.dat", 60).find("E-feff-format") != std::string::npos);
    CHECK(failure("exec sleep 60", 0.2).find("E-feff-time") != std::string::npos);
    CHECK(code_of([&] { run_feff(s, 0, {.program = folder / "none"}); }) == "E-feff-run");
}
