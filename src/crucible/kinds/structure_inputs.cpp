#include "crucible/kinds/structure_inputs.hpp"

#include "crucible/atoms/elements.hpp"
#include "crucible/base/error.hpp"

namespace crucible {

std::vector<int> parse_elements(const std::vector<std::string>& symbols) {
    std::vector<int> out;
    for (const std::string& s : symbols) out.push_back(parse_element(s));
    return out;
}

Structures read_inputs(StepRun& run, const Ref<Artefact::structures>& ref,
                       const std::vector<std::string>& elements) {
    ReadOptions options;
    options.elements = parse_elements(elements);
    options.notice = [&](std::string_view text) { run.context().warn(text); };
    Structures all;
    for (const auto& file : run.open(ref)) {
        Structures some = read_structures(file, options);
        for (std::size_t i = 0; i < some.size(); ++i) {
            if (some[i].name.empty()) some[i].name = file.stem().string();
            all.push_back(std::move(some[i]));
        }
    }
    if (all.empty() && !ref.text.empty())
        throw InputError("E-structure-none", "there are no structures in '" + ref.text + "'",
                         "give files that hold some");
    return all;
}

}  // namespace crucible
