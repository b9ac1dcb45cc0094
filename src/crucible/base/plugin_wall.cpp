#include <dlfcn.h>
#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/base/plugin.hpp"
#include "crucible/base/plugin_word.inc"  // written by cmake/plugin_word.cmake

namespace crucible {
namespace {

constexpr const char* plugin_cure =
    "apt-get install libtorch-dev libopenblas0-pthread, then ./dev build";

std::filesystem::path plugin_file(std::string_view name) {
    const char* given = std::getenv("CRUCIBLE_PLUGINS");
    const std::filesystem::path directory =
        given ? std::filesystem::path(given) : program_file().parent_path();
    return directory / fmt::format("libcrucible_{}.so", name);
}

std::unique_ptr<Plugin> load_plugin(const std::filesystem::path& file) {
    void* library = ::dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (!library)
        throw NotBuiltError("E-plugin", fmt::format("cannot be loaded: {}", ::dlerror()),
                            plugin_cure, {file.string()});
    const auto* word = static_cast<const char*>(::dlsym(library, plugin_word_symbol));
    void* fill = ::dlsym(library, plugin_fill_symbol);
    if (!word || !fill || std::string_view(word) != CRUCIBLE_PLUGIN_WORD)
        throw NotBuiltError("E-plugin", "was built from other sources than this program",
                            "./dev build", {file.string()});
    auto plugin = std::make_unique<Plugin>();
    reinterpret_cast<PluginFill*>(fill)(*plugin);
    return plugin;
}

}  // namespace

const Plugin* find_plugin(std::string_view name) {
    static std::mutex mutex;
    static std::map<std::string, std::unique_ptr<Plugin>, std::less<>> loaded;
    const std::lock_guard lock(mutex);
    if (const auto found = loaded.find(name); found != loaded.end()) return found->second.get();
    const std::filesystem::path file = plugin_file(name);
    if (!std::filesystem::exists(file)) return nullptr;
    return loaded.emplace(name, load_plugin(file)).first->second.get();
}

const Plugin& need_plugin(std::string_view name) {
    if (const Plugin* plugin = find_plugin(name)) return *plugin;
    throw NotBuiltError("E-plugin", fmt::format("the plug-in {} is not here", name), plugin_cure,
                        {plugin_file(name).string()});
}

}  // namespace crucible
