#include "crucible/kinds/soap_parameters.hpp"

#include <algorithm>
#include <set>

#include "crucible/kinds/structure_inputs.hpp"

namespace crucible {

std::span<const Name> names(SoapBasis) {
    static constexpr Name all[] = {{"gto", "Gaussian type orbitals"},
                                   {"polynomial", "powers of the distance to the cut-off"}};
    return all;
}

std::span<const Name> names(SoapPairs) {
    static constexpr Name all[] = {{"same", "each element with itself"},
                                   {"all", "all pairs of elements"}};
    return all;
}

std::span<const Name> names(SoapMean) {
    static constexpr Name all[] = {
        {"outer", "a structure: the mean of its atoms' power spectra"},
        {"inner", "a structure: the power spectrum of its atoms' mean expansion"},
        {"element", "a structure: the means over the atoms of each element side by side"},
        {"none", "an atom"}};
    return all;
}

SoapAverage mean_of(SoapMean m) {
    return m == SoapMean::inner     ? SoapAverage::inner
           : m == SoapMean::element ? SoapAverage::element
                                    : SoapAverage::outer;
}

void SoapParameters::describe(Fields& f) {
    f("cutoff", cutoff, "Reach of an atom's surroundings").within(0.5, 50);
    f("n_max", n_max, "Radial functions").within(1, 20);
    f("l_max", l_max, "Angular momenta from 0 to this").within(0, 20);
    f("sigma", sigma, "Width of an atom's density").within(0.05, 5);
    f("basis", basis, "Radial functions");
    f("pairs", pairs, "Elements whose densities are multiplied");
    f("species", species, "Elements that have their place in a row; none: those that occur")
        .one_each();
}

SoapSettings SoapParameters::settings(const Structures& all) const {
    std::set<int> numbers;
    for (const int z : parse_elements(species)) numbers.insert(z);
    if (numbers.empty())
        for (const Structure& s : all) numbers.insert(s.numbers.begin(), s.numbers.end());
    SoapSettings out;
    out.cutoff = cutoff.value, out.sigma = sigma.value;
    out.n_max = n_max, out.l_max = l_max;
    out.species.assign(numbers.begin(), numbers.end());
    out.basis = basis, out.pairs = pairs;
    return out;
}

}  // namespace crucible
