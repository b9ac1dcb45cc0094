#pragma once
// Settings of SOAP, as several steps have them.

#include <span>

#include "crucible/atoms/structure.hpp"
#include "crucible/base/describe.hpp"
#include "crucible/descriptors/soap.hpp"

namespace crucible {

std::span<const Name> names(SoapBasis);
std::span<const Name> names(SoapPairs);

/// SoapAverage, or a row for each atom.
enum class SoapMean { outer, inner, element, none };
std::span<const Name> names(SoapMean);
/// Not for `none`.
SoapAverage mean_of(SoapMean);

/// The defaults are those of arXiv:1909.08934.
struct SoapParameters {
    Length cutoff{4}, sigma{0.5};
    int n_max = 6, l_max = 6;
    SoapBasis basis = SoapBasis::gto;
    SoapPairs pairs = SoapPairs::same;
    std::vector<std::string> species;

    void describe(Fields&);
    /// For all elements that occur, where none are named.
    SoapSettings settings(const Structures&) const;
};

}  // namespace crucible
