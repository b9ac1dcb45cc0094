#include "crucible/live/workbook_routes.hpp"

#include "crucible/base/error.hpp"
#include "crucible/base/text.hpp"
#include "crucible/live/request_fields.hpp"
#include "crucible/live/workbook_shelf.hpp"

namespace crucible::live {
namespace {

using serve::json_response;
using serve::Request;
using serve::Response;

std::string part_of(const Request& r, const std::string& name) {
    const auto at = r.parts.find(name);
    return at == r.parts.end() ? "" : at->second;
}

std::string query_of(const Request& r, const std::string& name, const std::string& otherwise) {
    const auto at = r.query.find(name);
    return at == r.query.end() ? otherwise : at->second;
}

int molecule_of(const Request& r) {
    const auto n = to_integer(query_of(r, "molecule", "1"));
    if (!n || *n < 0 || *n > 2'000'000'000)
        throw InputError("E-workbook-request", "`molecule` is no number of the tree",
                         "give one that the tree shows");
    return static_cast<int>(*n);
}

std::string type_of_export(const std::string& name) {
    if (name.ends_with(".json")) return "application/json";
    if (name.ends_with(".pdf")) return "application/pdf";
    return name.ends_with(".csv") ? "text/csv" : "text/plain";
}

using Shelf = std::shared_ptr<WorkbookShelf>;

void add_reading(serve::Router& router, const Shelf& shelf) {
    router.get("/api/workbooks", [shelf](const Request&) { return json_response(shelf->list()); });
    router.get("/api/workbooks/{id}", [shelf](const Request& r) {
        return json_response(shelf->at(part_of(r, "id")).state());
    });
    router.get("/api/workbooks/{id}/moves", [shelf](const Request& r) {
        return json_response(shelf->at(part_of(r, "id")).moves(molecule_of(r)));
    });
    router.get("/api/workbooks/{id}/compare", [shelf](const Request& r) {
        return json_response(shelf->at(part_of(r, "id"))
                                 .compare(query_of(r, "first", "now"), query_of(r, "second", "")));
    });
    router.get("/api/workbooks/{id}/file/{name}", [shelf](const Request& r) {
        Response out;
        out.type = type_of_export(part_of(r, "name"));
        std::tie(out.folder, out.file) = shelf->file(part_of(r, "id"), part_of(r, "name"));
        return out;
    });
    router.stream("/api/workbooks/{id}/events", [shelf](const Request& r, serve::EventStream& s) {
        shelf->at(part_of(r, "id")).follow(s);
    });
}

void add_changing(serve::Router& router, const Shelf& shelf) {
    router.post("/api/workbooks", [shelf](const Request& r) {
        return json_response(shelf->create(request_table(r.body)));
    });
    router.post("/api/workbooks/{id}/actions", [shelf](const Request& r) {
        return json_response(shelf->at(part_of(r, "id")).act(request_table(r.body)));
    });
    router.post("/api/workbooks/{id}/search", [shelf](const Request& r) {
        return json_response(shelf->at(part_of(r, "id")).search(request_table(r.body)));
    });
    router.post("/api/workbooks/{id}/stop", [shelf](const Request& r) {
        shelf->at(part_of(r, "id")).stop();
        return json_response(Value::make_table());
    });
    router.post("/api/workbooks/{id}/export", [shelf](const Request& r) {
        return json_response(shelf->at(part_of(r, "id")).export_files());
    });
}

}  // namespace

void add_workbook_routes(serve::Router& router, const std::filesystem::path& root,
                         serve::Access access) {
    const auto shelf = std::make_shared<WorkbookShelf>(root, access);
    add_reading(router, shelf);
    add_changing(router, shelf);
}

}  // namespace crucible::live
