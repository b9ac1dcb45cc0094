#pragma once
// What steps with networks that see slices have in common: samples, how images are made of them,
// the net and how it is trained.

#include <filesystem>
#include <string>
#include <vector>

#include "crucible/base/describe.hpp"
#include "crucible/kinds/soil_parameters.hpp"
#include "crucible/learn/image_model.hpp"
#include "crucible/learn/image_regressor.hpp"
#include "crucible/study/step_run.hpp"
#include "crucible/volume/slice_images.hpp"

namespace crucible {

/// A core by its name.
struct SoilSample {
    std::string name;
    std::filesystem::path file;
};
/// "@forest.volume" is called forest, cores/3086.nii is called 3086; `names` overrides. Throws
/// InputError (E-soil-samples) for none, for names that are there twice, or too few of them.
std::vector<SoilSample> named_samples(const std::vector<std::filesystem::path>& files,
                                      const std::vector<std::string>& names);
template <class Run>
std::vector<SoilSample> soil_samples(const Run& run,
                                     const std::vector<Ref<Artefact::volume>>& references,
                                     const std::vector<std::string>& names) {
    std::vector<std::filesystem::path> files;
    for (const auto& r : references)
        for (const auto& f : run.open(r)) files.push_back(f);
    return named_samples(files, names);
}

enum class ImageChannels { objects, paper_script };
std::span<const Name> names(ImageChannels);

/// How slices become images.
struct SoilImageParameters {
    ClassesParameter classes;
    ImageChannels channels = ImageChannels::objects;
    int side = 200, input = 0;

    void describe(Fields& f);
    volume::SliceImageSettings settings(const volume::CtVolume&,
                                        const std::vector<std::string>& targets) const;
};
/// Settings that a model's recipe tells, for another volume. Throws InputError (E-model).
volume::SliceImageSettings settings_of_recipe(const Value& recipe, const volume::CtVolume&,
                                              const std::vector<std::string>& targets);
volume::CtVolume read_sample(const SoilSample&);

enum class NetPrecision { automatic, single, bfloat16 };
std::span<const Name> names(NetPrecision);

/// What the mathematics may use.
struct SoilNetworkParameters {
    NetPrecision precision = NetPrecision::automatic;
    int threads = 1;
    void describe(Fields& f);
    learn::NetworkSettings settings() const;
};
/// The network with the model's weights; NotBuiltError (E-plugin) without the plug-in.
std::unique_ptr<learn::ImageNetwork> load_network(const learn::ImageModel&,
                                                  const SoilNetworkParameters&);

/// The models of all files; `which` takes those of these names. Throws InputError (E-model,
/// E-soil-models).
std::vector<learn::ImageModel> read_models(const std::vector<std::filesystem::path>& files,
                                           const std::vector<std::string>& which);
/// Throws InconsistentError (E-image-model) unless all were trained on images made alike.
void require_alike(const std::vector<learn::ImageModel>&);

}  // namespace crucible
