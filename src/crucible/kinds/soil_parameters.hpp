#pragma once
// What steps on soil cores have in common: which part of a volume, which classes.

#include <string>
#include <vector>

#include "crucible/base/describe.hpp"
#include "crucible/data/table.hpp"
#include "crucible/volume/classes.hpp"
#include "crucible/volume/source.hpp"

namespace crucible {

/// Lengths of studies are in angstrom, those of volumes in millimetres.
inline constexpr double angstrom_per_mm = 1e7;

/// How classes of matter are told apart.
enum class ClassesBy {
    fixed_script,
    paper_text,
    paper_script,
    davey,
    edges,
    otsu,
    multi_otsu,
    li,
    triangle,
    isodata,
    maximum_entropy
};
inline std::span<const Name> names(ClassesBy) {
    static constexpr Name all[] = {
        {"fixed-script", "six equal parts of -1000 to 3096 HU, the same for every sample"},
        {"paper-text", "six parts of 1024 HU from -2048 on, doi:10.1098/rsos.201275"},
        {"paper-script", "six equal parts of this volume's own range, as the authors' script cuts"},
        {"davey", "gas, roots, water, peat, particulates, sand, rock, doi:10.2136/sssaj2010.0275"},
        {"edges", "the intervals given in `edges`"},
        {"otsu", "two classes of greatest variance between them"},
        {"multi-otsu", "as many classes as `levels` says, of greatest variance between them"},
        {"li", "two classes of least cross entropy"},
        {"triangle", "two classes by the triangle under the histogram"},
        {"isodata", "two classes whose means lie equally far from the threshold"},
        {"maximum-entropy", "two classes of greatest entropy"}};
    return all;
}

struct ClassesParameter {
    ClassesBy by = ClassesBy::fixed_script;
    std::vector<double> edges;
    std::vector<std::string> names;
    int levels = 3;

    void describe(Fields& f) {
        f("by", by, "How classes are told apart");
        f("edges", edges, "Edges in HU, ascending, for by = \"edges\"; class k is from edge k on")
            .within(-32767, 32767);
        f("names", names, "Names of the classes; none: object 1, object 2...");
        f("levels", levels, "Number of classes, for by = \"multi-otsu\"").within(2, 6);
    }
};

/// The scheme for a volume; reads its values only where the scheme depends on them.
/// Throws InputError (E-volume-edges, E-volume-flat, E-volume-empty).
volume::ClassScheme class_scheme(const ClassesParameter&, volume::VolumeSource&);

/// One table row per class: name, interval, voxels, fraction.
Table class_table(const volume::ClassScheme&, const volume::ClassProfile&);

}  // namespace crucible
