#include <doctest/doctest.h>

#include <cmath>

#include "crucible/atoms/elements.hpp"
#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/data/table.hpp"
#include "crucible/thermo/cohesion.hpp"
#include "tests/shared_data.hpp"

using namespace crucible;

namespace {

double deviation_of(CohesionGroup group, CohesionForm form) {
    std::vector<CohesionPoint> some;
    for (const CohesionPoint& p : cohesive_energies())
        if (cohesion_group(p.number) == group) some.push_back(p);
    return 100 * mean_deviation(some, form);
}

CohesionFit refit(CohesionGroup group) {
    std::vector<CohesionPoint> some;
    for (const CohesionPoint& p : cohesive_energies())
        if (cohesion_group(p.number) == group) some.push_back(p);
    return fit_cohesion(some, group);
}

}  // namespace

// Reference values: independent computation with the table in spec/melting.md, section 4.
TEST_SUITE("cohesion") {
    TEST_CASE("the laws miss by what they were found to miss, printed and corrected") {
        const auto& all = cohesive_energies();
        CHECK(all.size() == 56);
        double universal = 0;
        for (const CohesionPoint& p : all)
            universal += std::fabs(universal_law()(p.energy) - p.melting) / p.melting / 56;
        CHECK(100 * universal == doctest::Approx(19.7).epsilon(0.003));
        CHECK(100 * mean_deviation(all, CohesionForm::as_printed) ==
              doctest::Approx(24.2).epsilon(0.003));
        CHECK(100 * mean_deviation(all, CohesionForm::corrected) ==
              doctest::Approx(8.8).epsilon(0.01));
        using enum CohesionGroup;
        CHECK(deviation_of(alkali, CohesionForm::as_printed) == doctest::Approx(124).epsilon(0.01));
        CHECK(deviation_of(alkali, CohesionForm::corrected) == doctest::Approx(1.5).epsilon(0.05));
        CHECK(deviation_of(alkaline_earth, CohesionForm::corrected) ==
              doctest::Approx(3.5).epsilon(0.03));
        CHECK(deviation_of(d_block, CohesionForm::corrected) ==
              doctest::Approx(10.2).epsilon(0.01));
        CHECK(deviation_of(p_block, CohesionForm::corrected) ==
              doctest::Approx(11.6).epsilon(0.01));
        CHECK(deviation_of(noble_gas, CohesionForm::corrected) ==
              doctest::Approx(5.7).epsilon(0.02));
    }

    TEST_CASE("least squares give the exchanged pair, as printed for the other group") {
        const CohesionFit alkali = refit(CohesionGroup::alkali);
        CHECK(alkali.law.slope == doctest::Approx(0.0156).epsilon(0.005));
        CHECK(alkali.law.offset == doctest::Approx(162).epsilon(0.01));
        CHECK(alkali.r2 == doctest::Approx(0.990).epsilon(0.001));
        const CohesionFit earth = refit(CohesionGroup::alkaline_earth);
        CHECK(earth.law.slope == doctest::Approx(0.0294).epsilon(0.003));
        CHECK(earth.law.offset == doctest::Approx(425).epsilon(0.003));
        const CohesionFit d = refit(CohesionGroup::d_block);
        CHECK(d.law.slope == doctest::Approx(0.0343).epsilon(0.003));
        CHECK(d.law.offset == 0);
        CHECK(d.r2_origin == doctest::Approx(0.990).epsilon(0.001));
        CHECK(refit(CohesionGroup::noble_gas).law.slope == doctest::Approx(0.0873).epsilon(0.002));
    }

    TEST_CASE("the table is that of the data, where they are") {
        REQUIRE_SHARED_DATA("melting/cohesive_energies.csv");
        const auto file = shared_data("melting/cohesive_energies.csv");
        const Table t = parse_csv(read_file(file), file.string());
        const auto& names = t.find("element")->texts;
        const auto& energies = t.find("E_coh_eV")->numbers;
        REQUIRE(names.size() == 56);
        for (std::size_t i = 0; i < names.size(); ++i)
            CHECK(cohesive_energy(parse_element(names[i])) == energies[i]);
    }

    TEST_CASE("elements outside the groups are refused") {
        for (const int z : {1, 6, 17, 31, 64, 92}) {
            CHECK(!cohesion_group(z));
            CHECK_THROWS_AS(melting_from_cohesion(z, 3), InputError);
        }
        CHECK_THROWS_AS(fit_cohesion({{3, 1.63, 453.7}}, CohesionGroup::alkali), InputError);
        CHECK(cohesion_group(57) == CohesionGroup::d_block);
    }
}
