#include "crucible/live/named_reactions.hpp"

#include "crucible/base/error.hpp"
#include "crucible/kinds/search_parameters.hpp"

namespace crucible::live {
namespace {

constexpr std::size_t most_known = 2000, most_moves = 200;

std::unique_ptr<synthesis::TransformMoves> shipped_transforms_as_moves() {
    try {
        auto library = open_transforms({});
        auto groups = transforms::ProtectingGroups::shipped(library->vocabulary());
        return std::make_unique<synthesis::TransformMoves>(
            std::move(library), std::move(groups),
            synthesis::TransformMoveSettings{most_moves, 10, 1});
    } catch (const Error&) {
        return nullptr;  // a program without its library shows what the templates know
    }
}

}  // namespace

void NamedReactions::look_at(const std::string& product) {
    const std::lock_guard lock(mutex_);
    if (known_.contains(product)) return;
    if (!was_opened_) library_ = shipped_transforms_as_moves();
    was_opened_ = true;
    if (!library_) return;
    if (known_.size() >= most_known) known_.clear();
    auto& names = known_[product];
    const auto moves = library_->moves({&product, 1});
    for (const synthesis::Move& m : moves.front())
        names.emplace(m.precursors, library_->rule(m.rule));
}

std::optional<synthesis::RuleCard> NamedReactions::find(
    const std::string& product, const std::vector<std::string>& precursors) const {
    const std::lock_guard lock(mutex_);
    const auto molecule = known_.find(product);
    if (molecule == known_.end()) return std::nullopt;
    const auto move = molecule->second.find(precursors);
    if (move == molecule->second.end()) return std::nullopt;
    return move->second;
}

}  // namespace crucible::live
