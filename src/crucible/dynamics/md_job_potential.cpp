#include "crucible/dynamics/md_job_potential.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "crucible/atoms/elements.hpp"
#include "crucible/base/text.hpp"
#include "crucible/dynamics/md_job_table.hpp"

namespace crucible {
namespace {

constexpr std::string_view cutoff_names[] = {"plain", "shifted-energy", "shifted-force"};
constexpr std::string_view short_range_names[] = {"refuse", "patch"};
constexpr std::string_view precision_names[] = {"double", "single", "mixed"};
constexpr std::string_view charge_force_names[] = {"exact", "as-trained"};
constexpr std::string_view engine_names[] = {"stillinger-weber", "tersoff", "tersoff-mod"};

std::string pair_text(int a, int b) {
    return fmt::format("{}-{}", element(a).symbol, element(b).symbol);
}
std::string in_unit(double v, std::string_view unit) {
    return number_text(v) + " " + std::string(unit);
}

Value potential_value(const LennardJonesParameters& p) {
    Value v;
    v.set("use", "lennard-jones");
    Value& pairs = v.set("pairs", Value::make_list());
    for (const LennardJonesPair& q : p.pairs) {
        Value pair;
        pair.set("pair", pair_text(q.first, q.second));
        pair.set("epsilon", in_unit(q.epsilon, "eV"));
        pair.set("sigma", in_unit(q.sigma, "angstrom"));
        pairs.push(std::move(pair));
    }
    v.set("cutoff", in_unit(p.cutoff, "angstrom"));
    v.set("end", cutoff_names[static_cast<std::size_t>(p.kind)]);
    return v;
}

Value potential_value(const BuckinghamParameters& p) {
    Value v;
    v.set("use", "buckingham");
    v.set("parameters", p.name), v.set("source", p.source);
    Value& charges = v.set("charges", Value::make_table());
    for (std::size_t i = 0; i < p.numbers.size(); ++i)
        charges.set(element(p.numbers[i]).symbol, in_unit(p.charges[i], "e"));
    Value& pairs = v.set("pairs", Value::make_list());
    for (std::size_t i = 0; i < p.numbers.size(); ++i)
        for (std::size_t j = i; j < p.numbers.size(); ++j) {
            Value pair;
            pair.set("pair", pair_text(p.numbers[i], p.numbers[j]));
            pair.set("a", in_unit(p.pair(i, j).a, "eV"));
            pair.set("rho", in_unit(p.pair(i, j).rho, "angstrom"));
            pair.set("c", in_unit(p.pair(i, j).c, "eV angstrom^6"));
            pairs.push(std::move(pair));
        }
    return v;
}

Value potential_value(const DeepPotFile& p) {
    Value v;
    v.set("use", "deep-pot");
    Value& files = v.set("files", Value::make_list());
    for (const std::string& file : p.files) files.push(file);
    v.set("precision", precision_names[static_cast<std::size_t>(p.precision)]);
    v.set("exact", p.is_exact);
    return v;
}

Value potential_value(const NepFile& p) {
    Value v;
    v.set("use", "nep"), v.set("file", p.file);
    v.set("precision", precision_names[static_cast<std::size_t>(p.precision)]);
    v.set("charge_forces", charge_force_names[static_cast<std::size_t>(p.charge_forces)]);
    return v;
}

Value potential_value(const EngineFile& p) {
    Value v;
    v.set("use", engine_names[static_cast<std::size_t>(p.style)]), v.set("file", p.file);
    return v;
}

LennardJonesParameters read_lennard_jones(JobTable& t) {
    LennardJonesParameters p;
    for (const Value& v : t.list("pairs")) {
        JobTable q(v, t.path("pairs"), t.file());
        const auto [first, second] = parse_pair(q.text("pair"));
        p.pairs.push_back({first, second, q.needed("epsilon", dimension::energy),
                           q.needed("sigma", dimension::length)});
        q.nothing_else();
    }
    t.quantity("cutoff", dimension::length, p.cutoff);
    t.choice("end", cutoff_names, p.kind);
    return p;
}

std::size_t index_of(const BuckinghamParameters& p, int z, const JobTable& t) {
    const auto at = std::find(p.numbers.begin(), p.numbers.end(), z);
    if (at == p.numbers.end())
        t.fail("pairs", fmt::format("name {}, which has no charge", element(z).symbol),
               "give every element a charge");
    return static_cast<std::size_t>(at - p.numbers.begin());
}

BuckinghamParameters read_buckingham(JobTable& t, const std::string& name, const Value& charges) {
    BuckinghamParameters p;
    p.name = name;
    if (t.take("source")) p.source = t.text("source");
    if (!charges.is(Value::Kind::table)) t.fail("charges", "are no table", "expected { \"Ti\": }");
    for (const Member& m : charges.table) {
        p.numbers.push_back(parse_element(m.key));
        p.charges.push_back(t.quantity(m.value, "charges." + m.key, dimension::charge));
    }
    const std::size_t n = p.numbers.size();
    p.pairs.resize(n * n);
    for (const Value& v : t.list("pairs")) {
        JobTable q(v, t.path("pairs"), t.file());
        const auto [first, second] = parse_pair(q.text("pair"));
        const std::size_t i = index_of(p, first, t), j = index_of(p, second, t);
        p.pairs[i * n + j] = p.pairs[j * n + i] = {q.needed("a", dimension::energy),
                                                   q.needed("rho", dimension::length),
                                                   q.needed("c", dimension::dispersion)};
        q.nothing_else();
    }
    return p;
}

DeepPotFile read_deep_pot(JobTable& t) {
    DeepPotFile p;
    for (const Value& v : t.list("files")) {
        if (!v.is(Value::Kind::text)) t.fail("files", "holds what is no name", "expected names");
        p.files.push_back(v.text);
    }
    if (p.files.empty()) t.fail("files", "names no file", "expected one or more");
    t.choice("precision", precision_names, p.precision);
    t.boolean("exact", p.is_exact);
    return p;
}

}  // namespace

Value md_potential_value(const ModelChoice& m) {
    if (const auto* kim = std::get_if<KimModel>(&m.potential)) {
        Value v;
        v.set("use", "kim"), v.set("model", kim->id);
        return v;
    }
    if (const auto* lj = std::get_if<LennardJonesParameters>(&m.potential))
        return potential_value(*lj);
    if (const auto* deep = std::get_if<DeepPotFile>(&m.potential)) return potential_value(*deep);
    if (const auto* nep = std::get_if<NepFile>(&m.potential)) return potential_value(*nep);
    if (const auto* file = std::get_if<EngineFile>(&m.potential)) return potential_value(*file);
    Value v;
    if (const auto* own = std::get_if<BuckinghamParameters>(&m.potential)) {
        v = potential_value(*own);
    } else {
        const auto& name = std::get<std::string>(m.potential);
        if (is_eam_file(name)) {
            v.set("use", "eam"), v.set("file", name);
            return v;
        }
        v.set("use", "buckingham"), v.set("parameters", name);
    }
    v.set("accuracy", in_unit(m.accuracy, "eV"));
    v.set("short_range", short_range_names[static_cast<std::size_t>(m.short_range)]);
    return v;
}

ModelChoice read_md_potential(const Value& v, const std::string& file) {
    JobTable t(v, "potential", file);
    ModelChoice m;
    const std::string use = t.text("use");
    if (use == "kim") {
        m.potential = KimModel{t.text("model")};
    } else if (use == "eam") {
        m.potential = t.text("file");
        if (!is_eam_file(std::get<std::string>(m.potential)))
            t.fail("file", "does not say which kind of EAM file it is",
                   "end it in .eam, .eam.alloy or .eam.fs");
    } else if (use == "deep-pot") {
        m.potential = read_deep_pot(t);
    } else if (use == "nep") {
        NepFile nep{t.text("file")};
        t.choice("precision", precision_names, nep.precision);
        t.choice("charge_forces", charge_force_names, nep.charge_forces);
        m.potential = nep;
    } else if (const auto* style = std::find(std::begin(engine_names), std::end(engine_names), use);
               style != std::end(engine_names)) {
        m.potential =
            EngineFile{static_cast<EngineFile::Style>(style - engine_names), t.text("file")};
    } else if (use == "lennard-jones") {
        m.potential = read_lennard_jones(t);
    } else if (use == "buckingham") {
        const std::string name = t.text("parameters");
        const Value* charges = t.take("charges");
        if (charges)
            m.potential = read_buckingham(t, name, *charges);
        else
            m.potential = buckingham_preset(name).name;
        t.quantity("accuracy", dimension::energy, m.accuracy);
        t.choice("short_range", short_range_names, m.short_range);
    } else {
        t.fail("use", fmt::format("is {}", in_quotes(use)),
               "expected one of: eam, kim, lennard-jones, buckingham, deep-pot, nep, "
               "stillinger-weber, tersoff, tersoff-mod");
    }
    t.nothing_else();
    return m;
}

}  // namespace crucible
