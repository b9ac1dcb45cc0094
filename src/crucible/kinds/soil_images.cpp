#include "crucible/kinds/soil_images.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "crucible/base/error.hpp"
#include "crucible/base/text.hpp"

namespace crucible {
namespace {

[[noreturn]] void bad_samples(const std::string& message, const std::string& cure) {
    throw InputError("E-soil-samples", message, cure);
}

/// RUN/steps/NAME/out/FILE is the output of step NAME.
std::string name_of_file(const std::filesystem::path& file) {
    const auto folder = file.parent_path();
    if (folder.filename() == "out" && folder.parent_path().parent_path().filename() == "steps")
        return folder.parent_path().filename().string();
    std::string name = file.filename().string();
    for (const char* ending : {".gz", ".nii", ".mha", ".mhd", ".nrrd", ".npy", ".tif", ".tiff"})
        if (lower(name).ends_with(ending)) name.resize(name.size() - std::string(ending).size());
    return name;
}

void set_targets(volume::SliceImageSettings& s, const std::vector<std::string>& targets) {
    for (const std::string& t : targets)
        s.targets.push_back(volume::parse_target(t, s.scheme.size()));
}

}  // namespace

std::span<const Name> names(ImageChannels) {
    static constexpr Name all[] = {
        {"objects", "objects 1+2, 3+4 and 5+6, over 4096 HU"},
        {"paper-script",
         "as the published script has it: the second shows everything, and each is "
         "scaled by its largest value in the volume"}};
    return all;
}
std::span<const Name> names(NetPrecision) {
    static constexpr Name all[] = {
        {"auto", "bfloat16 where the processor has it and it was measured to be faster"},
        {"float", "float: the same bits again on one thread"},
        {"bf16", "bfloat16, sums in float"}};
    return all;
}

std::vector<SoilSample> named_samples(const std::vector<std::filesystem::path>& files,
                                      const std::vector<std::string>& names) {
    if (files.empty()) bad_samples("no samples", "give at least one volume");
    if (!names.empty() && names.size() != files.size())
        bad_samples(fmt::format("{} names for {} samples", names.size(), files.size()),
                    "give one name for each volume, or none");
    std::vector<SoilSample> out;
    std::set<std::string> seen;
    for (std::size_t k = 0; k < files.size(); ++k) {
        out.push_back({names.empty() ? name_of_file(files[k]) : names[k], files[k]});
        if (!seen.insert(out.back().name).second)
            bad_samples(fmt::format("two samples are called {}", in_quotes(out.back().name)),
                        "give `names`");
    }
    return out;
}

void SoilImageParameters::describe(Fields& f) {
    f("classes", classes, "How objects are told apart by their HU");
    f("channels", channels, "What the three channels of an image show");
    f("side", side, "Voxels of the square cut from the middle of each slice; 0: whole slices")
        .within(0, 8192);
    f("input", input, "Pixels of an image, by means over areas; 0: as many as voxels")
        .within(0, 8192);
}

volume::SliceImageSettings SoilImageParameters::settings(
    const volume::CtVolume& v, const std::vector<std::string>& targets) const {
    volume::SliceImageSettings s;
    s.scheme = class_scheme(classes, *volume::as_source(v));
    s.channels = channels == ImageChannels::objects ? volume::SliceChannels::objects
                                                    : volume::SliceChannels::paper_script;
    s.side = static_cast<std::size_t>(side);
    s.pixels = input ? static_cast<std::size_t>(input) : s.side ? s.side : v.grid.rows;
    set_targets(s, targets);
    return s;
}

volume::SliceImageSettings settings_of_recipe(const Value& recipe, const volume::CtVolume& v,
                                              const std::vector<std::string>& targets) {
    volume::SliceImageSettings s;
    const std::string& name = recipe["classes"].text;
    ClassesParameter p;
    const auto all = names(p.by);
    const auto it =
        std::find_if(all.begin(), all.end(), [&](const Name& n) { return n.name == name; });
    p.by = it == all.end() ? ClassesBy::edges : static_cast<ClassesBy>(it - all.begin());
    p.edges = numbers_in(recipe["edges"]);
    p.levels = static_cast<int>(recipe["objects"].integer);
    s.scheme = class_scheme(p, *volume::as_source(v));
    s.channels = recipe["channels"].text == "objects" ? volume::SliceChannels::objects
                                                      : volume::SliceChannels::paper_script;
    for (const char* key : {"side", "pixels"})
        if (recipe[key].integer < 0 || recipe[key].integer > 8192)
            throw InputError("E-model", fmt::format("the model's {} makes no sense", key),
                             "train it again with this version");
    s.side = static_cast<std::size_t>(recipe["side"].integer);
    s.pixels = static_cast<std::size_t>(recipe["pixels"].integer);
    set_targets(s, targets);
    return s;
}

volume::CtVolume read_sample(const SoilSample& sample) {
    return with_context(fmt::format("sample {}", sample.name), [&] {
        const auto source = volume::open_volume(sample.file);
        return volume::read_ct(*source);
    });
}

void SoilNetworkParameters::describe(Fields& f) {
    f("precision", precision, "Arithmetic of the network");
    f("threads", threads, "Threads of each network; other numbers of them round otherwise")
        .within(1, 256);
}

learn::NetworkSettings SoilNetworkParameters::settings() const {
    constexpr learn::ImagePrecision all[] = {learn::ImagePrecision::automatic,
                                             learn::ImagePrecision::single,
                                             learn::ImagePrecision::bfloat16};
    return {all[static_cast<int>(precision)], threads};
}

std::unique_ptr<learn::ImageNetwork> load_network(const learn::ImageModel& m,
                                                  const SoilNetworkParameters& p) {
    auto network = need_plugin("nn").find(learn::torch_image_network)(m.net, p.settings());
    network->set_parameters(m.parameters);
    return network;
}

std::vector<learn::ImageModel> read_models(const std::vector<std::filesystem::path>& files,
                                           const std::vector<std::string>& which) {
    std::vector<learn::ImageModel> out;
    std::vector<std::string> there;
    for (const auto& file : files)
        for (learn::ImageModel& m : learn::read_image_models(file)) {
            there.push_back(m.name);
            if (which.empty() || std::find(which.begin(), which.end(), m.name) != which.end())
                out.push_back(std::move(m));
        }
    for (const std::string& w : which)
        if (std::find(there.begin(), there.end(), w) == there.end())
            throw InputError(
                "E-soil-models",
                fmt::format("no model is called {}{}", in_quotes(w), did_you_mean(w, there)),
                fmt::format("take one of {}", fmt::join(there, ", ")));
    std::sort(there.begin(), there.end());
    const auto twice = std::adjacent_find(there.begin(), there.end());
    if (twice != there.end())
        throw InputError("E-soil-models", fmt::format("two models are called {}", *twice),
                         "name the samples differently where the models are trained");
    if (out.empty())
        throw InputError("E-soil-models", "no models", "give at least one file of models");
    return out;
}

void require_alike(const std::vector<learn::ImageModel>& models) {
    const learn::ImageModel& first = models.front();
    for (const learn::ImageModel& m : models) {
        require_inputs(m, first.inputs, first.net.channels, first.net.height, first.net.width);
        if (m.targets != first.targets)
            throw InconsistentError(
                "E-image-model",
                fmt::format("models {} and {} say different things ({} and {})", first.name, m.name,
                            fmt::join(first.targets, ", "), fmt::join(m.targets, ", ")),
                "compare models of the same targets");
    }
}

}  // namespace crucible
