#pragma once
// A transform made ready to be applied: its patterns with all alternatives of groups, and the
// rewriting for each set of IF statements that hold.

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "crucible/chem/site_rewrite.hpp"
#include "crucible/transforms/language.hpp"

namespace crucible::transforms {

/// May be used by several threads.
class Rule {
public:
    /// Throws InputError (E-transform-smarts) for sides that do not fit.
    Rule(Transform, const Vocabulary&);

    const Transform& transform() const { return transform_; }
    std::size_t alternatives() const { return alternatives_.size(); }
    /// The retron as SMARTS, for reports.
    const std::string& retron(std::size_t alternative) const {
        return alternatives_[alternative].left;
    }
    /// Bit k: the k-th IF statement with an edit holds.
    const chem::SiteRewrite& rewrite(std::size_t alternative, unsigned holds) const {
        return *alternatives_[alternative].rewrites[holds];
    }
    /// IF statements with an edit, in order.
    const std::vector<const Statement*>& conditional_edits() const { return conditional_; }
    /// Number in the retron's atom map of a named atom.
    static int map_number(const AtomName&);

private:
    struct Alternative {
        std::string left;
        std::vector<std::shared_ptr<const chem::SiteRewrite>> rewrites;
    };
    void add_alternative(std::string left, const Vocabulary&);
    Transform transform_;
    std::vector<const Statement*> conditional_;
    std::vector<Alternative> alternatives_;
};

}  // namespace crucible::transforms
