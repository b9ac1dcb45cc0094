#pragma once
// From recorded reactions to what a policy learns from.

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "crucible/chem/templates.hpp"
#include "crucible/learn/classifier_training.hpp"
#include "crucible/synthesis/policy_inputs.hpp"

namespace crucible::synthesis {

/// A product and the template that was seen to make it; -1: none of the set.
struct PolicyExample {
    std::string product;
    std::int64_t label = -1;
    int reaction_class = 0;
    std::string reactants;  ///< components by '.'; looked at where labels are corrected
};

/// Which templates count as right for a reaction (Heid, Liu, Aude, Green 2022,
/// doi:10.1021/acs.jcim.1c01192: templates of one set overlap, and labels contradict each other).
enum class LabelCorrection {
    none,    ///< the one that was extracted from it
    all,     ///< every one that gives its reactants
    general  ///< of these, the one that comes first in the set: the most used
};

struct PolicyData {
    learn::SparseRows rows;
    /// One label each, or several; none where no template of the set is known or it does not apply.
    learn::LabelLists labels;
    learn::LabelLists candidates;  ///< templates that apply
    std::size_t unlabelled = 0;    ///< no template of the set was seen
    std::size_t inapplicable = 0;  ///< one was seen, and does not apply to the product as read
    std::size_t unread = 0;        ///< the product is no molecule; left out

    learn::LabelledRows view() const { return {&rows, &labels, &candidates}; }
};

/// `keep_on` is asked now and then with the share that is done; false: Stopped is thrown.
PolicyData policy_data(std::span<const PolicyExample>, const chem::TemplateSet&,
                       const PolicyInputs&, LabelCorrection, int threads,
                       const std::function<bool(double)>& keep_on = {});

/// Atoms that a template adds to the precursors, as a text: those without a number on its right,
/// less those on its left, sorted. Templates that give the same reactants of a molecule agree in
/// it.
std::string added_atoms(const std::string& retro_template);

/// Share of rows whose label is among the `k` likeliest candidates; rows without one count as
/// missed.
double label_accuracy(const learn::Classifier&, const PolicyData&, std::size_t k);

}  // namespace crucible::synthesis
