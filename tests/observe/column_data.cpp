#include "crucible/observe/column_data.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <numbers>

#include "crucible/atoms/niggli.hpp"
#include "crucible/base/text.hpp"
#include "crucible/observe/scattering.hpp"
#include "tests/observe/observe_cases.hpp"
#include "tests/shared_data.hpp"

using namespace crucible;
using namespace crucible::testing;

namespace {

/// The message of the InputError that parsing throws; its code goes to `code`.
std::string curve_fault(const std::string& text, CurveKind kind, std::string& code) {
    try {
        parse_curve(text, "data.txt", kind);
    } catch (const InputError& e) {
        code = e.code();
        CHECK(std::string(e.what()).find('\n') == std::string::npos);
        return e.what();
    }
    code = "";
    return "";
}

void check_fault(const std::string& text, CurveKind kind, const std::string& code,
                 const std::string& place) {
    std::string found;
    const std::string message = curve_fault(text, kind, found);
    INFO(message);
    CHECK(found == code);
    CHECK(message.rfind("data.txt:" + place, 0) == 0);
}

std::string as_text(const Curve& c) {
    std::string out = "x y\n";
    for (std::size_t i = 0; i < c.x.size(); ++i)
        out += number_text(c.x[i]) + " " + number_text(c.y[i]) + "\n";
    return out;
}

/// S(Q) of hard spheres of 2.6 A at packing 0.49: Percus and Yevick's closed form (Ashcroft and
/// Lekner, doi:10.1103/PhysRev.145.83).
Curve hard_spheres() {
    Curve out{CurveKind::s_of_q, {}, {}, {}, {}};
    const double eta = 0.49, sigma = 2.6;
    const double a = std::pow(1 + 2 * eta, 2) / std::pow(1 - eta, 4);
    const double b = -6 * eta * std::pow(1 + eta / 2, 2) / std::pow(1 - eta, 4);
    for (double q = 0.5; q < 20; q += 0.05) {
        const double x = q * sigma, s = std::sin(x), c = std::cos(x);
        const double first = (s - x * c) / (x * x);
        const double second = (2 * x * s + (2 - x * x) * c - 2) / (x * x * x);
        const double third =
            (-std::pow(x, 4) * c + 4 * ((3 * x * x - 6) * c + (x * x * x - 6 * x) * s + 6)) /
            std::pow(x, 5);
        const double direct = -24 * eta / x * (a * first + b * second + 0.5 * eta * a * third);
        out.x.push_back(q);
        out.y.push_back(1 / (1 - direct));
    }
    return out;
}

/// g(r) of warm copper.
Curve warm_copper_g() {
    RandomStream r(85, StreamId::tests);
    Structure s = copper(3.615, 6);
    for (Position& p : s.positions)
        for (int k = 0; k < 3; ++k) p[k] += 0.12 * r.normal();
    const auto o = total_g(ensemble_of(s), 10, 0.05, RadialGrid::up_to(10, 0.05));
    return {CurveKind::g_of_r, o.x, evaluate(o, s), {}, {}};
}

Curve called(Curve c, CurveKind kind) {
    c.kind = kind;
    return c;
}

}  // namespace

TEST_CASE("columns of numbers are read under any header") {
    const Curve c = parse_curve(
        "500\nk, vk experiment, vk error (sdev)\n! remark\n0.1\t1.0,0.2\n0.2;1.1D0 0.1   \r\n\n# "
        "end\n"
        "3e-1 1.2 0.3\n",
        "data.txt", CurveKind::variance_of_k);
    CHECK(c.x == std::vector<double>{0.1, 0.2, 0.3});
    CHECK(c.y == std::vector<double>{1.0, 1.1, 1.2});
    CHECK(c.sigma == std::vector<double>{0.2, 0.1, 0.3});
    REQUIRE(c.comments.size() == 4);
    CHECK(c.comments[1] == "k, vk experiment, vk error (sdev)");
    const Curve two = parse_curve(",,\n1 2\n\f\n2\f3\v\n , \n", "x", CurveKind::variance_of_k);
    CHECK(two.sigma.empty());
    const Curve picked =
        parse_curve("1 9 2 7\n2 9 3 7\n", "x", CurveKind::variance_of_k, {1, 3, 4});
    CHECK(picked.y == std::vector<double>{2, 3});
    CHECK(picked.sigma == std::vector<double>{7, 7});
    const Curve errors_alone =
        parse_curve("1 2 9 7\n2 3 9 7\n", "x", CurveKind::variance_of_k, {0, 0, 4});
    CHECK(errors_alone.y == std::vector<double>{2, 3});
    CHECK(errors_alone.sigma == std::vector<double>{7, 7});
    for (const char* mark : {"#", "!", "%", " # "})
        CHECK(parse_curve(std::string("1 2\n") + mark + "3 4\n2 3\n", "x", CurveKind::variance_of_k)
                  .x == std::vector<double>{1, 2});
}

TEST_CASE("bad columns are refused in one line, with the place") {
    const auto v = CurveKind::variance_of_k;
    check_fault("", v, "E-curve-format", "1");
    check_fault("a b\n1 2\n", v, "E-curve-format", "2");
    check_fault("1 2\n0.5 3\n", v, "E-curve-order", "2:1");
    check_fault("1 2\n1 3\n", v, "E-curve-order", "2:1");
    check_fault("1 2\n2 nan\n", v, "E-curve-number", "2:3");
    check_fault("1 NaN\n2 3\n", v, "E-curve-number", "1:3");
    check_fault("1 2\n2 -inf\n", v, "E-curve-number", "2:3");
    check_fault("1 2\n2 *****\n", v, "E-curve-number", "2:3");
    for (const char* none : {"1e999", "inf", "+Infinity", "nan()", "-nan(ind)", "***", "1e+9d"})
        check_fault(std::string("1 2\n2 ") + none + "\n", v, "E-curve-number", "2:3");
    for (const char* word : {"+", "1-2", "1d", "nano", "e9", "**1"})
        check_fault(std::string("1 2\n2 ") + word + "\n", v, "E-curve-format", "2:3");
    check_fault("1 2 0.1\n2 3 0\n", v, "E-curve-sigma", "2:5");
    check_fault("1 2 0.1\n2 3 -1\n", v, "E-curve-sigma", "2:5");
    check_fault("1 2\n2 3 x\n3 4\n", v, "E-curve-format", "2:5");
    check_fault("1 2\n2 3 4\n", v, "E-curve-format", "2:5");
    check_fault("1 2\nmore words\n3 4\n", v, "E-curve-format", "2:1");
    check_fault("1 2 3 4 5\n", v, "E-curve-format", "1:9");
    check_fault("head\n1 2\n2 -3\n", v, "E-curve-label", "2:1");
    check_fault("-1 2\n2 3\n", v, "E-curve-label", "1:1");
    CHECK(code_of([] {
              parse_curve("1 2\n2 3\n", "x", CurveKind::variance_of_k, {1, 3, 0});
          }) == "E-curve-format");
    CHECK(code_of([] {
              parse_curve("1 2\n2 3\n", "x", CurveKind::variance_of_k, {-1, 2, 0});
          }) == "E-curve-format");
    CHECK(code_of([] { read_curve("/nowhere/at/all", CurveKind::s_of_q); }) == "E-io-missing");
}

TEST_CASE("a wrong label is refused, and the right kind named") {
    const Curve s = hard_spheres();
    const Curve i = converted(s, CurveKind::i_of_q), f = converted(s, CurveKind::f_of_q);
    const Curve g = warm_copper_g(), pdf = converted(g, CurveKind::reduced_pdf, 0.0847);
    for (const Curve& right : {s, i, f, g, pdf}) {
        INFO(name(right.kind));
        CHECK(contradiction(right) == "");
    }
    const auto names = [](const Curve& c, CurveKind wrong, CurveKind right) {
        std::string code;
        const std::string message = curve_fault(as_text(called(c, wrong)), wrong, code);
        INFO(message);
        CHECK(code == "E-curve-label");
        CHECK(message.find("looks like " + std::string(name(right))) != std::string::npos);
    };
    names(s, CurveKind::i_of_q, CurveKind::s_of_q);
    names(s, CurveKind::f_of_q, CurveKind::s_of_q);
    names(i, CurveKind::s_of_q, CurveKind::i_of_q);
    names(f, CurveKind::s_of_q, CurveKind::f_of_q);
    names(f, CurveKind::i_of_q, CurveKind::f_of_q);
    names(i, CurveKind::f_of_q, CurveKind::i_of_q);
    names(g, CurveKind::reduced_pdf, CurveKind::g_of_r);
    names(pdf, CurveKind::g_of_r, CurveKind::reduced_pdf);
    names(pdf, CurveKind::partial_g, CurveKind::reduced_pdf);
    // Other mistakes: a variance that is negative, g(r) - 1, S(Q) for g(r).
    CHECK(contradiction(called(f, CurveKind::variance_of_k)) != "");
    Curve less_one = g;
    for (double& y : less_one.y) y -= 1;
    CHECK(contradiction(called(less_one, CurveKind::g_of_r)) != "");
    CHECK(contradiction(called(less_one, CurveKind::reduced_pdf)).find("g(r) - 1") !=
          std::string::npos);
}

TEST_CASE("kinds are converted there and back") {
    const Curve s = hard_spheres();
    for (const CurveKind kind : {CurveKind::i_of_q, CurveKind::f_of_q}) {
        const Curve back = converted(converted(s, kind), CurveKind::s_of_q);
        for (std::size_t k = 0; k < s.x.size(); ++k) CHECK(back.y[k] == doctest::Approx(s.y[k]));
    }
    Curve one{CurveKind::f_of_q, {2, 4}, {1, 6}, {0.2, 0.4}, {}};
    const Curve sq = converted(one, CurveKind::s_of_q);
    CHECK(sq.y == std::vector<double>{1.5, 2.5});
    CHECK(sq.sigma[1] == doctest::Approx(0.1));
    one.kind = CurveKind::k3_chi;
    CHECK(converted(one, CurveKind::k_chi).y[1] == doctest::Approx(6.0 / 16));
    one.kind = CurveKind::g_of_r;
    CHECK(converted(one, CurveKind::reduced_pdf, 0.1).y[1] ==
          doctest::Approx(4 * std::numbers::pi * 0.1 * 4 * 5));
    CHECK(code_of([&] { converted(one, CurveKind::reduced_pdf); }) == "E-curve-convert");
    CHECK(code_of([&] { converted(one, CurveKind::s_of_q, 0.1); }) == "E-curve-convert");
    CHECK(code_of([&] { converted(one, CurveKind::partial_g, 0.1); }) == "E-curve-convert");
    one.kind = CurveKind::f_of_q;
    one.x[0] = 0;
    CHECK(code_of([&] { converted(one, CurveKind::s_of_q); }) == "E-curve-convert");
}

TEST_CASE("measured files: copper foil and fluctuation microscopy") {
    REQUIRE_SHARED_DATA("exafs/feff85_Cu_withSCF/Copper.chik");
    REQUIRE_SHARED_DATA("glass/fem");
    const auto file = shared_data("exafs/feff85_Cu_withSCF/Copper.chik");
    // Athena writes k, chi, k chi, k^2 chi, k^3 chi and a window.
    CHECK(code_of([&] { read_curve(file, CurveKind::chi_of_k); }) == "E-curve-format");
    const CurveKind kinds[] = {CurveKind::chi_of_k, CurveKind::k_chi, CurveKind::k2_chi,
                               CurveKind::k3_chi};
    const Curve chi = read_curve(file, kinds[0], {1, 2, 0});
    CHECK(chi.x.size() == 501);
    for (int n = 0; n < 4; ++n) {
        INFO(n);
        CHECK(code_of([&] { read_curve(file, kinds[n], {1, n + 2, 0}); }) == "");
        Curve c = read_curve(file, kinds[n], {1, n + 2, 0});
        c.x.erase(c.x.begin()), c.y.erase(c.y.begin());  // k = 0
        const Curve again = converted(c, CurveKind::chi_of_k);
        for (std::size_t i = 100; i < 200; ++i) CHECK(std::fabs(again.y[i] - chi.y[i + 1]) < 2e-6);
    }
    CHECK(code_of([&] { read_curve(file, CurveKind::chi_of_k, {1, 4, 0}); }) == "E-curve-label");
    CHECK(code_of([&] { read_curve(file, CurveKind::chi_of_k, {1, 5, 0}); }) == "E-curve-label");
    CHECK(code_of([&] { read_curve(file, CurveKind::k_chi, {1, 5, 0}); }) == "E-curve-label");
    CHECK(code_of([&] { read_curve(file, CurveKind::k3_chi, {1, 2, 0}); }) == "E-curve-label");
    for (const char* set : {"t1", "t2", "t3"}) {
        const Curve v =
            read_curve(shared_data(std::string("glass/fem/fem_exp_Zr50Cu35Al15_") + set + ".txt"),
                       CurveKind::variance_of_k);
        CHECK(v.x.front() == doctest::Approx(0.289166).epsilon(1e-5));
        CHECK(v.sigma.size() == v.x.size());
    }
}
