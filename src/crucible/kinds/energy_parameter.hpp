#pragma once
// The `energy` parameter that steps share: which potential, by preset, by file, or spelled out.

#include <filesystem>
#include <string>
#include <variant>
#include <vector>

#include "crucible/base/describe.hpp"
#include "crucible/energy/catalogue.hpp"
#include "crucible/energy/potential_files.hpp"

namespace crucible {

struct IonCharge {
    std::string element;
    Charge charge;
    void describe(Fields& f) {
        f("element", element, "Chemical symbol").required("Ti");
        f("charge", charge, "Charge of the ion").required("2.196 e").within(-10, 10);
    }
};

struct BuckinghamTerm {
    std::string pair;
    Energy a;
    Length rho{1};
    Dispersion c;
    void describe(Fields& f) {
        f("pair", pair, "Two elements").required("Ti-O");
        f("a", a, "A of A exp(-r/rho) - C/r^6").within(0, 1e8);
        f("rho", rho, "rho of A exp(-r/rho) - C/r^6").within(0.01, 10);
        f("c", c, "C of A exp(-r/rho) - C/r^6").within(0, 1e8);
    }
};

struct BuckinghamEnergy {
    static constexpr std::string_view name = "buckingham";
    static constexpr std::string_view sentence =
        "Buckingham and Coulomb between rigid ions, by Ewald sums";
    std::string parameters = "matsui-akaogi";
    std::vector<IonCharge> charges;
    std::vector<BuckinghamTerm> pairs;
    void describe(Fields& f) {
        f("parameters", parameters, "Name of the parameters, or a name for those given below");
        f("charges", charges, "Charges, with `pairs`, instead of named parameters");
        f("pairs", pairs, "A, rho and C; pairs not listed only have their charges");
        f.preset("matsui-akaogi", "TiO2, doi:10.1080/08927029108022432",
                 "parameters = 'matsui-akaogi'");
    }
};

struct EamEnergy {
    static constexpr std::string_view name = "eam";
    static constexpr std::string_view sentence =
        "Embedded-atom potential from a setfl or funcfl file";
    std::filesystem::path file;
    void describe(Fields& f) {
        f("file", file, "eam.alloy, eam.fs or eam file; a bare name is also one of lammps-data")
            .required("CuZr_mm.eam.fs")
            .found_by(&find_potential);
        f.preset("*.eam.alloy", "A file of this name", "file = '*'");
        f.preset("*.eam.fs", "A file of this name", "file = '*'");
        f.preset("*.eam", "A file of this name", "file = '*'");
    }
};

struct KimEnergy {
    static constexpr std::string_view name = "kim";
    static constexpr std::string_view sentence = "Installed OpenKIM model";
    std::string model;
    void describe(Fields& f) {
        f("model", model, "Extended id of the model, or the part from MO_ on")
            .required("EAM_Dynamo_RaveloGermannGuerrero_2013Ta1_Ta__MO_816821594689_000");
    }
};

enum class PrecisionChoice { double_, single };
inline std::span<const Name> names(PrecisionChoice) {
    static constexpr Name all[] = {{"double", "everything in double precision"},
                                   {"single", "kernels in single precision, sums in double"}};
    return all;
}

enum class NepForcesChoice { exact, as_trained };  // as NepChargeForces
inline std::span<const Name> names(NepForcesChoice) {
    static constexpr Name all[] = {
        {"exact", "the derivatives of the energy"},
        {"as-trained", "with the mean charge held, as GPUMD and NEP_CPU take them"}};
    return all;
}

struct NepEnergy {
    static constexpr std::string_view name = "nep";
    static constexpr std::string_view sentence =
        "Neuroevolution potential (nep.txt), NEP2 to NEP5, with charges or without";
    std::filesystem::path file;
    PrecisionChoice precision = PrecisionChoice::single;
    NepForcesChoice charge_forces = NepForcesChoice::exact;
    void describe(Fields& f) {
        f("file", file, "nep.txt as GPUMD writes it")
            .required("UNEP-v1.txt")
            .found_by(&find_potential);
        f.preset("*.txt", "A file of this name", "file = '*'");
        f("precision", precision, "Arithmetic of the kernels");
        f("charge_forces", charge_forces, "Forces and stress of a file with charges");
    }
};

enum class DeepPotPrecision { double_, single, mixed };  // as Precision
inline std::span<const Name> names(DeepPotPrecision) {
    static constexpr Name all[] = {
        {"double", "everything in double precision"},
        {"single", "kernels in single precision, sums in double"},
        {"mixed", "descriptors in single, the fitting net in double precision"}};
    return all;
}
enum class EmbeddingChoice { tables, nets };
inline std::span<const Name> names(EmbeddingChoice) {
    static constexpr Name all[] = {{"tables", "quintics, forces exact to 1e-5 eV/angstrom"},
                                   {"nets", "the networks themselves, 17 times slower"}};
    return all;
}

struct DeepPotEnergy {
    static constexpr std::string_view name = "deep-pot";
    static constexpr std::string_view sentence =
        "Deep potential (se_e2_a) frozen by DeePMD-kit 2, or our own file";
    std::vector<std::filesystem::path> files;
    DeepPotPrecision precision = DeepPotPrecision::single;
    EmbeddingChoice embedding = EmbeddingChoice::tables;
    void describe(Fields& f) {
        f("files", files, "The model; further ones give the ensemble's deviation")
            .required("['Al-0.pb']")
            .or_made(Artefact::model);
        f.preset("*.pb", "A file of this name", "files = ['*']");
        f.preset("*.crucible", "A file of this name", "files = ['*']");
        f("precision", precision, "Arithmetic of the kernels");
        f("embedding", embedding, "How the embedding nets are evaluated");
    }
};

struct StillingerWeberEnergy {
    static constexpr std::string_view name = "stillinger-weber";
    static constexpr std::string_view sentence =
        "Stillinger-Weber potential as LAMMPS reads it; molecular dynamics only";
    std::filesystem::path file;
    void describe(Fields& f) {
        f("file", file, "A .sw file; a bare name is also one of lammps-data")
            .required("Si.sw")
            .found_by(&find_potential);
        f.preset("*.sw", "A file of this name", "file = '*'");
    }
};

struct TersoffEnergy {
    static constexpr std::string_view name = "tersoff";
    static constexpr std::string_view sentence =
        "Tersoff potential as LAMMPS reads it; molecular dynamics only";
    std::filesystem::path file;
    void describe(Fields& f) {
        f("file", file,
          "A .tersoff file, or .tersoff.mod for the modified form; a bare name is also one of "
          "lammps-data")
            .required("Si.tersoff")
            .found_by(&find_potential);
        f.preset("*.tersoff", "A file of this name", "file = '*'");
        f.preset("*.tersoff.mod", "A file of this name", "file = '*'");
    }
};

struct LennardJonesTerm {
    std::string pair;
    Energy epsilon;
    Length sigma;
    void describe(Fields& f) {
        f("pair", pair, "Two elements").required("Ar-Ar");
        f("epsilon", epsilon, "Depth of the well").required("0.0104 eV").within(0, 100);
        f("sigma", sigma, "Distance of zero energy").required("3.4 angstrom").within(0.1, 20);
    }
};

enum class CutOffChoice { plain, shifted_energy, shifted_force };
inline std::span<const Name> names(CutOffChoice) {
    static constexpr Name all[] = {{"plain", "the energy jumps to zero"},
                                   {"shifted-energy", "lifted to go to zero"},
                                   {"shifted-force", "energy and force go to zero"}};
    return all;
}

struct LennardJonesEnergy {
    static constexpr std::string_view name = "lennard-jones";
    static constexpr std::string_view sentence = "Lennard-Jones pairs, cut off";
    std::vector<LennardJonesTerm> pairs;
    Length cutoff{10};
    CutOffChoice end = CutOffChoice::shifted_energy;
    void describe(Fields& f) {
        f("pairs", pairs, "Depth and width of each pair").required("[{ pair = 'Ar-Ar', ... }]");
        f("cutoff", cutoff, "Reach").within(1, 100);
        f("end", end, "What happens at the cut-off");
    }
};

using EnergyParameter =
    std::variant<BuckinghamEnergy, EamEnergy, LennardJonesEnergy, KimEnergy, NepEnergy,
                 StillingerWeberEnergy, TersoffEnergy, DeepPotEnergy>;

/// Throws InputError for pairs and elements that are none, InconsistentError (E-energy-charges) for
/// pairs without charges.
Potential potential(const EnergyParameter&);

}  // namespace crucible
