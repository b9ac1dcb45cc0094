#include "crucible/kinds/deepmd_input.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "crucible/base/error.hpp"
#include "crucible/data/json.hpp"

namespace crucible {
namespace {

/// A key that may only have certain values, because others would ask for what is not here.
struct FixedKey {
    std::string_view key;
    std::vector<Value> allowed;
};

bool is_same(const Value& a, const Value& b) {
    const auto is_number = [](const Value& v) {
        return v.is(Value::Kind::integer) || v.is(Value::Kind::number);
    };
    if (is_number(a) && is_number(b)) return a.real() == b.real();
    return to_json(a) == to_json(b);
}

class DeepmdInput {
public:
    explicit DeepmdInput(const std::filesystem::path& file)
        : file_(std::filesystem::absolute(file)), root_(read_json(file.string())) {}

    Value parameters(DeepmdData data) {
        only(root_, "", {"model", "learning_rate", "loss", "training"}, {}, {});
        read_model(section(root_, "model", ""));
        read_rate(section(root_, "learning_rate", ""));
        read_loss(section(root_, "loss", ""));
        read_training(section(root_, "training", ""), data);
        return std::move(out_);
    }

private:
    [[noreturn]] void refuse(const std::string& key, const std::string& what,
                             const std::string& cure) const {
        throw InputError("E-training-input", fmt::format("{}: {}", key, what), cure,
                         {file_.string()});
    }
    const Value& section(const Value& table, std::string_view key, const std::string& where) const {
        const Value& v = table[key];
        if (!v.is(Value::Kind::table))
            refuse(where + std::string(key), "is missing", "give a whole input of DeePMD-kit 2");
        return v;
    }
    /// Every key must be known: taken elsewhere, without a meaning here, or of an allowed value.
    void only(const Value& table, const std::string& where,
              std::initializer_list<std::string_view> taken,
              std::initializer_list<std::string_view> idle, const std::vector<FixedKey>& fixed) {
        const auto is_in = [](const auto& list, std::string_view key) {
            return std::find(list.begin(), list.end(), key) != list.end();
        };
        for (const Member& m : table.table) {
            if (is_in(taken, m.key) || is_in(idle, m.key) || m.key.starts_with("_")) continue;
            const auto rule = std::find_if(fixed.begin(), fixed.end(),
                                           [&](const FixedKey& f) { return f.key == m.key; });
            if (rule == fixed.end())
                refuse(where + m.key, "this program does not have it",
                       "leave it out, or train with DeePMD-kit");
            if (std::none_of(rule->allowed.begin(), rule->allowed.end(),
                             [&](const Value& v) { return is_same(v, m.value); }))
                refuse(where + m.key, to_json(m.value) + " is not what this program can do",
                       fmt::format("it can do {}", to_json(rule->allowed[0])));
        }
    }
    /// Takes a value over under our name, if it is there and no null.
    void take(const Value& table, std::string_view key, std::string_view as) {
        const Value& v = table[key];
        if (!v.is(Value::Kind::none)) out_.set(as, v);
    }
    void take_length(const Value& table, std::string_view key, std::string_view as) {
        const Value& v = table[key];
        if (v.is(Value::Kind::none)) return;
        out_.set(as, fmt::format("{} angstrom", v.real()));
    }
    void take_pair(const Value& table, const char* first, const char* last, std::string_view as,
                   double first_default, double last_default) {
        const auto number = [&](const char* key, double otherwise) {
            const Value& v = table[key];
            return v.is(Value::Kind::none) ? otherwise : v.real();
        };
        out_.set(as, list_of({number(first, first_default), number(last, last_default)}));
    }

    void read_model(const Value& model) {
        only(model, "model.", {"type_map", "descriptor", "fitting_net"},
             {"data_stat_nbatch", "data_bias_nsample", "srtab_add_bias"},
             {{"type", {Value("standard")}}, {"data_stat_protect", {Value(0.01)}}});
        take(model, "type_map", "elements");
        read_descriptor(section(model, "descriptor", "model."));
        read_fitting(section(model, "fitting_net", "model."));
    }
    void read_descriptor(const Value& d) {
        const std::string where = "model.descriptor.";
        only(d, where, {"sel", "rcut", "rcut_smth", "neuron", "axis_neuron", "precision"}, {"seed"},
             {{"type", {Value("se_e2_a"), Value("se_a")}},
              {"resnet_dt", {Value(false)}},
              {"activation_function", {Value("tanh")}},
              {"type_one_side", {Value(false)}},
              {"trainable", {Value(true)}},
              {"exclude_types", {Value::make_list()}},
              {"set_davg_zero", {Value(false)}}});
        const Value& sel = d["sel"];
        if (sel.is(Value::Kind::list))
            out_.set("sel", sel);
        else if (!sel.is(Value::Kind::none) && sel.text != "auto" && sel.text != "auto:1.1")
            refuse(where + "sel", to_json(sel) + " is no list", "give a list of numbers");
        take_length(d, "rcut", "cutoff");
        take_length(d, "rcut_smth", "smooth_from");
        take(d, "neuron", "embedding");
        take(d, "axis_neuron", "axis");
        const std::string& precision = d["precision"].text;
        if (precision == "float32")
            out_.set("precision", "single");
        else if (precision.empty() || precision == "default" || precision == "float64")
            out_.set("precision", "double");
        else
            refuse(where + "precision", precision, "take float32 or float64");
    }
    void read_fitting(const Value& f) {
        const std::string where = "model.fitting_net.";
        only(f, where, {"neuron", "resnet_dt"}, {"seed", "rcond", "precision"},
             {{"type", {Value("ener")}},
              {"activation_function", {Value("tanh")}},
              {"trainable", {Value(true)}},
              {"atom_ener", {Value::make_list()}},
              {"numb_fparam", {Value(0)}},
              {"numb_aparam", {Value(0)}},
              {"use_aparam_as_mask", {Value(false)}}});
        take(f, "neuron", "fitting");
        const std::vector<double> widths = numbers_in(f["neuron"]);
        const bool is_residual = std::adjacent_find(widths.begin(), widths.end()) != widths.end();
        const Value& dt = f["resnet_dt"];
        if (is_residual && dt.is(Value::Kind::boolean) && !dt.integer)
            refuse(where + "resnet_dt", "false is not what this program can do",
                   "it can do true, or layers of unequal widths");
    }
    void read_rate(const Value& r) {
        only(r, "learning_rate.", {"start_lr", "stop_lr", "decay_steps"}, {"scale_by_worker"},
             {{"type", {Value("exp")}}});
        take_pair(r, "start_lr", "stop_lr", "rate", 1e-3, 1e-8);
        out_.set("decay_steps",
                 r["decay_steps"].is(Value::Kind::none) ? Value(5000) : r["decay_steps"]);
    }
    void read_loss(const Value& l) {
        std::vector<FixedKey> fixed{{"type", {Value("ener")}},
                                    {"enable_atom_ener_coeff", {Value(false)}},
                                    {"numb_generalized_coord", {Value(0)}}};
        for (const char* key : {"start_pref_ae", "limit_pref_ae", "start_pref_pf", "limit_pref_pf",
                                "start_pref_gf", "limit_pref_gf"})
            fixed.push_back({key, {Value(0)}});
        only(l, "loss.",
             {"start_pref_e", "limit_pref_e", "start_pref_f", "limit_pref_f", "start_pref_v",
              "limit_pref_v"},
             {}, fixed);
        // What DeePMD-kit takes where the file says nothing.
        take_pair(l, "start_pref_e", "limit_pref_e", "energy_factor", 0.02, 1);
        take_pair(l, "start_pref_f", "limit_pref_f", "force_factor", 1000, 1);
        take_pair(l, "start_pref_v", "limit_pref_v", "virial_factor", 0, 0);
    }
    void read_training(const Value& t, DeepmdData data) {
        only(t, "training.",
             {"numb_steps", "stop_batch", "disp_freq", "training_data", "validation_data"},
             {"seed", "save_freq", "save_ckpt", "disp_file", "disp_training", "time_training",
              "profiling", "profiling_file", "enable_profiler", "tensorboard",
              "tensorboard_log_dir", "tensorboard_freq"},
             {});
        take(t, "stop_batch", "steps");
        take(t, "numb_steps", "steps");
        take(t, "disp_freq", "report_every");
        const Value& training = section(t, "training_data", "training.");
        const Value& batch = training["batch_size"];
        check_data(training, "training.training_data.");
        if (batch.is(Value::Kind::integer)) out_.set("batch", batch);
        if (data == DeepmdData::named) out_.set("frames", systems(training));
        const Value& validation = t["validation_data"];
        if (validation.is(Value::Kind::table)) {
            check_data(validation, "training.validation_data.");
            if (data == DeepmdData::named) out_.set("validation", systems(validation));
        } else if (data == DeepmdData::named) {
            out_.set("validate_every", 0);  // all systems are trained on
        }
    }
    void check_data(const Value& d, const std::string& where) {
        only(d, where, {"systems", "batch_size"}, {"numb_btch"},
             {{"set_prefix", {Value("set")}},
              {"auto_prob", {Value("prob_sys_size")}},
              {"sys_probs", {Value()}}});
        const Value& batch = d["batch_size"];
        if (!batch.is(Value::Kind::integer) && !batch.is(Value::Kind::none) &&
            batch.text != "auto" && batch.text != "auto:32")
            refuse(where + "batch_size", to_json(batch), "give one number, or \"auto\"");
    }
    /// Paths relative to the file, as the study would write them.
    Value systems(const Value& d) const {
        Value out = Value::make_list();
        std::vector<Value> given = d["systems"].list;
        if (d["systems"].is(Value::Kind::text)) given = {d["systems"]};
        std::size_t missing = 0;
        std::string first;
        for (const Value& v : given) {
            const std::filesystem::path path = file_.parent_path() / v.text;
            if (!std::filesystem::exists(path) && missing++ == 0) first = path.string();
            out.push(path.string());
        }
        if (given.empty() || missing > 0)
            refuse("systems",
                   fmt::format("{} of {} are not here{}", missing, given.size(),
                               first.empty() ? "" : ", the first is " + first),
                   "name the data in `frames`");
        return out;
    }

    std::filesystem::path file_;
    Value root_, out_ = Value::make_table();
};

}  // namespace

Value parameters_of_deepmd(const std::filesystem::path& file, DeepmdData data) {
    return DeepmdInput(file).parameters(data);
}

}  // namespace crucible
