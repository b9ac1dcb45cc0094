#include "crucible/learn/image_net.hpp"

#include <fmt/format.h>

#include <cmath>

#include "crucible/base/error.hpp"
#include "crucible/base/random.hpp"
#include "crucible/base/text.hpp"

namespace crucible::learn {
namespace {

struct NamedNet {
    std::string name;
    std::vector<std::vector<int>> blocks;
    std::vector<int> dense;
};

NamedNet vgg16(const std::string& name, int width, int dense) {
    const int w = width;
    return {name,
            {{w, w},
             {2 * w, 2 * w},
             {4 * w, 4 * w, 4 * w},
             {8 * w, 8 * w, 8 * w},
             {8 * w, 8 * w, 8 * w}},
            {dense, dense}};
}

const std::vector<NamedNet>& named_nets() {
    static const std::vector<NamedNet> all = {vgg16("vgg16", 64, 4096),
                                              vgg16("vgg16-w32", 32, 1024),
                                              vgg16("vgg16-w16", 16, 512),
                                              vgg16("vgg16-w8", 8, 256),
                                              {"small", {{16, 16}, {32, 32}, {64, 64}}, {128}},
                                              {"tiny", {{4}, {4}}, {8}}};
    return all;
}

[[noreturn]] void bad_net(const std::string& message, const std::string& cure) {
    throw InputError("E-net-shape", message, cure);
}

int after_blocks(int size, std::size_t blocks) { return size >> blocks; }

/// More would be a mistake or an attack: two billion numbers.
constexpr double most_parameters = 2e9;

}  // namespace

std::size_t ImageNet::Parameter::count() const {
    std::size_t n = 1;
    for (const std::size_t s : shape) n *= s;
    return n;
}

std::size_t ImageNet::image_size() const {
    return static_cast<std::size_t>(channels) * static_cast<std::size_t>(height) *
           static_cast<std::size_t>(width);
}

std::size_t ImageNet::features() const {
    const auto maps = static_cast<std::size_t>(blocks.empty() ? channels : blocks.back().back());
    if (head == Head::gap) return maps;
    return maps * static_cast<std::size_t>(after_blocks(height, blocks.size())) *
           static_cast<std::size_t>(after_blocks(width, blocks.size()));
}

std::vector<std::string> ImageNet::convolutions() const {
    std::vector<std::string> out;
    for (std::size_t b = 0; b < blocks.size(); ++b)
        for (std::size_t c = 0; c < blocks[b].size(); ++c)
            out.push_back(fmt::format("block{}_conv{}", b + 1, c + 1));
    return out;
}

std::vector<ImageNet::Parameter> ImageNet::parameters() const {
    std::vector<Parameter> out;
    const auto add = [&](const std::string& layer, std::vector<std::size_t> shape) {
        const std::size_t outputs = shape.front();
        out.push_back({layer + ".weight", std::move(shape)});
        out.push_back({layer + ".bias", {outputs}});
    };
    auto in = static_cast<std::size_t>(channels);
    for (std::size_t b = 0; b < blocks.size(); ++b)
        for (std::size_t c = 0; c < blocks[b].size(); ++c) {
            const auto maps = static_cast<std::size_t>(blocks[b][c]);
            add(fmt::format("block{}_conv{}", b + 1, c + 1), {maps, in, 3, 3});
            in = maps;
        }
    in = features();
    for (std::size_t k = 0; k < dense.size(); ++k) {
        const auto width_here = static_cast<std::size_t>(dense[k]);
        add(fmt::format("fc{}", k + 1), {width_here, in});
        in = width_here;
    }
    add("predictions", {static_cast<std::size_t>(targets), in});
    return out;
}

std::size_t ImageNet::parameter_count() const {
    std::size_t n = 0;
    for (const Parameter& p : parameters()) n += p.count();
    return n;
}

void check(const ImageNet& net) {
    const auto within = [](int x, int most) { return x >= 1 && x <= most; };
    if (!within(net.channels, 1024) || !within(net.height, 8192) || !within(net.width, 8192))
        bad_net(fmt::format("images of {} x {} x {}", net.channels, net.height, net.width),
                "give images of 1 to 8192 pixels and 1 to 1024 channels");
    if (!within(net.targets, 1024)) bad_net("no targets", "give 1 to 1024 targets");
    if (net.blocks.empty() || net.blocks.size() > 12) bad_net("no blocks", "give 1 to 12 blocks");
    const int least = 1 << net.blocks.size();
    if (net.height < least || net.width < least)
        bad_net(
            fmt::format("images of {} x {} are halved away by {} blocks", net.height, net.width,
                        net.blocks.size()),
            fmt::format("give at least {} x {} pixels, or a net with fewer blocks", least, least));
    std::vector<std::vector<int>> widths = net.blocks;
    widths.push_back(net.dense);
    for (std::size_t b = 0; b < widths.size(); ++b) {
        if (widths[b].size() > 16 || (widths[b].empty() && b < net.blocks.size()))
            bad_net("a block without layers", "give each block 1 to 16 layers");
        for (const int w : widths[b])
            if (!within(w, 65536)) bad_net(fmt::format("a layer {} wide", w), "give 1 to 65536");
    }
    double all = 0;
    for (const ImageNet::Parameter& p : net.parameters()) {
        double n = 1;
        for (const std::size_t s : p.shape) n *= static_cast<double>(s);
        all += n;
    }
    if (all > most_parameters)
        bad_net(fmt::format("{:.3g} parameters", all), "take smaller images or narrower layers");
}

double training_bytes(const ImageNet& net, int batch) {
    // Measured: VGG16 with a batch of 8 images of 200 x 200 takes 2.9 GB.
    constexpr double rows_of_parameters = 6, copies_of_answers = 3.5;
    double answers = static_cast<double>(net.image_size());
    for (std::size_t b = 0; b < net.blocks.size(); ++b)
        for (const int maps : net.blocks[b])
            answers += static_cast<double>(maps) * after_blocks(net.height, b) *
                       after_blocks(net.width, b);
    return sizeof(float) * (rows_of_parameters * static_cast<double>(net.parameter_count()) +
                            copies_of_answers * answers * batch);
}

const std::vector<std::string>& image_net_names() {
    static const std::vector<std::string> all = [] {
        std::vector<std::string> out;
        for (const NamedNet& n : named_nets()) out.push_back(n.name);
        return out;
    }();
    return all;
}

ImageNet make_image_net(std::string_view name, int channels, int height, int width, int targets,
                        Head head, int dense) {
    for (const NamedNet& n : named_nets())
        if (n.name == name) {
            ImageNet out{n.name, channels, height, width, n.blocks, head, n.dense, targets};
            for (int& w : out.dense)
                if (dense > 0) w = dense;
            check(out);
            return out;
        }
    bad_net(fmt::format("no net is called {}{}", in_quotes(name),
                        did_you_mean(name, image_net_names())),
            fmt::format("take one of {}", fmt::join(image_net_names(), ", ")));
}

std::vector<float> first_weights(const ImageNet& net, FirstWeights kind, std::uint64_t seed,
                                 std::uint64_t item) {
    std::vector<float> out;
    out.reserve(net.parameter_count());
    std::uint32_t place = 0;
    for (const ImageNet::Parameter& p : net.parameters()) {
        RandomStream random(seed, StreamId::image_nets, item, place++);
        const std::size_t n = p.count();
        if (p.shape.size() == 1) {
            out.insert(out.end(), n, 0.0F);
            continue;
        }
        const std::size_t window = p.shape.size() == 4 ? p.shape[2] * p.shape[3] : 1;
        const auto fan_in = static_cast<double>(p.shape[1] * window),
                   fan_out = static_cast<double>(p.shape[0] * window);
        const double deviation = std::sqrt(2 / fan_in), limit = std::sqrt(6 / (fan_in + fan_out));
        for (std::size_t k = 0; k < n; ++k)
            out.push_back(static_cast<float>(kind == FirstWeights::he
                                                 ? deviation * random.normal()
                                                 : random.uniform(-limit, limit)));
    }
    return out;
}

Value to_value(const ImageNet& net) {
    const auto list = [](const std::vector<int>& v) {
        Value out = Value::make_list();
        for (const int x : v) out.push(x);
        return out;
    };
    Value v, blocks = Value::make_list();
    for (const auto& b : net.blocks) blocks.push(list(b));
    v.set("name", net.name);
    v.set("channels", net.channels), v.set("height", net.height), v.set("width", net.width);
    v.set("blocks", std::move(blocks));
    v.set("head", net.head == Head::gap ? "gap" : "flatten");
    v.set("dense", list(net.dense)), v.set("targets", net.targets);
    return v;
}

ImageNet image_net_from(const Value& v) {
    const auto whole = [](const Value& x) {
        return x.is(Value::Kind::integer) && x.integer >= 0 && x.integer <= 65536
                   ? static_cast<int>(x.integer)
                   : 0;
    };
    ImageNet net;
    net.name = v["name"].text;
    net.channels = whole(v["channels"]), net.height = whole(v["height"]);
    net.width = whole(v["width"]), net.targets = whole(v["targets"]);
    net.head = v["head"].text == "gap" ? Head::gap : Head::flatten;
    for (const Value& b : v["blocks"].list) {
        net.blocks.emplace_back();
        for (const Value& w : b.list) net.blocks.back().push_back(whole(w));
    }
    for (const Value& w : v["dense"].list) net.dense.push_back(whole(w));
    check(net);
    return net;
}

}  // namespace crucible::learn
