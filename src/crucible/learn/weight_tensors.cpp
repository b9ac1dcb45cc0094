#include "crucible/learn/weight_tensors.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "crucible/base/error.hpp"

namespace crucible::learn {

void refuse_model(const std::string& file, const std::string& message) {
    throw InputError("E-model", message, "train it again with this version", {file});
}

NpyArray float_tensor(std::span<const float> values) {
    NpyArray a;
    a.kind = NpyArray::Kind::float32;
    a.shape = {values.size()};
    a.bytes.assign(reinterpret_cast<const char*>(values.data()), values.size_bytes());
    return a;
}

std::vector<float> floats_in(const NpyArray& a, std::size_t n, const std::string& file) {
    if (a.kind != NpyArray::Kind::float32 || a.count() != n)
        refuse_model(file, "a tensor of weights has another size than the header says");
    std::vector<float> v(n);
    if (n > 0) std::memcpy(v.data(), a.bytes.data(), n * sizeof(float));
    for (const float x : v)
        if (!std::isfinite(x)) refuse_model(file, "a weight is no finite number");
    return v;
}

void add_rounded(ModelContainer& c, const std::string& name, std::span<const float> rows,
                 std::size_t width) {
    NpyArray bytes;
    bytes.kind = NpyArray::Kind::uint8;
    bytes.shape = {rows.size() / width, width};
    bytes.bytes.resize(rows.size());
    std::vector<float> steps(rows.size() / width);
    for (std::size_t r = 0; r < steps.size(); ++r) {
        const auto row = rows.subspan(r * width, width);
        float most = 0;
        for (const float x : row) most = std::max(most, std::abs(x));
        steps[r] = most / 127;
        for (std::size_t j = 0; j < width; ++j)
            bytes.bytes[r * width + j] = static_cast<char>(
                static_cast<unsigned char>(128 + (most > 0 ? std::lround(row[j] / steps[r]) : 0)));
    }
    c.tensors.push_back({name, std::move(bytes)});
    c.tensors.push_back({name + "/step", float_tensor(steps)});
}

void read_rounded(const ModelContainer& c, const std::string& name, std::span<float> to,
                  std::size_t width, const std::string& file) {
    const NpyArray& bytes = c.tensor(name);
    if (bytes.kind != NpyArray::Kind::uint8 || bytes.count() != to.size())
        refuse_model(file, "a tensor of weights has another size than the header says");
    const auto steps = floats_in(c.tensor(name + "/step"), to.size() / width, file);
    for (std::size_t i = 0; i < to.size(); ++i)
        to[i] =
            static_cast<float>(static_cast<unsigned char>(bytes.bytes[i]) - 128) * steps[i / width];
}

Value shape_value(const TowerShape& s) {
    Value v;
    v.set("inputs", static_cast<std::int64_t>(s.inputs));
    v.set("width", static_cast<std::int64_t>(s.width));
    v.set("highways", s.highways);
    return v;
}

TowerShape shape_in(const Value& v) {
    const auto count = [&](const char* key) {
        return static_cast<std::uint32_t>(std::clamp<std::int64_t>(v[key].integer, 0, 1 << 30));
    };
    return {count("inputs"), count("width"), static_cast<int>(count("highways"))};
}

}  // namespace crucible::learn
