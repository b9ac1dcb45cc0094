#pragma once
// The shipped transforms as moves, and what strategies make of them.

#include <memory>
#include <string>
#include <vector>

#include "crucible/base/files.hpp"
#include "crucible/strategies/strategic_moves.hpp"
#include "crucible/synthesis/transform_moves.hpp"

namespace crucible {

inline std::string shipped_share(const std::string& name) {
    return std::string(TESTS_DIR) + "/../share/crucible/" + name;
}

inline std::shared_ptr<const transforms::TransformLibrary> shipped_transforms_library() {
    static const auto all =
        std::make_shared<const transforms::TransformLibrary>(transforms::TransformLibrary::open(
            {shipped_share("transforms")},
            transforms::Vocabulary::open(shipped_share("transforms"))));
    return all;
}

inline std::unique_ptr<synthesis::TransformMoves> shipped_moves() {
    const auto library = shipped_transforms_library();
    const std::string file = shipped_share("transforms/protecting-groups.tsv");
    return std::make_unique<synthesis::TransformMoves>(
        library, transforms::ProtectingGroups::parse(read_file(file), file, library->vocabulary()),
        synthesis::TransformMoveSettings{});
}

inline std::vector<synthesis::Move> advised_moves(
    const std::string& smiles, strategies::StrategyList list,
    strategies::Unadvised unadvised = strategies::Unadvised::kept) {
    const std::string molecule = chem::canonical_smiles(smiles);
    strategies::StrategicMoves source(shipped_moves(), std::move(list),
                                      shipped_transforms_library()->vocabulary(), unadvised);
    source.set_target(molecule);
    return source.moves(std::vector{molecule}).front();
}

/// Of a move by a shipped transform.
inline std::string rule_name(const synthesis::Move& m) {
    const auto* rule = shipped_transforms_library()->find(
        static_cast<int>(m.rule - synthesis::first_transform_rule));
    return rule ? rule->transform().name : "";
}

}  // namespace crucible
