#include "crucible/learn/image_model.hpp"

#include <fmt/format.h>

#include <cmath>
#include <cstring>
#include <set>

#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/base/text.hpp"
#include "crucible/data/model_container.hpp"

namespace crucible::learn {
namespace {

constexpr std::string_view image_model_kind = "image-regressor";

[[noreturn]] void bad_image_model(const std::string& file, const std::string& message) {
    throw InputError("E-model", message, "train it again with this version", {file});
}

std::string tensor_name(const ImageModel& m, const ImageNet::Parameter& p) {
    return m.name + "/" + p.name;
}

void read_parameters(const ModelContainer& c, const std::string& file, ImageModel& m) {
    m.parameters.reserve(m.net.parameter_count());
    for (const ImageNet::Parameter& p : m.net.parameters()) {
        const NpyArray& a = c.tensor(tensor_name(m, p));
        if (a.kind != NpyArray::Kind::float32 || a.shape != p.shape)
            bad_image_model(file, fmt::format("tensor {} has another shape", p.name));
        const std::size_t at = m.parameters.size();
        m.parameters.resize(at + p.count());
        std::memcpy(m.parameters.data() + at, a.bytes.data(), a.bytes.size());
    }
    for (const float x : m.parameters)
        if (!std::isfinite(x)) bad_image_model(file, "a weight is no finite number");
}

}  // namespace

std::string to_bytes(const std::vector<ImageModel>& models) {
    ModelContainer c;
    c.kind = image_model_kind;
    Value list = Value::make_list();
    for (const ImageModel& m : models) {
        Value v, targets = Value::make_list();
        for (const std::string& t : m.targets) targets.push(t);
        v.set("name", m.name), v.set("net", to_value(m.net));
        v.set("targets", std::move(targets)), v.set("baseline", list_of(m.baseline));
        v.set("inputs", m.inputs), v.set("training", m.training);
        list.push(std::move(v));
        std::size_t at = 0;
        for (const ImageNet::Parameter& p : m.net.parameters()) {
            NpyArray a;
            a.kind = NpyArray::Kind::float32;
            a.shape = p.shape;
            a.bytes.assign(reinterpret_cast<const char*>(m.parameters.data() + at),
                           p.count() * sizeof(float));
            c.tensors.push_back({tensor_name(m, p), std::move(a)});
            at += p.count();
        }
        CRUCIBLE_ASSERT(at == m.parameters.size());
    }
    c.about.set("models", std::move(list));
    return to_bytes(c);
}

std::vector<ImageModel> parse_image_models(std::string_view bytes, const std::string& file) {
    const ModelContainer c = parse_model(bytes, file, image_model_kind);
    std::vector<ImageModel> out;
    std::set<std::string> seen;
    for (const Value& v : c.about["models"].list) {
        ImageModel m;
        m.name = v["name"].text;
        m.net = image_net_from(v["net"]);
        for (const Value& t : v["targets"].list) m.targets.push_back(t.text);
        m.baseline = numbers_in(v["baseline"]);
        m.inputs = v["inputs"], m.training = v["training"];
        const auto targets = static_cast<std::size_t>(m.net.targets);
        if (m.targets.size() != targets || m.baseline.size() != targets ||
            !seen.insert(m.name).second)
            bad_image_model(
                file, fmt::format("the header of model {} makes no sense", in_quotes(m.name)));
        read_parameters(c, file, m);
        out.push_back(std::move(m));
    }
    if (out.empty()) bad_image_model(file, "the file holds no models");
    return out;
}

std::vector<ImageModel> read_image_models(const std::filesystem::path& path) {
    return parse_image_models(read_file(path, std::size_t{16} << 30), path.string());
}

void require_inputs(const ImageModel& m, const Value& inputs, int channels, int height, int width) {
    const auto refuse = [&](const std::string& what) {
        throw InconsistentError("E-image-model",
                                fmt::format("model {} {}", in_quotes(m.name), what),
                                "make the images as it was trained, or train it on these");
    };
    if (m.net.channels != channels || m.net.height != height || m.net.width != width)
        refuse(fmt::format("takes images of {} x {} x {}, not {} x {} x {}", m.net.channels,
                           m.net.height, m.net.width, channels, height, width));
    for (const Member& member : m.inputs.table) {
        const std::string trained = to_json(member.value), here = to_json(inputs[member.key]);
        if (trained != here)
            refuse(fmt::format("was trained with {} = {}, not {}", member.key, trained, here));
    }
}

}  // namespace crucible::learn
