#pragma once
// The data sets of a glass fit, as studies give them, and the terms that the engine fits.

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "crucible/atoms/structure.hpp"
#include "crucible/base/describe.hpp"
#include "crucible/kinds/pair_parameters.hpp"
#include "crucible/rmc/presets.hpp"
#include "crucible/rmc/problem.hpp"

namespace crucible {

enum class CalibrationChoice { none, scale, offset, both };
inline std::span<const Name> names(CalibrationChoice) {
    static constexpr Name all[] = {{"none", "the data are taken as they are"},
                                   {"scale", "a factor is fitted with every move"},
                                   {"offset", "a constant is fitted with every move"},
                                   {"both", "factor and constant are fitted"}};
    return all;
}

/// What all data sets share. Without a file the data are what the target would show.
struct DataSource {
    std::filesystem::path file;
    std::vector<int> columns;
    CalibrationChoice calibration = CalibrationChoice::none;
    std::vector<double> sigma;
    Flag use_errors = Flag::off;
    void describe_source(Fields& f) {
        f("file", file,
          "Measured data, two or three columns; without one the target's are computed");
        f("columns", columns,
          "Where x, y and perhaps their errors stand in the file, counted from 1; none: the first "
          "two, the third as errors")
            .within(1, 1000);
        f("calibration", calibration, "Factor and constant of the data that may be fitted");
        f("sigma", sigma, "Sigma of this set: one, or first and last; none: the schedule's")
            .within(1e-9, 1e6);
        f("use_errors", use_errors, "Weigh points by the errors that the file has");
    }
};

enum class SqMeaning { s_of_q, f_of_q, i_of_q };
inline std::span<const Name> names(SqMeaning) {
    static constexpr Name all[] = {
        {"s-of-q", "S(Q), tends to 1"}, {"f-of-q", "F(Q) = Q (S(Q) - 1)"}, {"i-of-q", "S(Q) - 1"}};
    return all;
}

/// X-ray and neutron S(q) have the same parameters.
struct DiffractionData : DataSource {
    SqMeaning meaning = SqMeaning::s_of_q;
    Range<Wavenumber> q{{0.7}, {16}};
    Wavenumber step{0.1};
    Length longest, width{0.02};
    Flag convolve = Flag::on;
    void describe_diffraction(Fields& f) {
        describe_source(f);
        f("meaning", meaning, "What the second column of the file is");
        f("q", q, "Range that is fitted").within(0.05, 100);
        f("step", step, "Spacing of points where they are computed").within(0.005, 2);
        f("longest", longest, "Range in real space; 0: to half the box").within(0, 1000);
        f("width", width, "Width of the bins of distance").within(0.002, 0.2);
        f("convolve", convolve,
          "Give data of a file the resolution that the finite range of the model has");
    }
};
struct XraySq : DiffractionData {
    static constexpr std::string_view name = "sq-xray";
    static constexpr std::string_view sentence = "X-ray structure factor S(q), Faber-Ziman";
    Energy photon_energy;
    void describe(Fields& f) {
        describe_diffraction(f);
        f("photon_energy", photon_energy, "Photon energy for f' and f''; 0 leaves them out")
            .within(0, 200)
            .in("keV");
    }
};
struct NeutronSq : DiffractionData {
    static constexpr std::string_view name = "sq-neutron";
    static constexpr std::string_view sentence = "Neutron structure factor S(q), Faber-Ziman";
    void describe(Fields& f) { describe_diffraction(f); }
};

enum class RadiationChoice { xray, neutron };
inline std::span<const Name> names(RadiationChoice) {
    static constexpr Name all[] = {{"xray", "weights f(0)"}, {"neutron", "weights b"}};
    return all;
}
struct PdfData : DataSource {
    static constexpr std::string_view name = "pdf";
    static constexpr std::string_view sentence = "Reduced pair distribution function G(r)";
    RadiationChoice radiation = RadiationChoice::xray;
    Range<Length> r{{1.8}, {12}};
    Length step{0.05}, width{0.02};
    Wavenumber q_max;
    void describe(Fields& f) {
        describe_source(f);
        f("radiation", radiation, "What the function was measured with");
        f("r", r, "Range that is fitted").within(0.1, 200);
        f("step", step, "Spacing of points where they are computed").within(0.005, 1);
        f("width", width, "Width of the bins of distance").within(0.002, 0.2);
        f("q_max", q_max, "Where the measurement ended: broadens the model; 0: not at all")
            .within(0, 200);
    }
};
struct PartialGData : DataSource {
    static constexpr std::string_view name = "partial-g";
    static constexpr std::string_view sentence = "Partial radial distribution function g(r)";
    std::string pair;
    Length longest{10}, step{0.1}, width{0.02};
    void describe(Fields& f) {
        describe_source(f);
        f("pair", pair, "Two elements").required("Cu-Zr");
        f("longest", longest, "Range that is fitted").within(1, 200);
        f("step", step, "Spacing of points, a whole number of bins").within(0.01, 1);
        f("width", width, "Width of the bins of distance").within(0.002, 0.2);
    }
};
enum class ChiMeaning { chi, k_chi, k2_chi, k3_chi };
inline std::span<const Name> names(ChiMeaning) {
    static constexpr Name all[] = {{"chi", "chi(k), not weighted"},
                                   {"k-chi", "k chi(k)"},
                                   {"k2-chi", "k^2 chi(k)"},
                                   {"k3-chi", "k^3 chi(k)"}};
    return all;
}
struct ExafsData : DataSource {
    static constexpr std::string_view name = "exafs";
    static constexpr std::string_view sentence = "EXAFS of one absorption edge, single scattering";
    std::string absorber;
    std::vector<std::filesystem::path> feff;
    ChiMeaning meaning = ChiMeaning::chi;
    Range<Wavenumber> k{{3}, {14}};
    Wavenumber step{0.1};
    int k_weight = 2;
    double s02 = 0.9;
    Energy e0_shift;
    double sigma2 = 0;
    Length longest{6}, width{0.02};
    Range<Length> filter{{0}, {0}};
    void describe(Fields& f) {
        describe_source(f);
        f("absorber", absorber, "Element whose edge was measured").required("Cu");
        f("feff", feff, "Folders of a FEFF run, or feffNNNN.dat files").required("[\"feff/CuK\"]");
        f("meaning", meaning, "What the second column of the file is");
        f("k", k, "Range that is fitted").within(0.1, 40);
        f("step", step, "Spacing of points where they are computed").within(0.01, 1);
        f("k_weight", k_weight, "Power of k that chi is multiplied with").within(0, 3);
        f("s02", s02, "Amplitude reduction factor").within(0.1, 1.5);
        f("e0_shift", e0_shift, "Shift of the edge energy").within(-50, 50);
        f("sigma2", sigma2, "Disorder added to what the positions give, angstrom^2").within(0, 0.1);
        f("longest", longest, "Farthest neighbours that count").within(2, 12);
        f("width", width, "Width of the bins of distance").within(0.002, 0.1);
        f("filter", filter, "Keep what lies between these distances in R space; 0 to 0: all")
            .within(0, 20);
    }
};
struct FluctuationData : DataSource {
    static constexpr std::string_view name = "fem";
    static constexpr std::string_view sentence = "Variance V(k) of fluctuation electron microscopy";
    Range<Wavenumber> k{{0.3}, {0.6}};
    Wavenumber step{0.01};
    Length resolution{10};
    std::vector<int> rotations{1, 10, 6};
    int azimuths = 16;
    double thickness_scale = 1;
    void describe(Fields& f) {
        describe_source(f);
        f("k", k, "Range that is fitted, without 2 pi").within(0.05, 5);
        f("step", step, "Spacing of points where they are computed").within(0.001, 0.2);
        f("resolution", resolution, "R; the aperture is 0.61 / R").within(1, 100);
        f("rotations", rotations, "Numbers of rotations about three axes").within(1, 100);
        f("azimuths", azimuths, "Directions of k averaged over; 0: enough for 1e-3, slower")
            .within(0, 1000);
        f("thickness_scale", thickness_scale, "3 t_exp / t_sim; multiplies the measured variance")
            .within(1e-3, 1e4);
    }
};
struct CoordinationData : DataSource {
    static constexpr std::string_view name = "coordination";
    static constexpr std::string_view sentence = "Mean number of neighbours within a cut-off";
    std::string pair;
    Length cutoff;
    double number = 0;
    void describe(Fields& f) {
        describe_source(f);
        f("pair", pair, "The second element around the first").required("Cu-Zr");
        f("cutoff", cutoff, "Neighbours are nearer than this")
            .required("3.7 angstrom")
            .within(0.5, 20);
        f("number", number, "The number to reach; 0: that of the target").within(0, 50);
    }
};
struct AngleData : DataSource {
    static constexpr std::string_view name = "angles";
    static constexpr std::string_view sentence = "Distribution of bond angles";
    std::string centre;
    std::vector<PairCutoff> cutoffs;
    int bins = 36;
    void describe(Fields& f) {
        describe_source(f);
        f("centre", centre, "Element in the middle; empty: any");
        f("cutoffs", cutoffs,
          "Bonds; pairs not listed take the first minimum of the target's g(r)");
        f("bins", bins, "Bins from 0 to 180 degrees").within(4, 360);
    }
};

using DataParameter = std::variant<XraySq, NeutronSq, PdfData, PartialGData, ExafsData,
                                   FluctuationData, CoordinationData, AngleData>;

/// One data set, ready for the engine.
struct DataTerm {
    std::variant<rmc::LinearTerm, rmc::FluctuationTerm, rmc::AngleTerm> term;
    rmc::DataSort sort = rmc::DataSort::other;  ///< which of a schedule's sigmas it takes
    std::vector<double> sigma;                  ///< empty: the schedule's
    std::string x_name, x_unit, y_name;
    std::vector<double> x;

    const std::string& name() const;
    const std::vector<double>& target() const;
};

/// Cell and composition that a model will have, and the target when there is one.
struct DataSetting {
    const Structure* model = nullptr;   ///< any structure of that cell and composition
    const Structure* target = nullptr;  ///< nullptr: all data come from files
};
/// Throws InputError (E-glass-data: neither file nor target, or a range without points), and what
/// readers and observables throw.
DataTerm data_term(const DataParameter&, const DataSetting&);

/// Reads what the set reads, its file relative to `directory`, and throws what data_term would,
/// as far as neither model nor target is needed for it.
void check_data(const DataParameter&, const std::filesystem::path& directory, bool has_target);

/// What a set would show of another structure of the same cell and composition.
std::vector<double> observe_set(const DataTerm&, const Structure&);

}  // namespace crucible
