#pragma once
// Parameters that steps share: cut-offs of pairs of elements.

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "crucible/base/describe.hpp"

namespace crucible {

struct PairCutoff {
    std::string pair;
    Length cutoff;
    void describe(Fields& f) {
        f("pair", pair, "Two elements").required("Ti-O");
        f("cutoff", cutoff, "Atoms nearer than this are neighbours")
            .required("2.4 angstrom")
            .within(0.1, 50);
    }
};

/// {smaller Z, larger Z} to angstrom. Throws InputError as `parse_pair`.
std::map<std::pair<int, int>, double> pair_cutoffs(const std::vector<PairCutoff>&);
/// "Cu-Zr".
std::string pair_name(int a, int b);

}  // namespace crucible
