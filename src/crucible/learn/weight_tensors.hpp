#pragma once
// Weights of dense nets as tensors of a model file. Internal to the module.

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "crucible/data/model_container.hpp"
#include "crucible/learn/tower.hpp"

namespace crucible::learn {

[[noreturn]] void refuse_model(const std::string& file, const std::string& message);

NpyArray float_tensor(std::span<const float>);
/// Throws InputError (E-model) for another type or number, and for what is no finite number.
std::vector<float> floats_in(const NpyArray&, std::size_t n, const std::string& file);

/// Rows of `width` weights as bytes around 128, and the size of a step of each row.
void add_rounded(ModelContainer&, const std::string& name, std::span<const float> rows,
                 std::size_t width);
/// Throws InputError (E-model).
void read_rounded(const ModelContainer&, const std::string& name, std::span<float> to,
                  std::size_t width, const std::string& file);

/// Header of a tower's shape; numbers that cannot be are left for Tower to refuse.
Value shape_value(const TowerShape&);
TowerShape shape_in(const Value&);

}  // namespace crucible::learn
