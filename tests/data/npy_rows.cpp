#include "crucible/data/npy_rows.hpp"

#include <doctest/doctest.h>

#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/data/npy.hpp"
#include "tests/temporary.hpp"

using namespace crucible;

TEST_CASE("rows go to an array's file and come back in parts") {
    const Temporary directory;
    const auto file = directory / "rows.npy";
    Array2<double> rows(7, 3);
    for (std::size_t i = 0; i < rows.flat().size(); ++i)
        rows.flat()[i] = 0.1 * static_cast<double>(i);
    NpyRowWriter writer(file, 7, 3);
    writer.add(Span2D<const double>(rows.row(0).data(), 2, 3));
    CHECK_THROWS_AS(writer.finish(), InconsistentError);
    writer.add(Span2D<const double>(rows.row(2).data(), 5, 3));
    writer.finish();
    const NpyArray whole = parse_npy(read_file(file), file.string());
    CHECK(whole.shape == std::vector<std::size_t>{7, 3});
    CHECK(whole.values() == std::vector<double>(rows.flat().begin(), rows.flat().end()));
    NpyRowReader reader(file);
    CHECK(reader.rows() == 7);
    CHECK(reader.columns() == 3);
    Array2<double> part(2, 3);
    reader.read(4, part);
    CHECK(part(1, 2) == rows(5, 2));
    const std::vector<std::size_t> some{0, 6};
    const Array2<double> picked = reader.pick(some);
    CHECK(picked(1, 0) == rows(6, 0));
}

TEST_CASE("arrays of other kinds and files cut short are refused") {
    const Temporary directory;
    const auto file = directory / "bad.npy";
    write_atomic(file, to_npy(make_npy({4}, {1, 2, 3, 4})));
    CHECK_THROWS_AS(NpyRowReader{file}, InputError);
    const std::string good = to_npy(make_npy({2, 2}, {1, 2, 3, 4}));
    write_atomic(file, std::string_view(good).substr(0, good.size() - 9));
    CHECK_THROWS_AS(NpyRowReader{file}, InputError);
    write_atomic(file, "no array");
    CHECK_THROWS_AS(NpyRowReader{file}, InputError);
    CHECK_THROWS_AS(NpyRowReader{directory / "none.npy"}, IoError);
}
