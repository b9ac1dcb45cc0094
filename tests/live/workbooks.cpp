// Workbooks as the page works on them: requests in, documents out, the terminal's file on disk.

#include <doctest/doctest.h>

#include <stdlib.h>

#include <functional>
#include <thread>

#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/chem/molecule.hpp"
#include "crucible/data/json.hpp"
#include "crucible/kinds/workbook_dialogue.hpp"
#include "crucible/live/workbook_routes.hpp"
#include "crucible/serve/routes.hpp"
#include "tests/temporary.hpp"

using namespace crucible;

namespace {

constexpr const char* paracetamol = "CC(=O)Nc1ccc(O)cc1";
constexpr const char* recorded =
    "product,reactants\n"
    "CC(=O)Nc1ccc(O)cc1,CC(=O)Cl.Nc1ccc(O)cc1\n"
    "CC(=O)Nc1ccc(O)cc1,CC(=O)OC(C)=O.Nc1ccc(O)cc1\n"
    "Nc1ccc(O)cc1,O=[N+]([O-])c1ccc(O)cc1\n"
    "Nc1ccc(O)cc1,COc1ccc(N)cc1\n"
    "COc1ccc(N)cc1,COc1ccc([N+](=O)[O-])cc1\n";
constexpr const char* setup = R"({"reactions": ["reactions.csv"], "stock": ["stock.csv"]})";

/// Where a stream's events are read.
struct HeardEvents : serve::EventStream {
    std::vector<std::pair<std::string, Value>> all;
    bool send(std::string_view, std::string_view name, std::string_view data) override {
        all.emplace_back(name, parse_json(data, "event"));
        return true;
    }
    bool wait(std::chrono::milliseconds time) override {
        std::this_thread::sleep_for(std::min(time, std::chrono::milliseconds(20)));
        return true;
    }
};

/// A folder that is served, asked without a network.
class Bench {
public:
    Bench() {
        // What lies beside the program: the parser of the stock's file, rules, what prints.
        ::setenv("CRUCIBLE_PROGRAM", CRUCIBLE_PROGRAM, 0);
        write_atomic(folder / "reactions.csv", recorded);
        write_atomic(folder / "stock.csv",
                     "smiles\nO=[N+]([O-])c1ccc(O)cc1\nCC(=O)Cl\nCC(=O)OC(C)=O\n");
        serve();
    }
    /// As after a new start of the server.
    void serve() {
        router = std::make_unique<serve::Router>();
        live::add_workbook_routes(*router, folder.path());
    }
    serve::Response answer(const std::string& method, const std::string& path,
                           const std::string& body = "",
                           std::map<std::string, std::string> query = {}) {
        const serve::FoundRoute found = serve::find_route(*router, method, parts_of(path));
        REQUIRE(found.route != nullptr);
        serve::Request r;
        r.method = method, r.path = path, r.body = body, r.parts = found.parts;
        r.query = std::move(query);
        return found.route->handler(r);
    }
    Value get(const std::string& path, std::map<std::string, std::string> query = {}) {
        return parse_json(answer("GET", path, "", std::move(query)).body, path);
    }
    Value post(const std::string& path, const std::string& body) {
        return parse_json(answer("POST", path, body).body, path);
    }
    Value act(const std::string& body) { return post("/api/workbooks/w/actions", body); }
    void begin() {
        const Value made = post("/api/workbooks", std::string(R"({"target": ")") + paracetamol +
                                                      R"(", "name": "w", "setup": )" + setup + "}");
        CHECK(made["id"].text == "w");
    }
    /// Until the search has ended; all that was told of it.
    std::vector<std::pair<std::string, Value>> follow() {
        const auto found = serve::find_route(*router, "GET", parts_of("/api/workbooks/w/events"));
        serve::Request r;
        r.parts = found.parts;
        HeardEvents events;
        found.route->stream(r, events);
        return events.all;
    }
    std::string file() { return read_file(folder / "workbooks/w.json"); }

    Temporary folder;
    std::unique_ptr<serve::Router> router;

private:
    static std::vector<std::string> parts_of(const std::string& path) {
        std::vector<std::string> out;
        for (std::size_t at = 1; at <= path.size();) {
            const std::size_t end = std::min(path.find('/', at), path.size());
            out.push_back(path.substr(at, end - at));
            at = end + 1;
        }
        return out;
    }
};

std::string code_of(const std::function<void()>& body) {
    try {
        body();
    } catch (const Error& e) {
        CHECK(std::string(e.what()).find('\n') == std::string::npos);
        return e.code();
    }
    return "";
}

const Value& molecule(const Value& state, const std::string& smiles) {
    for (const Value& m : state["molecules"].list)
        if (m["smiles"].text == chem::canonical_smiles(smiles)) return m;
    FAIL("no molecule ", smiles);
    return state;
}

}  // namespace

TEST_CASE("workbooks by clicks are the terminal's, to the byte") {
    Bench bench;
    bench.begin();
    bench.get("/api/workbooks/w/moves", {{"molecule", "1"}});
    bench.act(R"({"action": "choose", "molecule": 1, "move": 1})");
    bench.act(R"({"action": "keep", "name": "chloride"})");
    bench.act(R"({"action": "freeze", "molecule": 1, "bond": [5, 4]})");
    bench.act(R"({"action": "forbid", "element": "Br"})");
    bench.act(R"({"action": "undo"})");
    bench.act(R"({"action": "note", "molecule": 1, "text": "ask for a price"})");
    bench.act(R"({"action": "release", "molecule": 1, "bond": [4, 5]})");
    bench.post("/api/workbooks/w/search", R"({"molecule": 1, "iterations": 60})");
    const auto told = bench.follow();
    REQUIRE(!told.empty());
    CHECK(told.back().first == "done");
    CHECK(told.back().second["routes"].integer > 0);

    WorkbookDialogue terminal(synthesis::Workbook(chem::canonical_smiles(paracetamol)),
                              workbook_setup(parse_json(setup, "setup"), bench.folder.path()),
                              bench.folder / "by-words.json");
    const RunContext context("workbook", 1, {}, nullptr);
    for (const char* line :
         {"expand 1", "choose 1 1", "keep chloride", "freeze 1 5-4", "forbid element Br", "undo",
          "note 1 ask for a price", "release 1 4-5", "search 1 60", "save"})
        terminal.answer(line, context);
    CHECK(bench.file() == read_file(bench.folder / "by-words.json"));
}

TEST_CASE("the state of a workbook tells tree, marks, score and history") {
    Bench bench;
    bench.begin();
    Value s = bench.get("/api/workbooks/w");
    CHECK(s["name"].text == "w");
    CHECK(s["molecules"].list.size() == 1);
    CHECK(s["score"].is(Value::Kind::none));
    CHECK(s["undo"].text.empty());
    const Value& drawing = s["drawings"][s["target"].text];
    CHECK(drawing["atoms"].list.size() == 11);
    CHECK(drawing["bonds"].list.size() == 11);
    CHECK(drawing["svg"].text.starts_with("<svg"));

    const Value moves = bench.get("/api/workbooks/w/moves", {{"molecule", "1"}});
    REQUIRE(moves["groups"].list.size() == 1);
    CHECK(moves["groups"].list[0]["strategy"].text == "recorded");
    const Value& first = moves["groups"].list[0]["moves"].list.at(0);
    CHECK(first["number"].integer == 1);
    CHECK(first["precursors"].list.size() == 2);

    s = bench.act(R"({"action": "choose", "molecule": 1, "move": 1})");
    CHECK(s["molecules"].list.size() == 3);
    CHECK(s["undo"].text == "make molecule 1 by move 1");
    CHECK(molecule(s, "CC(=O)Cl")["bought"].integer == 1);
    CHECK(molecule(s, "Nc1ccc(O)cc1")["open"].integer == 1);
    CHECK(s["score"]["complete"].integer == 0);

    s = bench.act(R"({"action": "buy", "smiles": "OC1=CC=C(N)C=C1"})");  // any way to write it
    CHECK(molecule(s, "Nc1ccc(O)cc1")["said"].text == "buy");
    CHECK(s["score"]["complete"].integer == 1);
    s = bench.act(R"({"action": "cut", "molecule": 1, "bond": [1, 3]})");
    const Value& cut = s["molecules"].list[0]["cut"].list.at(0);
    CHECK(cut["own"].integer == 1);
    CHECK(cut["bond"].list[1].integer == 3);
    s = bench.act(R"({"action": "demand", "smiles": "O=[N+]([O-])c1ccc(O)cc1"})");
    CHECK(s["constraints"]["start"].text == chem::canonical_smiles("O=[N+]([O-])c1ccc(O)cc1"));
    CHECK(s["undo"].text == "demand " + chem::canonical_smiles("O=[N+]([O-])c1ccc(O)cc1"));
    s = bench.act(R"({"action": "undo"})");
    CHECK(s["constraints"]["start"].text.empty());
    s = bench.act(R"({"action": "redo"})");
    CHECK(s["constraints"]["start"].text == chem::canonical_smiles("O=[N+]([O-])c1ccc(O)cc1"));
    s = bench.act(R"({"action": "undemand"})");
    CHECK(s["constraints"]["start"].text.empty());
    CHECK(s["undo"].text == "demand no molecule");
    s = bench.act(R"({"action": "pin", "molecule": 1})");
    CHECK(s["molecules"].list[0]["pinned"].integer == 1);
    s = bench.act(R"({"action": "undo"})");
    CHECK(s["redo"].text == "pin molecule 1");
    CHECK(s["molecules"].list[0]["pinned"].integer == 0);
}

TEST_CASE("nothing is lost when the server starts again") {
    Bench bench;
    bench.begin();
    bench.get("/api/workbooks/w/moves", {{"molecule", "1"}});
    bench.act(R"({"action": "choose", "molecule": 1, "move": 2})");
    const Value before = bench.act(R"({"action": "demand", "smiles": "CC(=O)Cl"})");
    write_atomic(bench.folder / "workbooks/broken.json", "{");
    bench.serve();
    CHECK(to_json(bench.get("/api/workbooks/w")) == to_json(before));
    const Value list = bench.get("/api/workbooks");
    REQUIRE(list["workbooks"].list.size() == 2);
    CHECK(list["workbooks"].list[0]["open"].integer == 1);
    CHECK(list["workbooks"].list[1]["fault"].text.find("[E-json]") != std::string::npos);
    CHECK(!list["presets"].list.empty());
    CHECK(list["stocks"].list.size() == 2);
}

TEST_CASE("what an earlier version kept beside the workbook becomes an action") {
    Bench bench;
    bench.begin();
    const auto label = bench.folder / "workbooks/w.settings.json";
    Value v = read_json(label.string());
    v.set("start", "CC(=O)Cl");
    write_atomic(label, to_json(v));
    bench.serve();
    CHECK(bench.get("/api/workbooks/w")["constraints"]["start"].text == "CC(=O)Cl");
    const Value s = bench.act(R"({"action": "undo"})");
    CHECK(s["constraints"]["start"].text.empty());
    bench.serve();
    CHECK(bench.get("/api/workbooks/w")["constraints"]["start"].text.empty());
    CHECK(bench.get("/api/workbooks/w")["redo"].text == "demand CC(=O)Cl");
}

TEST_CASE("two routes are compared, exported and downloaded") {
    Bench bench;
    bench.begin();
    bench.get("/api/workbooks/w/moves", {{"molecule", "1"}});
    bench.act(R"({"action": "choose", "molecule": 1, "move": 1})");
    bench.act(R"({"action": "keep", "name": "first"})");
    bench.act(R"({"action": "choose", "molecule": 1, "move": 2})");
    const Value c = bench.get("/api/workbooks/w/compare", {{"first", "first"}, {"second", "now"}});
    CHECK(c["shared"].list.empty());
    CHECK(c["first"]["steps"].list.size() == 1);
    CHECK(c["distance"].real() > 0);
    const Value same = bench.get("/api/workbooks/w/compare", {{"first", "now"}, {"second", "now"}});
    CHECK(same["first"]["tree"]["shared"].integer == 1);
    const Value files = bench.post("/api/workbooks/w/export", "");
    REQUIRE(files["files"].list.size() >= 6);
    CHECK(files["files"].list[4]["name"].text == "routes.rdf");
    const auto rdf = bench.answer("GET", "/api/workbooks/w/file/routes.rdf");
    CHECK(read_file(rdf.folder / rdf.file).starts_with("$RDFILE"));
    const auto own = bench.answer("GET", "/api/workbooks/w/file/workbook.json");
    CHECK(read_file(own.folder / own.file) == bench.file());
}

TEST_CASE("what is wrong is told in one line with its code, and nothing has changed") {
    Bench bench;
    bench.begin();
    const std::string before = bench.file();
    const auto acting = [&](const char* body) { return code_of([&] { bench.act(body); }); };
    CHECK(acting(R"({"action": "explode"})") == "E-workbook-request");
    CHECK(acting(R"({"action": "freeze", "molecule": 1})") == "E-workbook-request");
    CHECK(acting(R"({"action": "freeze", "molecule": 1, "bond": [0, 7]})") == "E-workbook-action");
    CHECK(acting(R"({"action": "freeze", "molecule": -1, "bond": [0, 1]})") ==
          "E-workbook-request");
    CHECK(acting(R"({"action": "back", "molecule": 9})") == "E-workbook-action");
    CHECK(acting(R"({"action": "forbid", "smiles": "C1CC"})") == "E-smiles");
    CHECK(acting(R"(["action"])") == "E-workbook-request");
    CHECK(acting("{") == "E-json");
    CHECK(code_of([&] { bench.get("/api/workbooks/x"); }) == "E-workbook-missing");
    CHECK(code_of([&] {
              bench.get("/api/workbooks/w/moves", {{"molecule", "one"}});
          }) == "E-workbook-request");
    CHECK(code_of([&] { bench.answer("GET", "/api/workbooks/w/file/w.json"); }) ==
          "E-workbook-missing");
    const auto making = [&](const std::string& body) {
        return code_of([&] { bench.post("/api/workbooks", body); });
    };
    CHECK(making(R"({"target": "C1CC"})") == "E-smiles");
    CHECK(making(R"({"target": "[Na+].[Cl-]"})") == "E-target");
    CHECK(making(R"({"target": "CCO", "setup": {"stock": ["/etc/hostname"]}})") ==
          "E-workbook-request");
    CHECK(making(R"({"target": "CCO", "setup": {"stock": ["../../stock.csv"]}})") ==
          "E-workbook-request");
    CHECK(!making(R"({"target": "CCO", "setup": {"stok": ["stock.csv"]}})").empty());
    CHECK(bench.file() == before);
}

TEST_CASE("a search can be looked at, refuses actions, and is stopped with what it has") {
    Bench bench;
    bench.begin();
    bench.post("/api/workbooks/w/search", R"({"molecule": 1, "iterations": 0, "seconds": 3600})");
    CHECK(code_of([&] { bench.act(R"({"action": "undo"})"); }) == "E-workbook-busy");
    const Value s = bench.get("/api/workbooks/w");
    CHECK(s["search"]["running"].integer == 1);
    CHECK(s["molecules"].list.size() == 1);
    bench.post("/api/workbooks/w/stop", "");
    const auto told = bench.follow();
    CHECK(told.back().first == "done");
    CHECK(told.back().second["running"].integer == 0);
    CHECK(bench.get("/api/workbooks/w")["search"]["running"].integer == 0);
    CHECK(code_of([&] {
              bench.post("/api/workbooks/w/search",
                         R"({"molecule": 1, "iterations": 0, "seconds": 0})");
          }) == "E-workbook-request");
}
