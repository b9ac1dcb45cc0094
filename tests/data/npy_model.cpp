#include <doctest/doctest.h>

#include <vector>

#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/base/hash.hpp"
#include "crucible/base/random.hpp"
#include "crucible/data/model_container.hpp"
#include "tests/shared_data.hpp"

using namespace crucible;

TEST_CASE("arrays survive .npy, with any shape") {
    for (const std::vector<std::size_t>& shape :
         {std::vector<std::size_t>{}, {0}, {3}, {2, 3}, {1, 2, 3}}) {
        std::size_t n = 1;
        for (std::size_t s : shape) n *= s;
        std::vector<double> values(n);
        for (std::size_t i = 0; i < n; ++i) values[i] = 1.0 / static_cast<double>(i + 3);
        const std::string bytes = to_npy(make_npy(shape, values));
        CHECK((bytes.size() - 8 * n) % 64 == 0);
        const NpyArray back = parse_npy(bytes, "a.npy");
        CHECK(back.shape == shape);
        CHECK(back.values() == values);
        CHECK(to_npy(back) == bytes);
    }
}

TEST_CASE("arrays that numpy wrote are read") {
    REQUIRE_SHARED_DATA("dnp/data/Li_TPC/set.000/coord.npy");
    const auto file = shared_data("dnp/data/Li_TPC/set.000/coord.npy");
    const NpyArray a = parse_npy(read_file(file), file.string());
    REQUIRE(a.shape.size() == 2);
    CHECK(a.shape[1] % 3 == 0);
    CHECK(a.count() == a.shape[0] * a.shape[1]);
}

TEST_CASE("malformed .npy files are refused in words") {
    const std::string good = to_npy(make_npy({2, 3}, {1, 2, 3, 4, 5, 6}));
    const auto with = [&](const std::string& from, const std::string& to) {
        std::string s = good;
        s.replace(s.find(from), from.size(), to);
        return s;
    };
    std::string many_axes;
    for (int i = 0; i < 33; ++i) many_axes += "1,";
    for (const std::string& bad :
         {std::string(), std::string("\x93NUMPY"), good.substr(0, 40),
          good.substr(0, good.size() - 1), good + "x", with("<f8", "<c8"), with("False", "True "),
          with("(2, 3, )", "(2, -3,)"), with("(2, 3, )", "(9, 99,)"), with("'shape'", "'shope'"),
          with("NUMPY\1", "NUMPY\7"), with(std::string("NUMPY\1"), std::string("NUMPY\0", 6)),
          with("(2, 3, )", "99999999"), std::string("\x93NUMPY\2\0\0\0\0", 11),
          with("(2, 3, )", "(" + many_axes + ")")})
        CHECK_THROWS_AS(parse_npy(bad, "a.npy"), InputError);
}

TEST_CASE("the other kinds of numbers of .npy become doubles") {
    NpyArray a{NpyArray::Kind::uint8, {2}, std::string("\7\xff", 2)};
    CHECK(parse_npy(to_npy(a), "a.npy").values() == std::vector<double>{7, 255});
    a = {NpyArray::Kind::int16, {1}, std::string("\xfe\xff", 2)};
    CHECK(parse_npy(to_npy(a), "a.npy").values() == std::vector<double>{-2});
}

TEST_CASE("a model comes back; damage, another kind and a newer format are refused") {
    ModelContainer m{
        "policy", Value("about"), {{"w", make_npy({2}, {1, 2})}, {"b", make_npy({1}, {3})}}};
    const std::string bytes = to_bytes(m);
    const ModelContainer back = parse_model(bytes, "m", "policy");
    CHECK(back.tensor("b").values() == std::vector<double>{3});
    CHECK(to_bytes(back) == bytes);
    CHECK_THROWS_AS(back.tensor("c"), InputError);
    CHECK_THROWS_AS(parse_model(bytes, "m", "deep-pot"), InputError);
    RandomStream r(1, StreamId::tests);
    for (int i = 0; i < 200; ++i) {
        std::string bad = bytes;
        if (i % 2)
            bad[r.index(bad.size())] ^= 1;
        else
            bad.resize(r.index(bad.size()));
        CHECK_THROWS_AS(parse_model(bad, "m"), InputError);
    }
    std::string newer = "CRUCIBLE MODEL 2\n" + bytes.substr(17, bytes.size() - 17 - 64);
    newer += sha256(newer);
    try {
        parse_model(newer, "m");
        FAIL("accepted");
    } catch (const InputError& e) {
        CHECK(e.cure() == "use a newer program");
    }
}
