// polymorphs.map: minima of searches as points of a map, by kernel PCA of SOAP vectors.

#include <fmt/format.h>

#include <cmath>
#include <cstring>
#include <fstream>
#include <limits>
#include <numeric>

#include "crucible/atoms/elements.hpp"
#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/base/text.hpp"
#include "crucible/data/npy.hpp"
#include "crucible/data/npy_rows.hpp"
#include "crucible/data/table.hpp"
#include "crucible/descriptors/soap.hpp"
#include "crucible/kinds/frame_source.hpp"
#include "crucible/kinds/kinds.hpp"
#include "crucible/kinds/soap_parameters.hpp"
#include "crucible/learn/principal_components.hpp"
#include "crucible/study/step_run.hpp"

namespace crucible {
namespace {

constexpr std::int64_t frames_per_item = 256;

double number_of(const Structure& s, const std::string& key) {
    const auto it = s.info.find(key);
    const auto v = it == s.info.end() ? std::nullopt : to_double(it->second);
    return v ? *v : std::numeric_limits<double>::quiet_NaN();
}

std::string word_of(const Structure& s, const std::string& key) {
    const auto it = s.info.find(key);
    return it == s.info.end() ? "" : it->second;
}

/// Formula units in the cell.
int units_in(const Structure& s) {
    int units = 0;
    for (const auto& [z, count] : composition(s.numbers)) units = std::gcd(units, count);
    return std::max(units, 1);
}

struct PolymorphMap {
    std::vector<Ref<Artefact::structures>> minima;
    Ref<Artefact::structures> known;
    SoapParameters soap;
    SoapMean average = SoapMean::outer;
    int dimensions = 10;

    void describe(Fields& f) {
        f("minima", minima, "Minima of one or several searches; they span the map")
            .required("@search.minima")
            .positional();
        f("known", known, "Known phases, placed on the map that the minima span");
        soap.describe(f);
        f("average", average, "How the atoms of a structure are averaged; 'none' does not go here");
        f("dimensions", dimensions, "Coordinates of each point").within(2, 100);
        f.preset("paper", "the settings of arXiv:1909.08934",
                 "cutoff = '4 angstrom'\nsigma = '0.5 angstrom'\nn_max = 6\nl_max = 6\n"
                 "pairs = 'same'\naverage = 'outer'\ndimensions = 10");
        f.example("crucible polymorphs map found/steps/search/out/minima.extxyz --run map");
        f.makes(Artefact::table, "map", "map.csv",
                "A point for each structure: what it is, and its coordinates");
        f.makes(Artefact::table, "axes", "axes.csv",
                "Eigenvalue of each coordinate, and its share");
        f.makes(Artefact::file, "basis", "basis.npy",
                "Mean of the vectors, then the direction of each coordinate");
        f.makes(Artefact::file, "features", "features.npy",
                "Vectors of length 1, a row for each point");
        f.gives("structures", "", "Minima on the map");
        f.gives("known", "", "Known phases placed on it");
        f.gives("features", "", "Numbers in a vector");
        f.gives("shown", "", "Share of the spread that the first two coordinates show");
    }

    struct World {
        FrameSource frames;
        Soap soap;
        std::size_t minima_files;
    };
    /// `run`: StepRun or Worker.
    template <class Run>
    World world(const Run& run) const {
        if (average == SoapMean::none)
            throw InputError("E-soap", "a map shows structures, not atoms",
                             "choose outer, inner or element as average");
        std::vector<std::filesystem::path> files;
        for (const auto& ref : minima)
            for (const auto& file : run.open(ref)) files.push_back(file);
        const std::size_t of_minima = files.size();
        for (const auto& file : run.open(known)) files.push_back(file);
        FrameSource frames(files);
        // Minima of a search have one composition: the first frame of each file names the elements.
        Structures first;
        std::size_t last_file = files.size();
        for (std::int64_t k = 0; k < frames.count(); ++k) {
            const std::size_t file = frames.file_of(k);
            if (file == last_file) continue;
            last_file = file;
            first.push_back(frames.frame(k));
        }
        if (first.empty())
            throw InputError("E-structure-none", "there are no structures to map",
                             "give the minima of a search");
        return {std::move(frames), Soap(soap.settings(first)), of_minima};
    }

    /// Vectors of length 1 of some structures as bytes, row after row.
    std::string work(std::int64_t item, Worker& worker) const {
        auto& w = worker.once([&] { return world(worker); });
        const std::int64_t first = item * frames_per_item;
        const std::int64_t last = std::min(first + frames_per_item, w.frames.count());
        const std::size_t columns = w.soap.size(mean_of(average));
        Array2<double> rows(static_cast<std::size_t>(last - first), columns);
        for (std::int64_t k = first; k < last; ++k) {
            const std::vector<double> v = w.soap.average(w.frames.frame(k), mean_of(average));
            std::copy(v.begin(), v.end(), rows.row(static_cast<std::size_t>(k - first)).begin());
        }
        learn::normalise_rows(rows);
        const auto flat = rows.flat();
        return {reinterpret_cast<const char*>(flat.data()), flat.size_bytes()};
    }

    void run(StepRun& r) const;
    learn::PrincipalComponents basis_of(StepRun& r, const World& w) const;
    void write_map(StepRun& r, World& w, const learn::PrincipalComponents& basis) const;
};

/// Rows of one item.
Array2<double> rows_of(std::string_view bytes, std::size_t columns) {
    Array2<double> rows(bytes.size() / sizeof(double) / columns, columns);
    std::memcpy(rows.flat().data(), bytes.data(), bytes.size());
    return rows;
}

/// What is said of structures [first, first + coordinates.rows()).
Table points(FrameSource& frames, std::int64_t first, std::size_t minima_files,
             const Array2<double>& coordinates) {
    Table t;
    std::vector<std::string> kind, name, phase, group;
    std::vector<double> n, pressure, enthalpy, volume;
    for (std::size_t i = 0; i < coordinates.rows(); ++i) {
        const std::int64_t number = first + static_cast<std::int64_t>(i);
        const Structure s = frames.frame(number);
        const bool is_known = frames.file_of(number) >= minima_files;
        const int units = units_in(s);
        kind.emplace_back(is_known ? "known" : "minimum");
        name.push_back(s.name), phase.push_back(is_known ? s.name : word_of(s, "phase"));
        group.push_back(word_of(s, "space_group"));
        n.push_back(units), pressure.push_back(number_of(s, "pressure_GPa"));
        enthalpy.push_back(number_of(s, "enthalpy_kcal_per_mol_fu"));
        volume.push_back(s.cell.volume() / units);
    }
    t.add_texts("kind") = std::move(kind);
    t.add_texts("name") = std::move(name);
    t.add_texts("phase") = std::move(phase);
    t.add_texts("space_group") = std::move(group);
    t.add_numbers("n") = std::move(n);
    t.add_numbers("pressure", "GPa") = std::move(pressure);
    t.add_numbers("enthalpy", "kcal/mol") = std::move(enthalpy);
    t.add_numbers("volume", "angstrom^3") = std::move(volume);
    for (std::size_t k = 0; k < coordinates.columns(); ++k) {
        auto& x = t.add_numbers(fmt::format("x{}", k + 1));
        for (std::size_t i = 0; i < coordinates.rows(); ++i) x.push_back(coordinates(i, k));
    }
    return t;
}

learn::PrincipalComponents PolymorphMap::basis_of(StepRun& r, const World& w) const {
    const std::size_t columns = w.soap.size(mean_of(average));
    learn::FeatureMoments moments(columns);
    r.each([&](std::int64_t item, std::string_view bytes) {
        const Array2<double> rows = rows_of(bytes, columns);
        std::size_t own = 0;  // minima come first
        for (std::size_t i = 0; i < rows.rows(); ++i)
            own += w.frames.file_of(item * frames_per_item + static_cast<std::int64_t>(i)) <
                   w.minima_files;
        moments.add(Span2D<const double>(rows.flat().data(), own, columns));
    });
    return learn::principal_components(moments, static_cast<std::size_t>(dimensions));
}

void PolymorphMap::write_map(StepRun& r, World& w, const learn::PrincipalComponents& basis) const {
    const std::size_t columns = basis.mean.size();
    r.make("features", [&](const std::filesystem::path& aside) {
        NpyRowWriter out(aside, static_cast<std::size_t>(w.frames.count()), columns);
        r.each([&](std::int64_t, std::string_view bytes) { out.add(rows_of(bytes, columns)); });
        out.finish();
    });
    r.make("map", [&](const std::filesystem::path& aside) {
        std::ofstream out(aside, std::ios::binary);
        r.each([&](std::int64_t item, std::string_view bytes) {
            const std::string some = to_csv(points(w.frames, item * frames_per_item, w.minima_files,
                                                   basis.coordinates(rows_of(bytes, columns))));
            out << (item == 0 ? some : some.substr(some.find('\n') + 1));  // one header
        });
        if (!out.flush()) fail_errno("cannot write", aside);
    });
}

void PolymorphMap::run(StepRun& r) const {
    World w = world(r);
    r.items((w.frames.count() + frames_per_item - 1) / frames_per_item);
    const learn::PrincipalComponents basis = basis_of(r, w);
    write_map(r, w, basis);
    std::vector<double> rows = basis.mean;
    const auto flat = basis.directions.flat();
    rows.insert(rows.end(), flat.begin(), flat.end());
    r.make("basis", to_npy(make_npy({basis.directions.rows() + 1, basis.mean.size()}, rows)));
    Table axes;
    std::vector<double> number, share;
    for (std::size_t k = 0; k < basis.values.size(); ++k) {
        number.push_back(static_cast<double>(k + 1));
        share.push_back(basis.total > 0 ? basis.values[k] / basis.total : 0);
    }
    const double shown = (share.empty() ? 0 : share[0]) + (share.size() < 2 ? 0 : share[1]);
    axes.add_numbers("coordinate") = std::move(number);
    axes.add_numbers("eigenvalue") = basis.values;
    axes.add_numbers("share") = std::move(share);
    r.make("axes", to_csv(axes));
    std::int64_t known_count = 0;
    for (std::int64_t k = w.frames.count(); k-- > 0 && w.frames.file_of(k) >= w.minima_files;)
        ++known_count;
    r.row(Row::number("structures", static_cast<double>(w.frames.count() - known_count)));
    r.row(Row::number("known", static_cast<double>(known_count)));
    r.row(Row::number("features", static_cast<double>(basis.mean.size())));
    r.row(Row::number("shown", shown));
}

}  // namespace

void register_polymorphs_map(Registry& r) {
    r.add<PolymorphMap>("polymorphs.map", {1}, "Place the minima of searches on a map");
}

}  // namespace crucible
