#include "crucible/base/told_error.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <new>

using namespace crucible;

TEST_CASE("whatever was thrown is told with a code") {
    const InputError own("E-unit", "no unit", "write one", {"study.toml", 3, 7});
    CHECK(told_error(own).what() == std::string(own.what()));
    CHECK(told_error(own).where().line == 3);
    CHECK(told_error(std::bad_alloc()).code() == "E-memory");
    const auto denied = std::make_error_code(std::errc::permission_denied);
    const std::filesystem::filesystem_error file("remove", "a/b", denied);
    CHECK(told_error(file).what() == std::string("a/b: Permission denied; check the path [E-io]"));
    CHECK(told_error(std::system_error(denied)).code() == "E-memory");
    CHECK(told_error(std::runtime_error("odd")).what() ==
          std::string("odd; report it with what was asked for [E-bug]"));
}

TEST_CASE("what memory or the disk failed may pass; what is wrong with the input does not") {
    CHECK(is_passing(std::bad_alloc()));
    CHECK(is_passing(IoError("E-io", "", "")));
    CHECK(is_passing(ResourceError("E-io-full", "", "")));
    CHECK(!is_passing(IoError("E-io-missing", "", "")));
    CHECK(!is_passing(InputError("E-unit", "", "")));
    CHECK(!is_passing(std::runtime_error("odd")));
}
