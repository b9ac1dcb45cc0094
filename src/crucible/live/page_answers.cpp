// The page itself: one small document that loads the bundles of web/, which lie beside the program.

#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/live/answers.hpp"
#include "crucible/study/runner.hpp"

namespace crucible::live {
namespace {

using serve::Request;
using serve::Response;

constexpr const char* page_text =
    "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
    "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">"
    "<meta name=\"color-scheme\" content=\"light dark\">\n<title>Crucible</title>\n"
    "<link rel=\"icon\" href=\"data:,\"><link rel=\"stylesheet\" href=\"/page.css\"></head>\n"
    "<body><noscript><p>This page needs scripts. Each run's report.html does not.</p></noscript>\n"
    "<script type=\"module\" src=\"/page.js\"></script></body></html>\n";

constexpr const char* no_page_text =
    "<!doctype html>\n<html lang=\"en\"><head><meta "
    "charset=\"utf-8\"><title>Crucible</title></head>"
    "<body><h1>The page was not built</h1>\n<p>Its scripts are made with npm: "
    "<code>apt install npm</code>, then <code>./dev build</code>. The program answers all the "
    "same: "
    "<a href=\"/api/runs\">/api/runs</a> lists the runs, and each run has its report.html.</p>"
    "</body></html>\n";

/// The folder of a bundle: beside the program, or where it is installed to; "" without one.
std::filesystem::path bundle_folder(const std::string& name) {
    const auto beside = program_file().parent_path();
    for (const auto& folder : {beside, beside / ".." / "share" / "crucible"})
        if (std::filesystem::is_regular_file(folder / name)) return folder;
    return {};
}

/// Scripts and style sheets beside the program are all bundles of web/.
Response bundle_answer(const std::string& name) {
    Response r;
    if (name.ends_with(".js")) r.type = "text/javascript; charset=utf-8";
    if (name.ends_with(".css")) r.type = "text/css; charset=utf-8";
    const bool is_bundle = name.ends_with(".js") || name.ends_with(".css");
    const auto folder = is_bundle ? bundle_folder(name) : std::filesystem::path();
    if (folder.empty())
        throw IoError("E-serve-nowhere", "there is nothing at this path",
                      "see docs/live.md for what there is");
    r.folder = folder, r.file = name;
    return r;
}

Response program_answer(const RunShelf& shelf, serve::Access access) {
    Value list = Value::make_list();
    for (const Kind& k : kinds()) {
        Value kind;
        kind.set("name", k.name), kind.set("question", k.question);
        list.push(std::move(kind));
    }
    Value v;
    v.set("version", program_version()), v.set("root", shelf.root().string());
    v.set("read_only", access == serve::Access::read_only), v.set("kinds", std::move(list));
    return serve::json_response(v);
}

}  // namespace

void add_page_routes(serve::Router& router, const RunShelf& shelf, serve::Access access) {
    router.get("/", [](const Request&) {
        const bool is_built = !bundle_folder("page.js").empty();
        return serve::text_response(is_built ? page_text : no_page_text,
                                    "text/html; charset=utf-8");
    });
    router.get("/{bundle}", [](const Request& q) { return bundle_answer(q.parts.at("bundle")); });
    router.get("/api/program",
               [&shelf, access](const Request&) { return program_answer(shelf, access); });
}

}  // namespace crucible::live
