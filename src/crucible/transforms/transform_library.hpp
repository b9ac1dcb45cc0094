#pragma once
// A library of transforms: files *.ctl of a folder with the words they use.

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "crucible/transforms/evaluate.hpp"

namespace crucible::transforms {

/// Never changed after it was read; may be used by several threads.
class TransformLibrary {
public:
    /// Files, or a folder of *.ctl in the order of their names. Throws InputError for the first
    /// fault (E-transform-...), IoError.
    static TransformLibrary open(const std::vector<std::filesystem::path>&, const Vocabulary&);
    /// What ships with the program.
    static TransformLibrary shipped();
    /// Throws as above.
    static TransformLibrary parse(std::string_view text, const std::string& file,
                                  const Vocabulary&);

    const Vocabulary& vocabulary() const { return *vocabulary_; }
    const std::vector<std::shared_ptr<const Rule>>& rules() const { return rules_; }
    /// The rule of TRANSFORM `number`; nullptr where there is none.
    const Rule* find(int number) const;
    /// SHA-256 of all files and words.
    const std::string& hash() const { return hash_; }

private:
    explicit TransformLibrary(const Vocabulary& v) : vocabulary_(std::make_shared<Vocabulary>(v)) {}
    void add(std::string_view text, const std::string& file);
    std::shared_ptr<const Vocabulary> vocabulary_;
    std::vector<std::shared_ptr<const Rule>> rules_;
    std::string hash_;
};

/// Files and the *.ctl of folders, in the order of their names. Throws InputError
/// (E-transform-library) where there are none.
std::vector<std::filesystem::path> transform_files(const std::vector<std::filesystem::path>&);

}  // namespace crucible::transforms
