#include "crucible/kinds/structure_inputs.hpp"

#include <fmt/format.h>

#include <map>

#include "crucible/atoms/elements.hpp"
#include "crucible/atoms/symmetry.hpp"
#include "crucible/base/error.hpp"

namespace crucible {

std::vector<int> parse_elements(const std::vector<std::string>& symbols) {
    std::vector<int> out;
    for (const std::string& s : symbols) out.push_back(parse_element(s));
    return out;
}

namespace {

/// One structure alone is known by its file, whatever a converter put into the title; several are
/// known by their own names. Our own extxyz carries names on purpose.
void name_frames(Structures& frames, const std::filesystem::path& file) {
    const bool by_file = frames.size() == 1 && file.extension() != ".extxyz";
    for (std::size_t i = 0; i < frames.size(); ++i) {
        if (by_file)
            frames[i].name = file.stem().string();
        else if (frames[i].name.empty())
            frames[i].name =
                file.stem().string() + (frames.size() > 1 ? "-" + std::to_string(i + 1) : "");
    }
}

/// Results are told apart by name: a second "x" becomes "x-2".
void make_unique_names(Structures& all) {
    std::map<std::string, int> seen;
    for (Structure& s : all)
        if (const int n = ++seen[s.name]; n > 1) s.name += "-" + std::to_string(n);
}

/// Finding symmetry costs N^2; above this it is left out and said so.
constexpr std::size_t symmetry_limit = 400;

bool crystal(const Structure& s) {
    return s.cell.periodic == std::array<bool, 3>{true, true, true};
}

}  // namespace

std::string space_group_of(const Structure& s, double tolerance) {
    if (!crystal(s)) return "not periodic";
    if (s.size() > symmetry_limit) return "not looked for";
    const auto symmetry = find_symmetry(s, tolerance);
    return symmetry ? fmt::format("{} ({})", symmetry->symbol, symmetry->number) : "none found";
}

namespace {

Structures read_files(const std::vector<std::filesystem::path>& files, const std::string& reference,
                      const RunContext& context, const std::vector<std::string>& elements,
                      std::size_t most_of_each = every_frame) {
    ReadOptions options;
    options.elements = parse_elements(elements);
    options.notice = [&](std::string_view text) { context.warn(text); };
    Structures all;
    for (const auto& file : files) {
        Structures some = read_structures(file, options);
        name_frames(some, file);
        if (some.size() > most_of_each) some.resize(most_of_each);
        for (Structure& s : some) all.push_back(std::move(s));
    }
    if (all.empty() && !reference.empty())
        throw InputError("E-structure-none", "there are no structures in '" + reference + "'",
                         "give files that hold some");
    make_unique_names(all);
    return all;
}

/// A worker is silent of what readers say: the step has told already.
RunContext silent(const Worker& worker) {
    return {worker.context().step(), worker.context().seed(), {}, nullptr};
}

template <class Opener>
Structures read_several(const Opener& opener, const RunContext& context,
                        const std::vector<Ref<Artefact::structures>>& refs,
                        std::size_t most_of_each) {
    std::vector<std::filesystem::path> files;
    std::string text;
    for (const auto& ref : refs) {
        for (const auto& file : opener.open(ref)) files.push_back(file);
        text += (text.empty() ? "" : ", ") + ref.text;
    }
    return read_files(files, text, context, {}, most_of_each);
}

}  // namespace

Structures read_inputs(StepRun& run, const Ref<Artefact::structures>& ref,
                       const std::vector<std::string>& elements) {
    return read_files(run.open(ref), ref.text, run.context(), elements);
}
Structures read_inputs(const Worker& worker, const Ref<Artefact::structures>& ref,
                       const std::vector<std::string>& elements) {
    return read_files(worker.open(ref), ref.text, silent(worker), elements);
}
Structures read_inputs(StepRun& run, const std::vector<Ref<Artefact::structures>>& refs,
                       std::size_t most_of_each) {
    return read_several(run, run.context(), refs, most_of_each);
}
Structures read_inputs(const Worker& worker, const std::vector<Ref<Artefact::structures>>& refs,
                       std::size_t most_of_each) {
    return read_several(worker, silent(worker), refs, most_of_each);
}

}  // namespace crucible
