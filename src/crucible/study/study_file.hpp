#pragma once
// The study file, checked whole: inputs, steps in the order of their references, checks.

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "crucible/base/value.hpp"
#include "crucible/study/problems.hpp"
#include "crucible/study/registry.hpp"

namespace crucible {

struct StudyInput {
    std::string name;
    std::vector<std::filesystem::path> files;  ///< sorted, absolute
};

struct StudyStep {
    std::string name;
    const StepType* type = nullptr;
    std::shared_ptr<void> object;      ///< the filled struct
    std::vector<std::string> depends;  ///< steps whose outputs it takes
    Fields fields() const {
        Fields f;
        type->describe(object.get(), f);
        return f;
    }
};

/// A value that the run is held against.
struct StudyCheck {
    std::string id;  ///< "step.row"
    double expect = 0, within = 0;
    std::string unit, source;
};

struct Study {
    std::filesystem::path file, directory;  ///< `directory` is what relative paths start from
    std::string name, kind, text;
    std::uint64_t seed = 1;
    std::vector<StudyInput> inputs;
    std::vector<StudyStep> steps;  ///< every step after those that it depends on
    std::vector<StudyCheck> checks;
    std::vector<std::string> overrides;  ///< --set, as typed

    const StudyStep* step(std::string_view name) const;
    const StudyInput* input(std::string_view name) const;
};

/// Reads, overrides, checks. Throws StudyError with every problem, IoError if there is no file.
Study load_study(const std::filesystem::path& file, const std::vector<std::string>& set,
                 const Registry&);
/// The same from a document; `text` is kept as the study's text.
Study make_study(const Value& document, std::string text, const std::filesystem::path& directory,
                 const Registry&);

/// "@step.output", "@step" or "@input" taken apart; or a file.
struct Reference {
    enum class Kind { none, step, input, file } kind = Kind::none;
    std::string name;    ///< step, input or path
    std::string output;  ///< of a step
};
/// Resolves the text against the study (the only output of the right kind where none is named).
/// A string is returned instead when it cannot be, saying why.
std::variant<Reference, std::string> resolve_reference(const Study&, const std::string& text,
                                                       Artefact wanted);

/// Files that match `pattern` ('*' and '?' in the last part), sorted; relative to `directory`.
std::vector<std::filesystem::path> match_files(const std::filesystem::path& directory,
                                               const std::string& pattern);

}  // namespace crucible
