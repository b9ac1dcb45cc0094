#include "crucible/thermo/chemical_potentials.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "crucible/base/error.hpp"
#include "crucible/base/units.hpp"

using namespace crucible;

namespace {

std::vector<ChemicalPotential> two_phases() {
    return {
        {"rutile", "P4_2/mnm", "harmonic", 20 * constants::gpa, 700, PhaseFate::stays, -35.1, 0.002,
         -36.2, 28.9},
        {"anatase", "", "harmonic", 60 * constants::gpa, 700, PhaseFate::lost, NAN, NAN, NAN, NAN}};
}

std::string code_of(const std::string& csv) {
    try {
        chemical_potentials(parse_csv(csv, "mu.csv"), "mu.csv");
    } catch (const InputError& e) {
        return e.code() + " " + std::to_string(e.where().line);
    }
    return "none";
}

const std::string mu_header =
    "phase,space_group,level,pressure (GPa),temperature (K),state,mu (kcal/mol),"
    "error (kcal/mol),enthalpy (kcal/mol),volume (angstrom^3)\n";

}  // namespace

TEST_SUITE("chemical potentials") {
    TEST_CASE("a table of chemical potentials keeps what was known and what was not") {
        const auto before = two_phases();
        const auto after =
            chemical_potentials(parse_csv(to_csv(table_of(before)), "mu.csv"), "mu.csv");
        REQUIRE(after.size() == 2);
        CHECK(after[0].phase == "rutile");
        CHECK(after[0].space_group == "P4_2/mnm");
        CHECK(after[0].level == "harmonic");
        CHECK(after[0].pressure == doctest::Approx(before[0].pressure).epsilon(1e-14));
        CHECK(after[0].mu == doctest::Approx(-35.1).epsilon(1e-14));
        CHECK(after[0].error == doctest::Approx(0.002).epsilon(1e-12));
        CHECK(after[0].enthalpy == doctest::Approx(-36.2).epsilon(1e-14));
        CHECK(after[0].volume == 28.9);
        CHECK(after[0].counts());
        CHECK(after[1].state == PhaseFate::lost);
        CHECK(std::isnan(after[1].mu));
        CHECK(std::isnan(after[1].volume));
        CHECK_FALSE(after[1].counts());
    }

    TEST_CASE("an empty table and one whose phases are all lost") {
        CHECK(chemical_potentials(parse_csv(to_csv(table_of({})), "mu.csv"), "mu.csv").empty());
        const std::vector<ChemicalPotential> lost = {two_phases()[1]};
        CHECK(chemical_potentials(parse_csv(to_csv(table_of(lost)), "mu.csv"), "mu.csv").size() ==
              1);
    }

    TEST_CASE("rows that contradict themselves are refused with their line") {
        const std::string good = "rutile,P1,basin,0,300,stays,-890,0.1,-918,30\n";
        CHECK(code_of(mu_header + good) == "none");
        CHECK(code_of(mu_header + good + "a,,basin,0,300,stays,,,-918,30\n") == "E-thermo-table 3");
        CHECK(code_of(mu_header + "a,,basin,,300,stays,-890,0.1,-918,30\n") == "E-thermo-table 2");
        CHECK(code_of(mu_header + "a,,basin,0,300,gone,-890,0.1,-918,30\n") == "E-thermo-table 2");
        CHECK(code_of(mu_header + "a,,basin,0,300,stays,-890,-1,-918,30\n") == "E-thermo-table 2");
        CHECK(code_of("phase,mu\na,1\n") == "E-thermo-table 0");
    }

    TEST_CASE("numbers come in any unit of their dimension, and in none without") {
        std::string in_ev = mu_header, without = mu_header;
        in_ev.replace(in_ev.find("mu (kcal/mol)"), 13, "mu (eV)");
        without.replace(without.find("mu (kcal/mol)"), 13, "mu");
        const std::string row = "a,,basin,0,300,stays,-39,0.1,-918,30\n";
        CHECK(chemical_potentials(parse_csv(in_ev + row, "mu.csv"), "mu.csv").at(0).mu == -39);
        CHECK(code_of(without + row) == "E-thermo-table 0");
    }

    TEST_CASE("labels that look like numbers stay labels") {
        const auto read = chemical_potentials(
            parse_csv(mu_header + "1,,basin,0,300,stays,-890,0.1,-918,30\n", "mu.csv"), "mu.csv");
        CHECK(read.at(0).phase == "1");
    }
}
