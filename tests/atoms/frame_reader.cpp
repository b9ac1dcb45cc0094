#include "crucible/atoms/frame_reader.hpp"

#include <doctest/doctest.h>

#include <string>

#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "tests/temporary.hpp"

using namespace crucible;

namespace {

std::string cell_of(double edge) {
    const std::string e = std::to_string(edge);
    return "2\nLattice=\"" + e + " 0 0 0 " + e + " 0 0 0 " + e +
           "\" Properties=species:S:1:pos:R:3 n=4 pbc=\"T T T\"\nTi 0 0 0\nO 1.5 0 0\n";
}

}  // namespace

TEST_CASE("frames one at a time are those of the whole file, and can be passed over") {
    const Temporary directory;
    const auto file = directory / "many.extxyz";
    std::string text;
    for (int k = 0; k < 7; ++k) text += cell_of(4 + k) + (k == 2 ? "\n\n" : "");
    write_atomic(file, text);
    const Structures all = read_structures(file);
    REQUIRE(all.size() == 7);
    FrameReader reader(file);
    Structure s;
    for (std::size_t k = 0; k < 7; ++k) {
        REQUIRE(reader.next(s));
        CHECK(s.positions == all[k].positions);
        CHECK(s.cell.h(0, 0) == all[k].cell.h(0, 0));
        CHECK(s.info.at("n") == "4");
    }
    CHECK(!reader.next(s));
    FrameReader again(file);
    CHECK(again.skip(5) == 5);
    REQUIRE(again.next(s));
    CHECK(s.cell.h(0, 0) == 9);
    CHECK(again.skip(5) == 1);
    CHECK(again.skip(5) == 0);
}

TEST_CASE("a byte-order mark before the first frame is passed over, and refused later") {
    const Temporary directory;
    const auto file = directory / "marked.extxyz";
    write_atomic(file, "\xEF\xBB\xBF" + cell_of(4) + cell_of(5));
    FrameReader reader(file);
    Structure s;
    REQUIRE(reader.next(s));
    CHECK(s.positions == read_structures(file).at(0).positions);
    REQUIRE(reader.next(s));
    CHECK(s.cell.h(0, 0) == 5);
    CHECK(!reader.next(s));
    write_atomic(file, cell_of(4) + "\xEF\xBB\xBF\n" + cell_of(5));
    FrameReader amid(file);
    CHECK(amid.next(s));
    CHECK_THROWS_WITH_AS(amid.next(s), doctest::Contains("marked.extxyz:5:1"), InputError);
}

TEST_CASE("a damaged frame is named by its line in the file") {
    const Temporary directory;
    const auto file = directory / "bad.extxyz";
    write_atomic(file, cell_of(4) + "\n" + cell_of(5) + "2\nLattice=\"4 0 0 0 4 0 0 0 4\"\nTi 0 0");
    FrameReader reader(file);
    Structure s;
    CHECK(reader.next(s));
    CHECK(reader.next(s));
    try {
        reader.next(s);
        FAIL("it was read");
    } catch (const InputError& e) {
        CHECK(e.code() == "E-format-extxyz");
        CHECK(e.where().line == 12);
    }
    CHECK_THROWS_AS(FrameReader(directory / "none.extxyz"), IoError);
}

TEST_CASE("compressed files and other formats give the same frames") {
    const Temporary directory;
    const auto packed = directory / "two.extxyz.gz", plain = directory / "POSCAR";
    write_atomic(packed, gzip(cell_of(4) + cell_of(5)));
    FrameReader reader(packed);
    Structure s;
    CHECK(reader.skip(1) == 1);
    REQUIRE(reader.next(s));
    CHECK(s.cell.h(0, 0) == 5);
    CHECK(!reader.next(s));
    write_atomic(plain, "x\n1\n4 0 0\n0 4 0\n0 0 4\nTi\n1\nDirect\n0 0 0\n");
    FrameReader other(plain);
    REQUIRE(other.next(s));
    CHECK(s.size() == 1);
    CHECK(!other.next(s));
}
