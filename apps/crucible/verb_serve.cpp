// `crucible serve`: the live page of the runs below a folder.

#include <fmt/format.h>

#include "app.hpp"
#include "crucible/base/error.hpp"
#include "crucible/live/answers.hpp"
#include "crucible/parallel/child_process.hpp"
#include "crucible/serve/server.hpp"
#include "options.hpp"

namespace crucible::app {
namespace {

struct ServeOptions : Json {
    std::string directory, bind = "127.0.0.1";
    int port = 0;
    std::vector<std::string> host;
    Flag i_understand = Flag::off, read_only = Flag::off, open = Flag::off;
    void describe(Fields& f) {
        f("directory", directory, "Folder of runs, or one run").required("runs").positional();
        f("port", port, "Port to listen at; 0: any that is free").within(0, 65535);
        f("bind", bind,
          "Address to listen at; another than this machine's own needs --i-understand");
        f("i-understand", i_understand,
          "Others on the network may come: a proxy that speaks TLS stands before this program")
            .flag();
        f("host", host, "Name under which the page is asked for, besides 127.0.0.1 and localhost")
            .one_each();
        f("read-only", read_only, "Show runs; start, stop and change nothing").flag();
        f("open", open, "Show it in the browser").flag();
        describe_json(f);
    }
};

serve::ServerSettings settings_of(const ServeOptions& o, const live::RunShelf& shelf) {
    serve::ServerSettings s;
    s.address = o.bind;
    s.port = static_cast<std::uint16_t>(o.port);
    s.hosts = o.host;
    s.reach = o.i_understand == Flag::on ? serve::Reach::network : serve::Reach::loopback;
    s.access = o.read_only == Flag::on ? serve::Access::read_only : serve::Access::full;
    s.upload_folder = shelf.root() / "uploads";
    return s;
}

void print_address(const ServeOptions& o, const std::string& address) {
    if (o.json == Flag::on) {
        Value v;
        v.set("schema", 1), v.set("address", address);
        fmt::print("{}\n", to_json(v));
    } else {
        fmt::print("{}\n", address);
    }
    std::fflush(stdout);
    fmt::print(stderr, "open this address; Ctrl-C ends the page\n");
}

void open_browser(const std::string& address) {
    try {
        spawn_child({"/usr/bin/xdg-open", address}).wait();
    } catch (const ResourceError&) {
        fmt::print(stderr, "no browser could be started; open the address yourself\n");
    }
}

}  // namespace

void describe_serve(Fields& f) { describe_options<ServeOptions>(f); }

int verb_serve(App& app, const CommandLine& line) {
    const auto o = read_options<ServeOptions>(line);
    std::error_code error;
    const auto folder = std::filesystem::canonical(o.directory, error);
    if (error || !std::filesystem::is_directory(folder))
        throw IoError("E-io-missing", "there is no such folder", "give a folder of runs",
                      {o.directory});
    // One run is served as the only one of the folder that it lies in.
    const bool is_run = std::filesystem::exists(folder / "plan.json");
    live::RunShelf shelf(is_run ? folder.parent_path() : folder,
                         is_run ? folder.filename().string() : "");
    const serve::ServerSettings settings = settings_of(o, shelf);
    serve::Router router;
    live::add_page_routes(router, shelf, settings.access);
    live::add_run_routes(router, shelf);
    live::add_output_routes(router, shelf);
    live::add_step_routes(router, app.registry);
    live::add_study_routes(router, shelf, app.registry, app.program);
    live::add_input_routes(router, shelf);
    // Routes of workbooks join here.
    serve::Server server(std::move(router), settings);
    print_address(o, server.address());
    if (o.open == Flag::on) open_browser(server.address());
    server.run(app.stop);
    if (const int n = shelf.started.running())
        fmt::print(stderr, "stopping {} {} started here; each can be resumed\n", n,
                   n == 1 ? "study" : "studies");
    shelf.started.stop_all();
    return Exit::ok;
}

}  // namespace crucible::app
