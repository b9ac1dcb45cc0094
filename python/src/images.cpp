// Networks that see images (slices of soil cores): training and use. The mathematics is the plug-in
// nn, loaded at the first call.

#include "bindings.hpp"
#include "crucible/base/plugin.hpp"
#include "crucible/learn/image_model.hpp"
#include "crucible/learn/image_training.hpp"

namespace crucible::python {
namespace {

using Floats = py::array_t<float, py::array::c_style | py::array::forcecast>;

/// (n, rows, columns) or (n, channels, rows, columns).
learn::InputRows images_of(const Floats& a) {
    if (a.ndim() != 3 && a.ndim() != 4)
        throw py::value_error("images need the shape (n, rows, columns)");
    return {learn::InputRows::Kind::images,
            {a.data(), static_cast<std::size_t>(a.size())},
            static_cast<std::size_t>(a.shape(0))};
}

std::span<const float> numbers_of(const Floats& a) {
    return {a.data(), static_cast<std::size_t>(a.size())};
}

std::unique_ptr<learn::ImageNetwork> network_of(const learn::ImageNet& net, int threads) {
    learn::NetworkSettings settings;
    settings.threads = threads;
    return need_plugin("nn").find(learn::torch_image_network)(net, settings);
}

/// A trained net: the bytes of a model file.
py::bytes train_images(const Floats& images, const Floats& targets, const Floats& held_out,
                       const Floats& held_out_targets, const std::string& name, int epochs,
                       int batch, int patience, double rate, bool is_mirrored, std::uint64_t seed,
                       int threads) {
    const learn::InputRows rows = images_of(images), others = images_of(held_out);
    if (targets.ndim() != 2 || targets.shape(0) != images.shape(0))
        throw py::value_error("targets need the shape (n, targets)");
    const int first = images.ndim() == 4 ? 2 : 1;
    learn::ImageModel model;
    model.net = learn::make_image_net(
        name, images.ndim() == 4 ? static_cast<int>(images.shape(1)) : 1,
        static_cast<int>(images.shape(first)), static_cast<int>(images.shape(first + 1)),
        static_cast<int>(targets.shape(1)), learn::Head::gap);
    for (py::ssize_t t = 0; t < targets.shape(1); ++t) {
        model.targets.push_back("target " + std::to_string(t + 1));
        double sum = 0;
        for (py::ssize_t i = 0; i < targets.shape(0); ++i)
            sum += static_cast<double>(targets.data()[i * targets.shape(1) + t]);
        model.baseline.push_back(sum / static_cast<double>(targets.shape(0)));
    }
    const auto net = network_of(model.net, threads);
    learn::ImageTrainingSettings settings;
    settings.epochs = epochs, settings.batch = batch, settings.patience = patience;
    settings.rate = rate, settings.seed = seed;
    if (is_mirrored) settings.views = learn::ImageTrainingSettings::Views::mirrored;
    bool is_stopped = false;
    {
        const py::gil_scoped_release free;
        net->set_parameters(learn::first_weights(model.net, settings.init, seed));
        learn::ImageTraining training(*net, {rows, numbers_of(targets)},
                                      {others, numbers_of(held_out_targets)}, settings);
        training.run([&] {
            const py::gil_scoped_acquire held;
            is_stopped = PyErr_CheckSignals() != 0;
            return !is_stopped;
        });
    }
    if (is_stopped) throw py::error_already_set();
    model.parameters = net->parameters();
    return py::bytes(learn::to_bytes({model}));
}

class TrainedImages {
public:
    TrainedImages(const std::string& bytes, int threads)
        : model_(learn::parse_image_models(bytes, "model").at(0)),
          network_(network_of(model_.net, threads)) {
        network_->set_parameters(model_.parameters);
    }
    py::array_t<float> predict(const Floats& images) {
        const learn::InputRows rows = images_of(images);
        check(images);
        std::vector<float> out;
        {
            const py::gil_scoped_release free;
            out = network_->predict(rows);
        }
        const auto targets = static_cast<py::ssize_t>(model_.targets.size());
        return py::array_t<float>({static_cast<py::ssize_t>(rows.count), targets}, out.data());
    }
    py::array_t<float> heat_map(const Floats& image, std::size_t target) {
        if (image.size() != static_cast<py::ssize_t>(model_.net.image_size()))
            throw py::value_error("the image has another size than those learned from");
        const std::string layer = model_.net.convolutions().back();
        const learn::LayerMaps map = network_->heat_map(numbers_of(image), layer, target);
        return py::array_t<float>({map.height, map.width}, map.values.data());
    }

private:
    void check(const Floats& images) const {
        const auto n = images.shape(0);
        if (n == 0 || images.size() / n != static_cast<py::ssize_t>(model_.net.image_size()))
            throw py::value_error("the images have another size than those learned from");
    }
    learn::ImageModel model_;
    std::unique_ptr<learn::ImageNetwork> network_;
};

}  // namespace

void bind_images(py::module_& m) {
    m.def("train_images", &train_images, py::arg("images"), py::arg("targets"), py::arg("held_out"),
          py::arg("held_out_targets"), py::arg("net"), py::arg("epochs"), py::arg("batch"),
          py::arg("patience"), py::arg("rate"), py::arg("is_mirrored"), py::arg("seed"),
          py::arg("threads"), "Bytes of the trained model.");
    py::class_<TrainedImages>(m, "TrainedImages", "What `train_images` gave, ready for use.")
        .def(py::init<const std::string&, int>(), py::arg("model"), py::arg("threads") = 1)
        .def("predict", &TrainedImages::predict, py::arg("images"), "(n, targets)")
        .def("heat_map", &TrainedImages::heat_map, py::arg("image"), py::arg("target") = 0,
             "Grad-CAM of the last convolution, (rows, columns) of its maps");
}

}  // namespace crucible::python
