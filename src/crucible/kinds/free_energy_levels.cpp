#include "crucible/kinds/free_energy_levels.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "crucible/atoms/formats.hpp"
#include "crucible/base/error.hpp"
#include "crucible/base/text.hpp"
#include "crucible/data/json.hpp"

namespace crucible {
namespace {

constexpr double level_kcal = constants::kcal_per_mol, level_gpa = constants::gpa;
constexpr std::size_t density_bins = 120;

struct ModeColumns {
    std::vector<std::string> phase;
    std::vector<double> pressure, volume, waves, lowest, imaginary, mesh_error;
};

/// The error of the coarse mesh tells most at high temperatures; it is linear in T.
double mesh_error_at(const VibratingVolume& v, double units, double temperature) {
    return v.imaginary_share() > 0 ? NAN : free_energy_limit(v, temperature).error / units;
}

Table modes_table(ModeColumns c, VibrationStatistics statistics) {
    const bool has_masses = statistics == VibrationStatistics::quantum;
    Table t;
    t.add_texts("phase") = std::move(c.phase);
    t.add_numbers("pressure", "GPa") = std::move(c.pressure);
    t.add_numbers("volume", "angstrom^3") = std::move(c.volume);
    t.add_numbers("waves") = std::move(c.waves);
    t.add_numbers("lowest", has_masses ? "eV/angstrom^2/u" : "eV/angstrom^2") = std::move(c.lowest);
    t.add_numbers("imaginary") = std::move(c.imaginary);
    t.add_numbers("mesh_error", "kcal/mol") = std::move(c.mesh_error);
    return t;
}

Table modes_of(const QuasiHarmonic& q, double hottest, VibrationStatistics statistics) {
    ModeColumns c;
    for (const VibratingVolume& v : q.volumes()) {
        c.phase.push_back(q.branch().label);
        c.pressure.push_back(v.pressure / level_gpa), c.volume.push_back(v.volume);
        c.waves.push_back(static_cast<double>(v.waves));
        c.lowest.push_back(std::min(v.fine.lowest(), v.coarse.lowest()));
        c.imaginary.push_back(v.imaginary_share());
        c.mesh_error.push_back(mesh_error_at(v, q.branch().units, hottest) / level_kcal);
    }
    return modes_table(std::move(c), statistics);
}

Table density_table(const std::string& phase, const ModeDensity& d) {
    Table t;
    t.add_texts("phase").assign(d.frequency.size(), phase);
    t.add_numbers("frequency", "THz") = d.frequency;
    t.add_numbers("density", "1/THz") = d.density;
    return t;
}

/// The density of states of the crystal where it was taken up.
Table density_of(const QuasiHarmonic& q, EnergyModel& model, const HarmonicLevel& level) {
    ModeDensity d;
    for (const BranchPoint& p : q.branch().points) {
        if (p.fate != PhaseFate::stays || std::fabs(p.pressure - q.branch().start) > 1e-9) continue;
        const auto hessian = reciprocal_hessian(model, p.structure, level.settings().sampling);
        const auto mesh = WaveMesh::for_length(p.structure.cell, level.mesh.value);
        d = mode_density(harmonic_modes(*hessian, p.structure, mesh, VibrationStatistics::quantum),
                         density_bins);
    }
    return density_table(q.branch().label, d);
}

}  // namespace

std::vector<double> PressureGrid::values() const {
    std::vector<double> out;
    for (const Pressure& p : list) out.push_back(p.value);
    const double low = range.low.value, high = range.high.value;
    if (list.empty() && (!(low <= high) || (high - low) / step.value > 10000))
        throw InputError("E-thermo-branch", "the range of pressures holds no points, or too many",
                         "give low <= high and a step of at least a ten-thousandth of the range");
    if (list.empty())
        for (int k = 0; low + k * step.value <= high * (1 + 1e-12) + 1e-12; ++k)
            out.push_back(low + k * step.value);
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
}

QuasiHarmonicSettings HarmonicLevel::settings() const {
    QuasiHarmonicSettings s;
    s.statistics = statistics, s.mesh_length = mesh.value, s.volumes = volumes;
    s.sampling.image_distance = images.value, s.sampling.displacement = displacement.value;
    return s;
}

Table branch_table(const EnthalpyBranch& b) {
    Table t;
    std::vector<std::string> phase, group, state;
    std::vector<double> pressure, enthalpy, energy, volume;
    for (const BranchPoint& p : b.points) {
        phase.push_back(b.label), group.push_back(p.space_group);
        state.emplace_back(name(p.fate));
        pressure.push_back(p.pressure / level_gpa);
        enthalpy.push_back(p.enthalpy / level_kcal), energy.push_back(p.energy / level_kcal);
        volume.push_back(p.volume);
    }
    t.add_texts("phase") = std::move(phase);
    t.add_texts("space_group") = std::move(group);
    t.add_texts("state") = std::move(state);
    t.add_numbers("pressure", "GPa") = std::move(pressure);
    t.add_numbers("enthalpy", "kcal/mol") = std::move(enthalpy);
    t.add_numbers("energy", "kcal/mol") = std::move(energy);
    t.add_numbers("volume", "angstrom^3") = std::move(volume);
    return t;
}

namespace {

void read_branch(const Table& t, EnthalpyBranch& b) {
    for (std::size_t k = 0; k < t.rows(); ++k) {
        BranchPoint p;
        p.fate = t.find("state")->texts[k] == name(PhaseFate::stays) ? PhaseFate::stays
                                                                     : PhaseFate::lost;
        const Column& group = *t.find("space_group");
        if (group.kind == Column::Kind::text) p.space_group = group.texts[k];
        p.pressure = t.find("pressure")->numbers[k] * level_gpa;
        p.enthalpy = t.find("enthalpy")->numbers[k] * level_kcal;
        p.energy = t.find("energy")->numbers[k] * level_kcal;
        p.volume = t.find("volume")->numbers[k];
        b.points.push_back(std::move(p));
    }
}

}  // namespace

void append_rows(Table& all, const Table& more) {
    if (all.rows() == 0) {
        all = more;
        return;
    }
    for (std::size_t c = 0; c < all.columns.size(); ++c) {
        Column& to = all.columns[c];
        const Column& from = more.columns[c];
        const auto as_text = [](const Column& column, std::size_t k) {
            if (column.kind == Column::Kind::text) return column.texts[k];
            return std::isnan(column.numbers[k]) ? "" : number_text(column.numbers[k]);
        };
        if (to.kind == Column::Kind::number && from.kind == Column::Kind::number) {
            to.numbers.insert(to.numbers.end(), from.numbers.begin(), from.numbers.end());
            continue;
        }
        std::vector<std::string> texts;
        for (std::size_t k = 0; k < to.size(); ++k) texts.push_back(as_text(to, k));
        for (std::size_t k = 0; k < from.size(); ++k) texts.push_back(as_text(from, k));
        to.kind = Column::Kind::text;
        to.texts = std::move(texts);
        to.numbers.clear();
    }
}

void rename_phase(PhaseFreeEnergy& p, const std::string& label) {
    p.branch.label = label;
    for (ChemicalPotential& c : p.mu) c.phase = label;
    for (Table* t : {&p.modes, &p.density, &p.integrals})
        for (Column& c : t->columns)
            if (c.name == "phase") c.texts.assign(c.size(), label);
    if (p.at_start.size()) p.at_start.name = p.at_start.info["name"] = label;
}

PhaseFreeEnergy phase_at_rest(EnthalpyBranch branch) {
    return {{},
            std::move(branch),
            {},
            modes_table({}, VibrationStatistics::classical),
            density_table("", {})};
}

std::string encode(const PhaseFreeEnergy& p) {
    Value v = Value::make_table();
    v.set("label", p.branch.label), v.set("units", p.branch.units);
    v.set("start", p.branch.start), v.set("hysteresis", p.branch.hysteresis);
    v.set("low_end", p.branch.low_end), v.set("high_end", p.branch.high_end);
    v.set("branch", to_csv(branch_table(p.branch)));
    v.set("mu", to_csv(table_of(p.mu)));
    v.set("modes", to_csv(p.modes)), v.set("density", to_csv(p.density));
    v.set("integrals", p.integrals.columns.empty() ? "" : to_csv(p.integrals));
    v.set("structure", p.at_start.size() ? structures_text({p.at_start}, "extxyz") : "");
    return to_json(v);
}

PhaseFreeEnergy decode_phase(std::string_view record) {
    const Value v = parse_json(record, "record of a phase");
    PhaseFreeEnergy p;
    const auto table = [&](const char* name) { return parse_csv(v[name].text, name); };
    p.branch.label = v["label"].text, p.branch.units = v["units"].real();
    p.branch.start = v["start"].real(), p.branch.hysteresis = v["hysteresis"].real();
    p.branch.low_end = v["low_end"].text, p.branch.high_end = v["high_end"].text;
    read_branch(table("branch"), p.branch);
    p.mu = chemical_potentials(table("mu"), "mu");
    p.modes = table("modes");
    p.density = table("density");
    if (!v["integrals"].text.empty()) p.integrals = table("integrals");
    const std::string& structure = v["structure"].text;
    if (!structure.empty()) p.at_start = parse_structures(structure, "phase.extxyz").front();
    return p;
}

PhaseFreeEnergy harmonic_phase(const HarmonicLevel& level, EnthalpyBranch branch,
                               EnergyModel& model, std::span<const double> pressures,
                               std::span<const double> temperatures) {
    PhaseFreeEnergy out;
    const QuasiHarmonic q(std::move(branch), model, level.settings());
    for (const double t : temperatures)
        for (ChemicalPotential& c : q.isotherm(pressures, t)) out.mu.push_back(std::move(c));
    const double hottest =
        temperatures.empty() || temperatures.back() <= 0 ? 300 : temperatures.back();
    out.modes = modes_of(q, hottest, level.statistics);
    out.density = density_of(q, model, level);
    out.branch = q.branch();
    return out;
}

BasinEntropies BasinEntropies::of(const Table& t, const std::string& file) {
    const auto column = [&](const char* name) -> const Column& {
        if (const Column* c = t.find(name)) return *c;
        throw InputError("E-thermo-table", fmt::format("there is no column '{}'", name),
                         "give a table that polymorphs.basins has made", {file});
    };
    const Column &label = column("label"), &entropy = column(t.find("entropy") ? "entropy" : "s"),
                 &error = column("error"), &component = column("component");
    const auto word = [](const Column& c, std::size_t k) {
        return c.kind == Column::Kind::text ? c.texts[k] : number_text(c.numbers[k]);
    };
    if (entropy.kind != Column::Kind::number || error.kind != Column::Kind::number)
        throw InputError("E-thermo-table", "entropies or their errors are words",
                         "give a table that polymorphs.basins has made", {file});
    BasinEntropies out;
    std::map<std::string, int> sizes;
    for (std::size_t k = 0; k < t.rows(); ++k) {
        if (!std::isfinite(entropy.numbers[k]) || !std::isfinite(error.numbers[k])) continue;
        out.entries.emplace_back(word(label, k),
                                 Entry{entropy.numbers[k], error.numbers[k], word(component, k)});
        const int size = ++sizes[out.entries.back().second.component];
        if (size > sizes[out.main_component])
            out.main_component = out.entries.back().second.component;
    }
    return out;
}

const BasinEntropies::Entry* BasinEntropies::find(const std::string& label) const {
    for (const auto& [name, entry] : entries)
        if (name == label) return &entry;
    return nullptr;
}

std::vector<ChemicalPotential> basin_potentials(const EnthalpyBranch& branch,
                                                const BasinEntropies& basins,
                                                std::span<const double> pressures,
                                                std::span<const double> temperatures) {
    std::vector<ChemicalPotential> out;
    const BasinEntropies::Entry* basin = basins.find(branch.label);
    if (!basin) return out;
    for (const double t : temperatures)
        for (const double p : pressures) {
            const ValueSlope h = branch.at(p);
            ChemicalPotential c;
            c.phase = branch.label, c.pressure = p, c.temperature = t;
            c.level = basin->component == basins.main_component
                          ? "basin"
                          : fmt::format("basin-{}", basin->component);
            c.enthalpy = h.value, c.volume = h.slope;
            c.state = std::isfinite(h.value) ? PhaseFate::stays : PhaseFate::lost;
            c.mu = h.value - constants::boltzmann * t * basin->entropy;
            c.error = std::isfinite(h.value) ? constants::boltzmann * t * basin->error : NAN;
            for (const BranchPoint& b : branch.points)
                if (std::fabs(b.pressure - p) < 1e-9) c.space_group = b.space_group;
            out.push_back(std::move(c));
        }
    return out;
}

}  // namespace crucible
