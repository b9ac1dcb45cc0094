// Reading deep potentials: graphs of DeePMD-kit, our own container, files that are neither.
#include <doctest/doctest.h>

#include <limits>

#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "deep_pot_models.hpp"
#include "tests/shared_data.hpp"

using namespace crucible;
using namespace deep_pot_models;

namespace {

bool same_net(const DenseNet& a, const DenseNet& b) {
    if (a.size() != b.size()) return false;
    for (std::size_t k = 0; k < a.size(); ++k)
        if (a[k].inputs != b[k].inputs || a[k].outputs != b[k].outputs ||
            a[k].weights != b[k].weights || a[k].bias != b[k].bias || a[k].idt != b[k].idt)
            return false;
    return true;
}

void check_same(const DeepPotWeights& a, const DeepPotWeights& b) {
    CHECK(a.numbers == b.numbers);
    CHECK(a.sel == b.sel);
    CHECK(a.axis == b.axis);
    CHECK(a.cutoff == b.cutoff);
    CHECK(a.smooth_from == b.smooth_from);
    CHECK(a.is_one_sided == b.is_one_sided);
    CHECK(a.nearest == b.nearest);
    CHECK(a.mean == b.mean);
    CHECK(a.deviation == b.deviation);
    CHECK(a.energy_bias == b.energy_bias);
    CHECK(a.training == b.training);
    REQUIRE(a.embedding.size() == b.embedding.size());
    REQUIRE(a.fitting.size() == b.fitting.size());
    for (std::size_t k = 0; k < a.embedding.size(); ++k)
        CHECK(same_net(a.embedding[k], b.embedding[k]));
    for (std::size_t k = 0; k < a.fitting.size(); ++k) CHECK(same_net(a.fitting[k], b.fitting[k]));
}

void check_refused(const std::string& bytes, const std::string& reason) {
    try {
        parse_deep_pot(bytes, "test.pb");
        FAIL("accepted: " << reason);
    } catch (const InputError& e) {
        CHECK(e.code() == "E-deep-pot");
        CHECK_MESSAGE(e.message().find(reason) != std::string::npos, std::string(e.what()));
    }
}

const Shape two_types{{13, 8}, {30, 40}, false, true, 5, 2, {5, 10, 20}, {24, 24}, 4};

}  // namespace

TEST_CASE("a graph of one or several types reads as what it was written from") {
    const DeepPotWeights one = random_model({});
    check_same(parse_deep_pot(graph_of(one), "one.pb"), one);
    Shape shape = two_types;
    const DeepPotWeights two = random_model(shape);
    check_same(parse_deep_pot(graph_of(two), "two.pb"), two);
    shape.is_one_sided = true, shape.has_time_step = false;
    const DeepPotWeights sided = random_model(shape);
    check_same(parse_deep_pot(graph_of(sided), "sided.pb"), sided);
}

TEST_CASE("old graphs keep the bias of the energy in the last layer") {
    DeepPotWeights w = random_model({});
    const DeepPotWeights read = parse_deep_pot(graph_of(w, {false, ""}), "old.pb");
    w.energy_bias = {0};
    check_same(read, w);
}

TEST_CASE("our own container gives the weights back to the last bit") {
    for (const Shape& s : {Shape{}, two_types}) {
        const DeepPotWeights w = random_model(s, 5);
        check_same(parse_deep_pot(to_bytes(w), "own"), w);
    }
}

TEST_CASE("models that cannot be used are refused with the reason") {
    const DeepPotWeights w = random_model({});
    check_refused("", "no environment matrix");
    check_refused(graph_of(w, {true, node("x", "TabulateFusionSeA")}), "compressed");
    check_refused(graph_of(w, {true, node("DescrptSeR", "ProdEnvMatR")}), "ProdEnvMatR");
    check_refused(graph_of(w, {true, node("second", "ProdEnvMatA")}), "several descriptors");
    check_refused(
        graph_of(w, {true, node("filter_type_0/Relu", "Relu", {"filter_type_0/BiasAdd"})}),
        "activation function 'Relu'");
    DeepPotWeights bad = w;
    bad.fitting[0][1].weights[7] = std::numeric_limits<double>::quiet_NaN();
    check_refused(graph_of(bad), "layer 2 of fitting net 0");
    bad = w, bad.embedding[0][1].weights.pop_back();
    check_refused(graph_of(bad), "its shape says");
    bad = w, bad.embedding[0][1].bias.push_back(1);
    check_refused(graph_of(bad), "it has 11 values");
    bad = w, bad.deviation[2] = 0;
    check_refused(graph_of(bad), "deviation is not positive");
    bad = w, bad.mean[0] = std::numeric_limits<double>::infinity();
    check_refused(graph_of(bad), "no numbers");
    bad = w, bad.smooth_from = 6;
    check_refused(graph_of(bad), "cut-off goes from 6 to 5");
    const std::string parameters = integer("fitting_attr/dfparam", 2);
    check_refused(parameters + graph_of(w), "frame and atomic parameters");
    check_refused(text("model_attr/model_type", "dipole") + graph_of(w), "'dipole'");
    check_refused(text("model_attr/tmap", "Xx") + graph_of(w), "'Xx' is no element");
}

TEST_CASE("damaged graphs are errors wherever they are cut or changed") {
    const std::string whole =
        graph_of(random_model({{13}, {3}, false, true, 5, 2, {2, 4}, {3, 3}, 1}));
    // Up to the first node that a graph can do without: a cut right before it cannot be seen.
    for (std::size_t n = 0; n < whole.find("fitting_attr/dfparam") - 8; n += 7)
        CHECK_THROWS_AS(parse_deep_pot(whole.substr(0, n), "cut.pb"), InputError);
    RandomStream random(3, StreamId::tests);
    for (int k = 0; k < 3000; ++k) {  // whatever comes, it is read or refused
        std::string hit = whole;
        for (int n = 0; n < 3; ++n)
            hit[static_cast<std::size_t>(random.uniform() * static_cast<double>(hit.size()))] =
                static_cast<char>(random.uniform() * 256);
        try {
            check_weights(parse_deep_pot(hit, "hit.pb"), "hit.pb");
        } catch (const InputError& e) {
            CHECK(e.code() == "E-deep-pot");
        }
    }
    const std::string huge = shape({std::size_t{1} << 40, std::size_t{1} << 40}) + field(4, "");
    check_refused(constant("descrpt_attr/rcut", 2, huge) + graph_of(random_model({})), "absurd");
}

TEST_CASE("the shipped graphs have the published hyper-parameters") {
    REQUIRE_SHARED_DATA("dnp");
    // Cut-off and sel as the graphs themselves say (shared/data/dnp/SOURCES.md).
    struct Known {
        const char* file;
        int number, sel;
        double cutoff;
    };
    for (const Known& k : {Known{"Al-0", 13, 308, 9},
                           {"Al-1", 13, 308, 9},
                           {"Al-2", 13, 308, 9},
                           {"Li-0", 3, 504, 9},
                           {"Mg-0", 12, 140, 7},
                           {"Mo-0", 42, 356, 9}}) {
        const auto path = shared_data("dnp") / (std::string(k.file) + ".pb");
        const DeepPotWeights w = read_deep_pot(path);
        INFO(k.file);
        CHECK(w.numbers == std::vector<int>{k.number});
        CHECK(w.sel == std::vector<int>{k.sel});
        CHECK(w.cutoff == k.cutoff);
        CHECK(w.smooth_from == 2);
        CHECK(w.axis == 16);
        CHECK_FALSE(w.is_one_sided);
        REQUIRE(w.embedding[0].size() == 3);
        REQUIRE(w.fitting[0].size() == 4);
        const std::size_t widths[] = {25, 50, 100};
        for (std::size_t l = 0; l < 3; ++l) {
            CHECK(w.embedding[0][l].outputs == widths[l]);
            CHECK(w.fitting[0][l].outputs == 240);
            CHECK(w.fitting[0][l].idt.size() == (l == 0 ? 0 : 240));
        }
        CHECK(w.training.starts_with("{"));
        CHECK(w.nearest > 0.5);
        check_same(parse_deep_pot(to_bytes(w), "own"), w);
    }
}
