// Every file under malformed/<format>/ must be refused with exactly the line that expected.txt
// holds.
#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <map>

#include "crucible/atoms/formats.hpp"
#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/base/text.hpp"

using namespace crucible;

namespace {

const std::filesystem::path malformed_root = std::filesystem::path(TESTS_DIR) / "atoms/malformed";

/// What reading the file says, without the directory's name.
std::string refusal(const std::filesystem::path& file, const std::string& format) {
    ReadOptions options;
    options.format = format;
    if (file.stem() != "no-map") options.elements = {22, 8};
    try {
        parse_structures(read_file(file), file.filename().string(), options);
    } catch (const Error& e) {
        return e.what();
    }
    return "accepted";
}

std::vector<std::filesystem::path> malformed_files(const std::filesystem::path& directory) {
    std::vector<std::filesystem::path> out;
    for (const auto& entry : std::filesystem::directory_iterator(directory))
        if (entry.path().filename() != "expected.txt") out.push_back(entry.path());
    std::sort(out.begin(), out.end());
    return out;
}

}  // namespace

TEST_CASE("malformed files are refused in one line with place, code and cure") {
    for (const Format& format : formats()) {
        const std::filesystem::path directory = malformed_root / format.name;
        REQUIRE_MESSAGE(std::filesystem::exists(directory), directory);
        const auto files = malformed_files(directory);
        CHECK_MESSAGE(files.size() >= 10, format.name);
        std::string said;
        for (const auto& file : files) {
            const auto start = std::chrono::steady_clock::now();
            const std::string line = refusal(file, std::string(format.name));
            const std::chrono::duration<double> time = std::chrono::steady_clock::now() - start;
            CHECK_MESSAGE(time.count() < 1, file);
            const std::string name = file.filename().string();
            CHECK_MESSAGE(line.starts_with(name + ":"), name << ": " << line);
            CHECK_MESSAGE((line.size() > name.size() + 1 && line[name.size() + 1] >= '1' &&
                           line[name.size() + 1] <= '9'),
                          "no line number: " << line);
            CHECK_MESSAGE(line.find("[E-format-") != line.npos, line);
            CHECK_MESSAGE(line.find("; ") != line.npos, line);
            CHECK_MESSAGE(line.find('\n') == line.npos, line);
            said += line + "\n";
        }
        // CRUCIBLE_UPDATE_EXPECTED=1 writes what is said now, to be read in the diff.
        const std::filesystem::path expected = directory / "expected.txt";
        if (std::getenv("CRUCIBLE_UPDATE_EXPECTED")) write_file(expected, said);
        CHECK_MESSAGE(said == read_file(expected), format.name);
    }
}

TEST_CASE("malformed files are refused as well when the format has to be guessed") {
    for (const Format& format : formats())
        for (const auto& file : malformed_files(malformed_root / format.name))
            CHECK_MESSAGE(refusal(file, "") != "accepted", file);
}

TEST_CASE("empty files and unknown formats") {
    CHECK_THROWS_AS(parse_structures("", "a.xyz"), InputError);
    CHECK_THROWS_AS(parse_structures(" \n\n", "a.cif"), InputError);
    CHECK_THROWS_AS(parse_structures("hello world\n", "letter.txt"), InputError);
    CHECK_THROWS_AS(read_structures("/nonexistent.cif"), IoError);
    try {
        parse_structures("x", "a", {.format = "extxzy"});
        FAIL("accepted");
    } catch (const InputError& e) {
        CHECK(std::string(e.what()).find("did you mean 'extxyz'") != std::string::npos);
    }
}
