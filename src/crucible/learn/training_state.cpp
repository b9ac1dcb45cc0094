#include "crucible/learn/training_state.hpp"

#include <algorithm>

#include "crucible/base/error.hpp"
#include "crucible/learn/weight_tensors.hpp"

namespace crucible::learn {
namespace {

constexpr const char* checkpoint_name = "the checkpoint";

Value number_list(const std::vector<double>& numbers) {
    Value list = Value::make_list();
    for (const double x : numbers) list.push(x);
    return list;
}

std::vector<double> reals_in(const Value& list) {
    std::vector<double> v;
    for (const Value& x : list.list) v.push_back(x.real());
    return v;
}

}  // namespace

std::string save_training(std::string_view kind, const TrainingState& s,
                          std::span<const float> parameters, const Adam& adam) {
    ModelContainer c;
    c.kind = kind;
    c.about.set("epoch", s.epoch);
    c.about.set("at", static_cast<std::int64_t>(s.at));
    c.about.set("steps", adam.steps());
    c.about.set("sums", number_list(s.sums));
    c.about.set("curve", number_list(s.curve));
    c.tensors.push_back({"parameters", float_tensor(parameters)});
    c.tensors.push_back({"first", float_tensor(adam.first())});
    c.tensors.push_back({"second", float_tensor(adam.second())});
    return to_bytes(c);
}

TrainingState restore_training(std::string_view kind, std::string_view bytes, int epochs,
                               std::size_t rows, std::size_t sums, std::span<float> parameters,
                               Adam& adam) {
    const ModelContainer c = parse_model(bytes, checkpoint_name, kind);
    const std::int64_t epoch = c.about["epoch"].integer, at = c.about["at"].integer;
    TrainingState s{static_cast<int>(epoch), static_cast<std::size_t>(at),
                    reals_in(c.about["sums"]), reals_in(c.about["curve"])};
    if (epoch < 0 || epoch > epochs || at < 0 || at >= static_cast<std::int64_t>(rows) ||
        s.sums.size() != sums)
        throw InputError("E-model", "the checkpoint is of another training", "remove it");
    const auto read = [&](const char* name) {
        return floats_in(c.tensor(name), parameters.size(), checkpoint_name);
    };
    std::ranges::copy(read("parameters"), parameters.begin());
    adam.set(read("first"), read("second"), c.about["steps"].integer);
    return s;
}

}  // namespace crucible::learn
