#include "crucible/energy/kim_model.hpp"

#include <dlfcn.h>

#include <algorithm>
#include <cstdlib>
#include <memory>

#include "crucible/base/error.hpp"
#include "crucible/base/text.hpp"

namespace crucible {
namespace {

constexpr const char* kim_code = "E-energy-kim";
constexpr const char* kim_library = "libkim-api-portable-model.so";
constexpr const char* kim_cure = "install openkim-models, or see `crucible doctor`";

/// What version 2 of the KIM API puts into each item's library (KIM_SharedLibrarySchema.hpp): only
/// the layout, so that Crucible needs no KIM headers.
struct KimSchema {
    struct File {
        const char* name;
        unsigned length;
        const unsigned char* bytes;
    };
    int item_type;
    const char* item_name;
    int language;
    void (*create)();
    const char* driver;
    const File* specification;
    int n_parameters;
    const File* parameters;
};

struct LibraryCloser {
    void operator()(void* handle) const { ::dlclose(handle); }
};

void add_children(std::vector<std::filesystem::path>& all, const std::filesystem::path& parent,
                  const std::filesystem::path& below) {
    std::error_code error;
    std::vector<std::filesystem::path> found;
    for (const auto& entry : std::filesystem::directory_iterator(parent, error))
        if (std::filesystem::is_directory(entry.path() / below, error))
            found.push_back(entry.path() / below);
    std::sort(found.begin(), found.end());
    all.insert(all.end(), found.begin(), found.end());
}

bool is_kim_name(const std::string& id) {
    return !id.empty() && id.size() <= 200 && std::all_of(id.begin(), id.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
               c == '_';
    });
}

std::filesystem::path kim_library_of(const std::string& full_id) {
    for (const auto& directory : kim_directories())
        if (auto file = directory / full_id / kim_library; std::filesystem::exists(file))
            return file;
    throw InputError(kim_code, "the library of the KIM model " + full_id + " is gone", kim_cure);
}

bool is_eam_driver(const std::string& driver) { return driver.starts_with("EAM_Dynamo__MD_"); }

/// The names of parameter files follow no rule, so the content tells which format it is.
EamTables parse_kim_tables(const KimParameterFile& f, const std::string& label) {
    std::string reason;
    for (const EamFormat format :
         {EamFormat::setfl, EamFormat::finnis_sinclair, EamFormat::funcfl}) {
        try {
            return parse_eam(f.content, label, format);
        } catch (const InputError& e) {
            reason += (reason.empty() ? "" : "; ") + std::string(name(format)) + ": " + e.message();
        }
    }
    throw InputError("E-eam-format", label + " is no EAM table (" + reason + ")", kim_cure);
}

}  // namespace

std::vector<std::filesystem::path> kim_directories() {
    std::vector<std::filesystem::path> all;
    if (const char* given = std::getenv("KIM_API_PORTABLE_MODELS_DIR"))
        for (const Word& w : fields(given, ':'))
            if (!w.text.empty()) all.emplace_back(w.text);
    if (const char* home = std::getenv("HOME"))
        add_children(all, std::filesystem::path(home) / ".kim-api", "portable-models-dir");
    for (const char* lib : {"/usr/local/lib", "/usr/lib"}) {
        std::error_code error;
        const auto direct = std::filesystem::path(lib) / "kim-api/portable-models";
        if (std::filesystem::is_directory(direct, error)) all.push_back(direct);
        add_children(all, lib, "kim-api/portable-models");  // lib/x86_64-linux-gnu/kim-api
    }
    return all;
}

std::vector<std::string> kim_models() {
    std::vector<std::string> all;
    for (const auto& directory : kim_directories()) {
        std::error_code error;
        for (const auto& entry : std::filesystem::directory_iterator(directory, error))
            if (std::filesystem::exists(entry.path() / kim_library, error))
                all.push_back(entry.path().filename().string());
    }
    std::sort(all.begin(), all.end());
    all.erase(std::unique(all.begin(), all.end()), all.end());
    return all;
}

std::string find_kim_model(const std::string& id) {
    if (!is_kim_name(id))
        throw InputError(kim_code, in_quotes(id) + " is not the id of a KIM model",
                         "expected letters, digits and '_', such as "
                         "EAM_Dynamo_RaveloGermannGuerrero_2013Ta1_Ta__MO_816821594689_000");
    const std::vector<std::string> all = kim_models();
    for (const std::string& model : all)
        if (model == id || (id.starts_with("MO_") && model.ends_with("__" + id))) return model;
    throw InputError(kim_code,
                     "the KIM model " + in_quotes(id) + " is not installed (" +
                         std::to_string(all.size()) + " models are)" + did_you_mean(id, all),
                     kim_cure);
}

KimParameters read_kim_parameters(const std::string& id) {
    const std::string full = find_kim_model(id);
    const auto file = kim_library_of(full);
    const std::unique_ptr<void, LibraryCloser> library(
        ::dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL));
    if (!library) {
        const char* why = ::dlerror();
        throw InputError(
            kim_code, "the KIM model " + full + " cannot be loaded: " + (why ? why : ""), kim_cure);
    }
    const auto* version =
        static_cast<const int*>(::dlsym(library.get(), "kim_shared_library_schema_version"));
    const auto* schema =
        static_cast<const KimSchema*>(::dlsym(library.get(), "kim_shared_library_schema"));
    if (!version || *version != 2 || !schema)
        throw InputError(kim_code, file.string() + " is not laid out as KIM API 2.2 and later do",
                         kim_cure);
    KimParameters out;
    if (schema->driver) out.driver = schema->driver;
    for (int i = 0; i < schema->n_parameters; ++i) {
        const KimSchema::File& f = schema->parameters[i];
        out.files.push_back(
            {f.name, std::string(reinterpret_cast<const char*>(f.bytes), f.length)});
    }
    return out;
}

bool is_kim_eam(const std::string& id) { return is_eam_driver(read_kim_parameters(id).driver); }

EamTables read_kim_eam(const std::string& id) {
    const std::string full = find_kim_model(id);
    const KimParameters parameters = read_kim_parameters(full);
    if (!is_eam_driver(parameters.driver))
        throw InputError(kim_code,
                         "the KIM model " + full + " is no table of the embedded-atom method",
                         "choose one whose id starts with EAM_Dynamo, or use it in molecular "
                         "dynamics only");
    if (parameters.files.size() != 1)
        throw InputError(kim_code,
                         "the KIM model " + full + " is made of " +
                             std::to_string(parameters.files.size()) + " files",
                         "choose a model with one setfl, eam/fs or funcfl file");
    return parse_kim_tables(parameters.files[0], full + "/" + parameters.files[0].name);
}

}  // namespace crucible
