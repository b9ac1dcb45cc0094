#include "crucible/transforms/transform_library.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/base/hash.hpp"

namespace crucible::transforms {
namespace fs = std::filesystem;

std::vector<fs::path> transform_files(const std::vector<fs::path>& given) {
    std::vector<fs::path> out;
    for (const fs::path& path : given) {
        std::error_code error;
        if (!fs::is_directory(path, error)) {
            out.push_back(path);
            continue;
        }
        std::vector<fs::path> inside;
        for (const auto& entry : fs::directory_iterator(path, error))
            if (entry.path().extension() == ".ctl") inside.push_back(entry.path());
        std::ranges::sort(inside);
        out.insert(out.end(), inside.begin(), inside.end());
    }
    if (out.empty())
        throw InputError("E-transform-library", "there are no files of transforms",
                         "give files *.ctl, or a folder that holds some");
    return out;
}

void TransformLibrary::add(std::string_view text, const std::string& file) {
    ParsedTransforms parsed = parse_transforms(text, file, *vocabulary_);
    require_faultless(parsed);
    for (Transform& t : parsed.transforms) {
        if (const Rule* other = find(t.number))
            throw InputError("E-transform-meaning",
                             fmt::format("number {} is there twice, also in {}", t.number,
                                         other->transform().file),
                             "give every transform of a library its own number",
                             {file, t.place.line, t.place.column});
        rules_.push_back(std::make_shared<const Rule>(std::move(t), *vocabulary_));
    }
}

TransformLibrary TransformLibrary::open(const std::vector<fs::path>& given, const Vocabulary& v) {
    TransformLibrary library(v);
    Sha256 hash;
    for (const fs::path& path : transform_files(given)) {
        const std::string text = read_file(path, std::size_t{16} << 20);
        hash.update(text);
        library.add(text, path.string());
    }
    if (library.rules_.empty())
        throw InputError("E-transform-library", "there is no transform in what was given",
                         "write TRANSFORM and a number, then its statements",
                         {transform_files(given).front().string()});
    for (const FunctionalGroup& g : v.groups())
        hash.update(fmt::format("{}\t{}\t{}\t{}\t{}\n", g.name, g.carbon, g.branches, g.attach,
                                fmt::join(g.classes, ",")));
    for (const ReagentClass& c : v.reagents())
        hash.update(fmt::format("{}\t{}\n", c.name, fmt::join(c.attacks, ",")));
    library.hash_ = hash.hex();
    return library;
}

TransformLibrary TransformLibrary::parse(std::string_view text, const std::string& file,
                                         const Vocabulary& v) {
    TransformLibrary library(v);
    library.add(text, file);
    Sha256 hash;
    hash.update(text);
    library.hash_ = hash.hex();
    return library;
}

TransformLibrary TransformLibrary::shipped() {
    const Vocabulary words = Vocabulary::shipped();
    return open({Vocabulary::shipped_folder()}, words);
}

const Rule* TransformLibrary::find(int number) const {
    const auto at = std::ranges::find_if(
        rules_, [&](const auto& rule) { return rule->transform().number == number; });
    return at == rules_.end() ? nullptr : at->get();
}

}  // namespace crucible::transforms
