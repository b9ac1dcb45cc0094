#pragma once
// Rollouts of a tree search: moves drawn at random by a fast source until all is bought.

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "crucible/base/random.hpp"
#include "crucible/synthesis/search_algorithms.hpp"

namespace crucible::synthesis {

/// Rollouts of a batch go side by side, so that each of their steps is one question. Each molecule
/// is asked about once. Constraints on bonds and on the start are not kept: it is an estimate.
class Rollouts {
public:
    Rollouts(SearchRun&, MoveSource&);

    struct Job {
        std::vector<std::string> open;  ///< molecules
        int bought = 0;
        RandomStream random;
    };
    /// 1 where all was bought in the end, else the share of leaves that were; -1 for none.
    std::vector<double> play(const std::vector<Job>&);
    std::size_t size() const { return known_.size(); }  ///< molecules met

private:
    struct Choice {
        double prior;
        std::vector<std::uint32_t> needs;
    };
    struct Known {
        std::string smiles;
        bool bought = false, asked = false;
        std::vector<Choice> choices;
    };
    struct Game;
    std::uint32_t intern(const std::string&);
    void ask(const std::vector<std::uint32_t>&);
    void step(Game&);

    SearchRun& run_;
    MoveSource& source_;
    std::unordered_map<std::string, std::uint32_t> ids_;
    std::vector<Known> known_;
};

}  // namespace crucible::synthesis
