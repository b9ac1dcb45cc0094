#pragma once
// A directory for one test, removed at its end.

#include <stdlib.h>

#include <filesystem>
#include <string>

class Temporary {
public:
    Temporary() {
        std::string name =
            (std::filesystem::temp_directory_path() / "crucible-test-XXXXXX").string();
        if (!::mkdtemp(name.data()))
            throw std::filesystem::filesystem_error(
                "mkdtemp", std::error_code(errno, std::generic_category()));
        path_ = name;
    }
    ~Temporary() {
        std::error_code error;
        std::filesystem::remove_all(path_, error);
    }
    Temporary(const Temporary&) = delete;
    Temporary& operator=(const Temporary&) = delete;
    const std::filesystem::path& path() const { return path_; }
    std::filesystem::path operator/(const std::string& name) const { return path_ / name; }

private:
    std::filesystem::path path_;
};
