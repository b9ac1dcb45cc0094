// Files of models, weights of other programs, and pictures of heat maps.

#include <doctest/doctest.h>

#include <cmath>
#include <cstring>
#include <limits>

#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/data/npy.hpp"
#include "crucible/learn/heat_map.hpp"
#include "crucible/learn/image_model.hpp"
#include "crucible/learn/pretrained.hpp"
#include "tests/temporary.hpp"

using namespace crucible;
using namespace crucible::learn;

namespace {

ImageModel small_model(const std::string& name) {
    ImageModel m;
    m.name = name, m.net = make_image_net("tiny", 3, 16, 16, 1);
    m.targets = {"3"}, m.baseline = {0.4};
    m.inputs.set("classes", "fixed-script"), m.inputs.set("pixels", 16);
    m.training.set("epochs", 3);
    m.parameters = first_weights(m.net, FirstWeights::he, 1);
    return m;
}

std::string safetensors_of(const std::string& header, const std::string& data) {
    std::string out(8, '\0');
    const std::uint64_t n = header.size();
    std::memcpy(out.data(), &n, 8);
    return out + header + data;
}

template <class T>
void put_bytes(std::string& out, T v) {
    out.append(reinterpret_cast<const char*>(&v), sizeof(T));
}

/// A zip archive of stored members, or deflated ones taken out of gzip.
std::string npz_of(const std::vector<std::pair<std::string, std::string>>& members,
                   std::uint16_t method) {
    std::string out, list;
    for (const auto& [name, data] : members) {
        const std::string gz = gzip(data);
        const std::string packed = method ? gz.substr(10, gz.size() - 18) : data;
        std::uint32_t sum = 0;
        std::memcpy(&sum, gz.data() + gz.size() - 8, 4);
        const auto at = static_cast<std::uint32_t>(out.size());
        const auto common = [&](std::string& to) {
            put_bytes<std::uint16_t>(to, 0), put_bytes(to, method);
            put_bytes<std::uint32_t>(to, 0), put_bytes(to, sum);
            put_bytes(to, static_cast<std::uint32_t>(packed.size()));
            put_bytes(to, static_cast<std::uint32_t>(data.size()));
            put_bytes(to, static_cast<std::uint16_t>(name.size())), put_bytes<std::uint16_t>(to, 0);
        };
        put_bytes<std::uint32_t>(out, 0x04034b50), put_bytes<std::uint16_t>(out, 20), common(out);
        out += name + packed;
        put_bytes<std::uint32_t>(list, 0x02014b50), put_bytes<std::uint32_t>(list, 20);
        common(list);
        list.append(10, '\0');
        put_bytes(list, at);
        list += name;
    }
    const auto begin = static_cast<std::uint32_t>(out.size());
    out += list;
    put_bytes<std::uint32_t>(out, 0x06054b50), put_bytes<std::uint32_t>(out, 0);
    for (int k = 0; k < 2; ++k) put_bytes(out, static_cast<std::uint16_t>(members.size()));
    put_bytes(out, static_cast<std::uint32_t>(list.size())), put_bytes(out, begin);
    put_bytes<std::uint16_t>(out, 0);
    return out;
}

NamedTensor counted(const std::string& name, std::vector<std::size_t> shape, float first) {
    NamedTensor t{name, std::move(shape), {}};
    std::size_t n = 1;
    for (const std::size_t s : t.shape) n *= s;
    for (std::size_t k = 0; k < n; ++k) t.values.push_back(first + static_cast<float>(k));
    return t;
}

}  // namespace

TEST_SUITE("learn: files of models") {
    TEST_CASE("models come back as they were") {
        const std::vector<ImageModel> two{small_model("forest"), small_model("grass")};
        const std::vector<ImageModel> back = parse_image_models(to_bytes(two), "m");
        REQUIRE(back.size() == 2);
        CHECK(back[1].name == "grass");
        CHECK(back[1].net == two[1].net);
        CHECK(back[1].parameters == two[1].parameters);
        CHECK(to_json(back[0].inputs) == to_json(two[0].inputs));
    }
    TEST_CASE("every damaged byte is noticed; a file of another kind is named") {
        const std::string good = to_bytes(std::vector{small_model("a")});
        for (std::size_t k = 0; k < good.size(); k += 97) {
            std::string bad = good;
            bad[k] = static_cast<char>(bad[k] ^ 0x40);
            CHECK_THROWS_WITH_AS(parse_image_models(bad, "m"), doctest::Contains("E-model"),
                                 InputError);
        }
        for (std::size_t k = 0; k < good.size(); k += 411)
            CHECK_THROWS_AS(parse_image_models(good.substr(0, k), "m"), InputError);
    }
    TEST_CASE("images made otherwise are refused, and the difference is named") {
        const ImageModel m = small_model("a");
        Value same = m.inputs, other = m.inputs;
        require_inputs(m, same, 3, 16, 16);
        CHECK_THROWS_WITH_AS(require_inputs(m, same, 3, 32, 32), doctest::Contains("16 x 16"),
                             InconsistentError);
        other.set("classes", "davey");
        CHECK_THROWS_WITH_AS(require_inputs(m, other, 3, 16, 16), doctest::Contains("davey"),
                             InconsistentError);
    }
    TEST_CASE("safetensors: four kinds of numbers") {
        std::string data;
        put_bytes(data, 1.5F), put_bytes(data, -2.0F);                                   // F32
        put_bytes<std::uint16_t>(data, 0x3e00), put_bytes<std::uint16_t>(data, 0xc000);  // F16
        put_bytes<std::uint16_t>(data, 0x3fc0), put_bytes<std::uint16_t>(data, 0xc000);  // BF16
        put_bytes(data, 1.5), put_bytes(data, -2.0);                                     // F64
        const std::string header = R"({"__metadata__":{"format":"pt"},)"
                                   R"("a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},)"
                                   R"("b":{"dtype":"F16","shape":[1,2],"data_offsets":[8,12]},)"
                                   R"("c":{"dtype":"BF16","shape":[2],"data_offsets":[12,16]},)"
                                   R"("d":{"dtype":"F64","shape":[2],"data_offsets":[16,32]}})";
        const auto tensors = parse_safetensors(safetensors_of(header, data), "s");
        REQUIRE(tensors.size() == 4);
        for (const NamedTensor& t : tensors) CHECK(t.values == std::vector<float>{1.5F, -2.0F});
        CHECK(tensors[1].shape == std::vector<std::size_t>{1, 2});
        for (const char* bad :
             {R"({"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}})",
              R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,80]}})",
              R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}})",
              R"({"a":{"dtype":"I8","shape":[8],"data_offsets":[0,8]}})",
              R"({"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}})",
              R"({"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,0]}})"})
            CHECK_THROWS_WITH_AS(parse_safetensors(safetensors_of(bad, data), "s"),
                                 doctest::Contains("E-weights"), InputError);
        std::string shape = "1";
        for (int k = 0; k < 16; ++k) shape += ",1";
        for (const std::string& bad :
             {R"({"a":{"dtype":"F32","shape":[)" + shape + R"(],"data_offsets":[0,4]}})",
              std::string(R"({"a":{"dtype":"F32","shape":["2"],"data_offsets":[0,8]}})"),
              std::string(R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0]}})")})
            CHECK_THROWS_WITH_AS(parse_safetensors(safetensors_of(bad, data), "s"),
                                 doctest::Contains("E-weights"), InputError);
        CHECK_THROWS_AS(parse_safetensors("abc", "s"), InputError);
        CHECK_THROWS_WITH_AS(parse_safetensors(std::string(8, '\x7f') + "{}", "s"),
                             doctest::Contains("header is cut short"), InputError);
    }
    TEST_CASE("numbers of half precision that are not finite stay so") {
        std::string data;
        for (const int half : {0x7c00, 0xfc00, 0x7e00, 0x0001, 0x8000})
            put_bytes(data, static_cast<std::uint16_t>(half));
        const auto t = parse_safetensors(
            safetensors_of(R"({"a":{"dtype":"F16","shape":[5],"data_offsets":[0,10]}})", data),
            "s");
        REQUIRE(t.size() == 1);
        CHECK(t[0].values[0] == std::numeric_limits<float>::infinity());
        CHECK(t[0].values[1] == -std::numeric_limits<float>::infinity());
        CHECK(std::isnan(t[0].values[2]));
        CHECK(t[0].values[3] == std::ldexp(1.0F, -24));
        CHECK(std::signbit(t[0].values[4]));
    }
    TEST_CASE("weights of either format are told by their first bytes") {
        const Temporary dir;
        write_file(dir / "a", npz_of({{"w.npy", to_npy(make_npy({1}, {7}))}}, 0));
        CHECK(read_weight_file(dir / "a").at(0).values == std::vector<float>{7});
        write_file(dir / "b",
                   safetensors_of(R"({"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}})",
                                  std::string("\0\0\x80\x3f", 4)));
        CHECK(read_weight_file(dir / "b").at(0).values == std::vector<float>{1});
    }
    TEST_CASE("npz: stored and deflated, and cut short") {
        const std::string array = to_npy(make_npy({2, 3}, {1, 2, 3, 4, 5, 6}));
        for (const std::uint16_t method : {std::uint16_t{0}, std::uint16_t{8}}) {
            const std::string file = npz_of({{"a.npy", array}, {"b/kernel:0.npy", array}}, method);
            const auto tensors = parse_npz(file, "z");
            REQUIRE(tensors.size() == 2);
            CHECK(tensors[1].name == "b/kernel:0");
            CHECK(tensors[0].shape == std::vector<std::size_t>{2, 3});
            CHECK(tensors[0].values == std::vector<float>{1, 2, 3, 4, 5, 6});
            for (std::size_t n = 0; n < file.size(); n += 7)
                CHECK_THROWS_AS(parse_npz(file.substr(0, n), "z"), Error);
            for (const char* magic : {"PK\1\2", "PK\3\4"}) {  // of the list, of the member
                std::string damaged = file;
                damaged[damaged.rfind(magic)] = 'X';
                CHECK_THROWS_WITH_AS(parse_npz(damaged, "z"), doctest::Contains("E-weights"),
                                     Error);
            }
        }
    }
    TEST_CASE("VGG weights find their places under both names") {
        ImageNet net = make_image_net("tiny", 1, 8, 8, 1);
        net.blocks = {{2, 2}, {3}}, net.dense = {4};
        std::vector<float> ours(net.parameter_count(), -1);
        // torchvision: features 0, 2, (pool 4), 5; classifier 0, 3.
        const std::vector<NamedTensor> torch{counted("features.0.weight", {2, 1, 3, 3}, 0),
                                             counted("features.0.bias", {2}, 100),
                                             counted("features.5.weight", {3, 2, 3, 3}, 200),
                                             counted("features.5.bias", {3}, 300),
                                             counted("classifier.0.weight", {4, 12}, 400),
                                             counted("classifier.0.bias", {4}, 500)};
        const Pretrained p = put_weights(torch, "f", net, ours);
        CHECK(p.taken == std::vector<std::string>{"block1_conv1", "block2_conv1", "fc1"});
        CHECK(p.left == std::vector<std::string>{"block1_conv2", "predictions"});
        CHECK(ours[5] == 5);
        CHECK(ours[18] == 100);
        CHECK(ours[20] == -1);
        CHECK(ours[20 + 38] == 200);

        // Keras: (height, width, in, out); flattened with the channels together.
        std::vector<float> keras_ours(net.parameter_count(), -1);
        put_weights({counted("block2_conv1/kernel:0", {3, 3, 2, 3}, 0),
                     counted("block2_conv1/bias:0", {3}, 0), counted("fc1/kernel:0", {12, 4}, 0),
                     counted("fc1/bias:0", {4}, 0)},
                    "f", net, keras_ours);
        const std::size_t conv = 20 + 38;
        // out 1, in 0, row 2, column 1 -> ((2 * 3 + 1) * 2 + 0) * 3 + 1
        CHECK(keras_ours[conv + 18 + 2 * 3 + 1] == 43);
        const std::size_t fc = conv + 54 + 3;
        // output 2, map 1, pixel 3 of 4 -> row 3 * 3 + 1, column 2
        CHECK(keras_ours[fc + 2 * 12 + 1 * 4 + 3] == (3 * 3 + 1) * 4 + 2);
        CHECK_THROWS_WITH_AS(put_weights({counted("x", {1}, 0)}, "f", net, ours),
                             doctest::Contains("E-weights"), InputError);
    }
}

TEST_SUITE("learn: heat maps") {
    TEST_CASE("a plane stays a plane, and corners stay at corners") {
        Array2<float> plane(5, 5);
        for (std::size_t i = 0; i < 5; ++i)
            for (std::size_t j = 0; j < 5; ++j)
                plane(i, j) = static_cast<float>(i) + 2 * static_cast<float>(j);
        const Array2<float> big = resized(plane, 20, 20);
        // Inside, away from the border's flat rim: old = (new + 0.5) / 4 - 0.5.
        CHECK(big(10, 7) == doctest::Approx(10.5 / 4 - 0.5 + 2 * (7.5 / 4 - 0.5)));
        CHECK(big(0, 0) == plane(0, 0));
        CHECK(big(19, 19) == plane(4, 4));
        CHECK(resized(plane, 5, 5) == plane);
    }
    TEST_CASE("scaled from 0 to 1; flat and broken maps become zeros") {
        Array2<float> map(2, 2);
        map(0, 0) = -2, map(1, 1) = 2;
        CHECK(scaled(map)(0, 0) == 0);
        CHECK(scaled(map)(0, 1) == 0.5F);
        CHECK(scaled(map)(1, 1) == 1);
        const Array2<float> zeros(2, 2);
        CHECK(scaled(Array2<float>(2, 2, 7.0F)) == zeros);
        map(0, 1) = NAN;
        CHECK(scaled(map) == zeros);
        map(0, 1) = INFINITY;
        CHECK(scaled(map) == zeros);
    }
    TEST_CASE("what raises, what lowers, and where it is") {
        Array2<float> map(3, 3);
        map(0, 2) = 4, map(2, 1) = -1;
        CHECK(centroid(cut_off(map)) == std::array<double, 2>{0, 2});
        CHECK(centroid(cut_off(sensed(map, Sense::decrease))) == std::array<double, 2>{2, 1});
        CHECK(sensed(map, Sense::increase) == map);
        map(1, 1) = 2.5F;
        CHECK(centroid(hot_part(map))[0] == doctest::Approx(2.5 / 6.5));
        CHECK(hot_part(map)(2, 1) == 0);
        CHECK(centroid(Array2<float>(3, 5)) == std::array<double, 2>{1, 2});
    }
}
