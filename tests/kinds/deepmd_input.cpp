#include "crucible/kinds/deepmd_input.hpp"

#include <doctest/doctest.h>

#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/kinds/kinds.hpp"
#include "crucible/study/fill.hpp"
#include "crucible/study/study_file.hpp"
#include "tests/shared_data.hpp"
#include "tests/temporary.hpp"

using namespace crucible;

namespace {

constexpr const char* deepmd_text = R"({
  "_comment": "small",
  "model": {
    "type_map": ["Cu", "Zr"],
    "descriptor": {"type": "se_e2_a", "sel": [40, 50], "rcut": 6.5, "rcut_smth": 0.5,
                   "neuron": [10, 20], "axis_neuron": 4, "resnet_dt": false, "seed": 1},
    "fitting_net": {"neuron": [30, 30], "resnet_dt": true, "seed": 1}},
  "learning_rate": {"type": "exp", "decay_steps": 50, "start_lr": 0.002, "stop_lr": 1e-7},
  "loss": {"start_pref_e": 0.1, "limit_pref_e": 2, "start_pref_f": 500, "limit_pref_f": 1},
  "training": {"training_data": {"systems": ["cuzr"], "batch_size": 3}, "numb_steps": 700,
               "disp_freq": 70, "save_freq": 100}
})";

std::filesystem::path deepmd_file(const Temporary& place, const std::string& from = "",
                                  const std::string& to = "") {
    std::string text = deepmd_text;
    if (!from.empty()) {
        REQUIRE(text.find(from) != text.npos);
        text.replace(text.find(from), from.size(), to);
    }
    write_file(place / "input.json", text);
    std::filesystem::create_directories(place / "cuzr");
    return place / "input.json";
}

void check_refused(const char* from, const char* to, const char* key) {
    const Temporary place;
    INFO(key);
    CHECK_THROWS_WITH_AS(parameters_of_deepmd(deepmd_file(place, from, to), DeepmdData::named),
                         doctest::Contains(key), InputError);
}

}  // namespace

TEST_SUITE("kinds: inputs of DeePMD-kit") {
    TEST_CASE("its settings are ours") {
        const Temporary place;
        const Value p = parameters_of_deepmd(deepmd_file(place), DeepmdData::named);
        CHECK(to_json(p["elements"]) == R"(["Cu","Zr"])");
        CHECK(to_json(p["sel"]) == "[40,50]");
        CHECK(p["cutoff"].text == "6.5 angstrom");
        CHECK(p["smooth_from"].text == "0.5 angstrom");
        CHECK(to_json(p["embedding"]) == "[10,20]");
        CHECK(p["axis"].integer == 4);
        CHECK(to_json(p["fitting"]) == "[30,30]");
        CHECK(p["precision"].text == "double");
        CHECK(numbers_in(p["rate"]) == std::vector<double>{0.002, 1e-7});
        CHECK(p["decay_steps"].integer == 50);
        CHECK(numbers_in(p["energy_factor"]) == std::vector<double>{0.1, 2});
        CHECK(numbers_in(p["force_factor"]) == std::vector<double>{500, 1});
        CHECK(numbers_in(p["virial_factor"]) == std::vector<double>{0, 0});
        CHECK(p["steps"].integer == 700);
        CHECK(p["report_every"].integer == 70);
        CHECK(p["batch"].integer == 3);
        CHECK(p["validate_every"].integer == 0);
        CHECK(std::filesystem::path(p["frames"].list.at(0).text) == place / "cuzr");
        const Value other = parameters_of_deepmd(deepmd_file(place), DeepmdData::ignored);
        CHECK(!other.find("frames"));
        CHECK(!other.find("validate_every"));
    }
    TEST_CASE("what is not here is refused by its name") {
        check_refused("\"se_e2_a\"", "\"se_e3\"", "model.descriptor.type");
        check_refused("\"resnet_dt\": false", "\"resnet_dt\": true", "model.descriptor.resnet_dt");
        check_refused("\"resnet_dt\": true", "\"resnet_dt\": false", "model.fitting_net.resnet_dt");
        check_refused("\"numb_steps\"", "\"mixed_precision\": {}, \"numb_steps\"",
                      "training.mixed_precision");
        check_refused("\"start_pref_e\": 0.1", "\"start_pref_ae\": 1", "loss.start_pref_ae");
        check_refused("\"type\": \"exp\"", "\"type\": \"cosine\"", "learning_rate.type");
        check_refused("\"model\"", "\"model\": {}, \"nvnmd\"", "nvnmd");
        check_refused("[\"cuzr\"]", "[\"cuzr\", \"elsewhere\"]", "1 of 2 are not here");
        check_refused("\"batch_size\": 3", "\"batch_size\": \"mixed:4\"", "batch_size");
        check_refused("\"training\":", "\"_training\":", "training: is missing");
    }
    TEST_CASE("a study takes them before its own") {
        const Temporary place;
        deepmd_file(place);
        Registry registry;
        register_potential_train(registry);
        Value step, steps, document;
        step.set("use", "potential.train"), step.set("input", "input.json");
        step.set("axis", 5);
        steps.set("train", step);
        document.set("crucible", 1), document.set("name", "t"), document.set("step", steps);
        const Study study = make_study(document, "", place.path(), registry);
        StudyStep made = study.steps.at(0);
        const Value p = resolved(made.fields());
        CHECK(p["axis"].integer == 5);
        CHECK(p["steps"].integer == 700);
        CHECK(p["cutoff"].text == "6.5 angstrom");
        CHECK(p["frames"].list.size() == 1);
        document.find("step")->find("train")->set("input", "nowhere.json");
        CHECK_THROWS_AS(make_study(document, "", place.path(), registry), InputError);
    }
    TEST_CASE("the input of the published potential of aluminium") {
        REQUIRE_SHARED_DATA("dnp/Al.out.json");
        const auto file = shared_data("dnp/Al.out.json");
        const Value p = parameters_of_deepmd(file, DeepmdData::ignored);
        CHECK(to_json(p["sel"]) == "[308]");
        CHECK(p["cutoff"].text == "9 angstrom");
        CHECK(p["steps"].integer == 3'000'000);
        CHECK(numbers_in(p["rate"]) == std::vector<double>{1e-3, 3.51e-8});
        CHECK_THROWS_WITH_AS(parameters_of_deepmd(file, DeepmdData::named),
                             doctest::Contains("are not here"), InputError);
    }
}
