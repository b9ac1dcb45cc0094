// Reading deep potentials: graphs of DeePMD-kit, our own container, files that are neither.
#include <doctest/doctest.h>

#include <limits>

#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/data/model_container.hpp"
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

void check_refused(const std::string& bytes, const std::string& reason,
                   std::string_view code = "E-deep-pot") {
    try {
        parse_deep_pot(bytes, "test.pb");
        FAIL("accepted: " << reason);
    } catch (const InputError& e) {
        CHECK(e.code() == code);
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

TEST_CASE("weights with one fault each are refused with the reason") {
    using Weights = DeepPotWeights;
    const double nan = std::numeric_limits<double>::quiet_NaN();
    struct Fault {
        const char* reason;
        std::function<void(Weights&)> make;
    };
    const Fault faults[] = {
        {"cut-off goes from 2 to 0", [](Weights& w) { w.cutoff = 0; }},
        {"cut-off goes from 2 to 100", [](Weights& w) { w.cutoff = 100; }},
        {"cut-off goes from -1 to 5", [](Weights& w) { w.smooth_from = -1; }},
        {"0 is no atomic number", [](Weights& w) { w.numbers[1] = 0; }},
        {"119 is no atomic number", [](Weights& w) { w.numbers[1] = 119; }},
        {"not as many as its types", [](Weights& w) { w.numbers.clear(); }},
        {"not as many as its types", [](Weights& w) { w.sel.pop_back(); }},
        {"not as many as its types", [](Weights& w) { w.mean.pop_back(); }},
        {"not as many as its types", [](Weights& w) { w.deviation.pop_back(); }},
        {"not as many as its types", [](Weights& w) { w.energy_bias.pop_back(); }},
        {"not as many as its types", [](Weights& w) { w.fitting.pop_back(); }},
        {"not as many as its types", [](Weights& w) { w.embedding.pop_back(); }},
        {"not as many as its types", [](Weights& w) { w.is_one_sided = true; }},
        {"sel is absurd", [](Weights& w) { w.sel[0] = -1; }},
        {"sel is absurd", [](Weights& w) { w.sel[0] = 100001; }},
        {"sel is absurd",
         [](Weights& w) {
             w.sel = {0, 0};
         }},
        {"statistics are no numbers", [=](Weights& w) { w.deviation[0] = nan; }},
        {"statistics are no numbers", [=](Weights& w) { w.energy_bias[0] = nan; }},
        {"shortest distance", [](Weights& w) { w.nearest = 1000; }},
        {"shortest distance", [](Weights& w) { w.nearest = -1; }},
        {"no embedding net", [](Weights& w) { w.embedding[0].clear(); }},
        {"axis is 0 of 4 channels", [](Weights& w) { w.axis = 0; }},
        {"axis is 5 of 4 channels", [](Weights& w) { w.axis = 5; }},
        {"embedding net 2 has no layers", [](Weights& w) { w.embedding[2].clear(); }},
        {"embedding net 1 gives 2 numbers, expected 4",
         [](Weights& w) { w.embedding[1].pop_back(); }},
        {"embedding nets differ in depth",
         [](Weights& w) {
             w.embedding[1] = {{1, 4, {1, 2, 3, 4}, {0, 0, 0, 0}, {}}};
         }},
        {"layer 2 of fitting net 0 takes 7 numbers, it gets 3",
         [](Weights& w) { w.fitting[0][1].inputs = 7; }},
        {"do not fit together", [](Weights& w) { w.fitting[0][1].outputs = 0; }},
        {"do not fit together", [](Weights& w) { w.fitting[0][1].outputs = 65537; }},
        {"do not fit together", [](Weights& w) { w.fitting[0][1].bias.pop_back(); }},
        {"do not fit together", [](Weights& w) { w.fitting[0][1].weights.pop_back(); }},
        {"do not fit together", [](Weights& w) { w.fitting[0][1].idt.pop_back(); }},
        {"layer 2 of fitting net 0 holds something that is no number",
         [=](Weights& w) { w.fitting[0][1].bias[0] = nan; }},
        {"layer 2 of fitting net 0 holds something that is no number",
         [=](Weights& w) { w.fitting[0][1].idt[0] = nan; }},
        {"have no hidden layer",
         [](Weights& w) {
             w.fitting[0] = {{4, 1, {1, 2, 3, 4}, {0}, {}}};
         }},
        {"fitting nets differ in depth",
         [](Weights& w) { w.fitting[1].erase(w.fitting[1].begin() + 1); }},
        {"last layer of fitting net 1 has a time step",
         [](Weights& w) { w.fitting[1].back().idt = {1}; }},
    };
    const Weights good = random_model({{13, 8}, {3, 4}, false, true, 5, 2, {2, 4}, {3, 3}, 1});
    CHECK_NOTHROW(check_weights(good, "good"));
    for (const Fault& f : faults) {
        Weights w = good;
        f.make(w);
        CHECK_THROWS_WITH_AS(check_weights(w, "bad"), doctest::Contains(f.reason), InputError);
    }
}

TEST_CASE("a container of other tensors than a deep potential's is refused") {
    struct Fault {
        const char *code, *reason;
        std::function<void(ModelContainer&)> make;
    };
    const auto array = [](ModelContainer& m, std::string_view name) -> NpyArray& {
        for (auto& t : m.tensors)
            if (t.name == name) return t.array;
        throw InconsistentError("E-test", "no such tensor", "");
    };
    const Fault faults[] = {
        {"E-deep-pot", "\"scalars\" has a wrong size",
         [&](ModelContainer& m) {
             array(m, "scalars") = make_npy({2}, {5.0, 2.0});
         }},
        {"E-deep-pot", "embedding.0.0.matrix is no matrix",
         [&](ModelContainer& m) { array(m, "embedding.0.0.matrix").shape = {5}; }},
        {"E-deep-pot", "too many types",
         [](ModelContainer& m) { m.about.set("numbers", list_of(std::vector<double>(119, 13))); }},
        {"E-deep-pot", "is no atomic number",
         [](ModelContainer& m) {
             m.about.set("numbers", list_of({13, 1e300}));
         }},
        {"E-deep-pot", "is no atomic number",
         [](ModelContainer& m) {
             m.about.set("numbers", list_of({13, -1e300}));
         }},
        {"E-deep-pot", "sel is absurd",
         [](ModelContainer& m) {
             m.about.set("sel", list_of({30, 1e9}));
         }},
        {"E-deep-pot", "no embedding net", [](ModelContainer& m) { m.about.set("embedding", 0); }},
        {"E-model", "no tensor 'fitting.0.3.matrix'",
         [](ModelContainer& m) { m.about.set("fitting", 64); }},
    };
    const ModelContainer good = parse_model(to_bytes(random_model(two_types)), "own", "deep-pot");
    for (const Fault& f : faults) {
        ModelContainer m = good;
        f.make(m);
        check_refused(to_bytes(m), f.reason, f.code);
    }
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
