// Files that forms may name: those below the served folder, and those that are uploaded to it.

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/live/answers.hpp"

namespace crucible::live {
namespace {

using serve::Request;
using serve::Response;

constexpr std::size_t most_files = 5000, deepest_folder = 6;

void find_files(const std::filesystem::path& folder, const std::filesystem::path& inner,
                std::size_t depth, std::vector<std::pair<std::string, std::int64_t>>& out) {
    std::error_code error;
    if (depth > deepest_folder) return;
    for (const auto& e : std::filesystem::directory_iterator(folder, error)) {
        const std::string name = e.path().filename().string();
        if (name.starts_with(".") || e.is_symlink(error) || out.size() >= most_files) continue;
        if (e.is_regular_file(error))
            out.emplace_back((inner / name).string(),
                             static_cast<std::int64_t>(e.file_size(error)));
        else if (e.is_directory(error) && !std::filesystem::exists(e.path() / "plan.json", error))
            find_files(e.path(), inner / name, depth + 1, out);
    }
}

Response inputs_answer(const RunShelf& shelf) {
    std::vector<std::pair<std::string, std::int64_t>> files;
    find_files(shelf.root(), "", 1, files);
    std::sort(files.begin(), files.end());
    Value list = Value::make_list();
    for (const auto& [path, bytes] : files) {
        Value v;
        v.set("path", path), v.set("bytes", bytes);
        list.push(std::move(v));
    }
    Value v;
    v.set("files", std::move(list));
    return serve::json_response(v);
}

/// Only the last part of what a browser says, and nothing hidden.
std::string upload_name(const Request& q) {
    const auto given = q.query.find("name");
    std::string name = given == q.query.end() ? "" : given->second;
    const bool is_fine =
        !name.empty() && name.size() <= 200 && name[0] != '.' && name[0] != '-' &&
        std::all_of(name.begin(), name.end(), [](char c) {
            return static_cast<unsigned char>(c) >= 0x20 && c != '/' && c != '\\' && c != 0x7f;
        });
    if (!is_fine)
        throw InputError("E-serve-request", "this cannot be the name of an uploaded file",
                         "give ?name= a name without folders, such as glass.cif");
    return name;
}

Response upload_answer(const RunShelf& shelf, const Request& q) {
    const std::filesystem::path name = upload_name(q);
    const std::filesystem::path folder = shelf.root() / "uploads";
    std::error_code error;
    if (std::filesystem::is_symlink(folder, error))
        throw InconsistentError("E-serve-run-link", "the folder of uploads is a link",
                                "make uploads a folder of its own");
    for (int i = 1;; ++i) {
        const std::string free =
            i == 1 ? name.string()
                   : fmt::format("{}-{}{}", name.stem().string(), i, name.extension().string());
        // A link and not a rename: it never takes another file's place.
        if (::link(q.body_file.c_str(), (folder / free).c_str()) == 0) {
            Value v;
            v.set("path", "uploads/" + free);
            return serve::json_response(v);
        }
        if (errno != EEXIST) fail_errno("writing", folder / free);
    }
}

}  // namespace

void add_input_routes(serve::Router& router, RunShelf& shelf) {
    router.get("/api/inputs", [&](const Request&) { return inputs_answer(shelf); });
    router.upload("/api/uploads", [&](const Request& q) { return upload_answer(shelf, q); });
}

}  // namespace crucible::live
