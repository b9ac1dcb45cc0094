#pragma once
// Stereochemical strategy: centres and double bonds whose configuration a step can set.

#include <memory>

#include "crucible/strategies/strategy.hpp"
#include "crucible/transforms/transform_library.hpp"

namespace crucible::strategies {

/// Whether a transform says that it has no hold on configuration: it is rated down, or killed,
/// where a centre is made.
bool doubts_its_control(const transforms::Transform&);

/// Favours moves that clear centres with control; one that has to make a centre that it has no
/// hold on gets a warning. Geometry of double bonds as the olefinations of the library make it.
class Stereochemical final : public Strategy {
public:
    explicit Stereochemical(std::shared_ptr<const transforms::TransformLibrary>);
    std::string name() const override { return "stereochemical"; }
    void advise(const Position&, std::vector<synthesis::Move>&) const override;

private:
    const transforms::Transform* transform_of(const synthesis::Move&) const;
    std::shared_ptr<const transforms::TransformLibrary> library_;
};

}  // namespace crucible::strategies
