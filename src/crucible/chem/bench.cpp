#include "crucible/chem/bench.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <set>
#include <sstream>

#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/chem/extract.hpp"
#include "crucible/chem/templates.hpp"
#include "crucible/data/table.hpp"

namespace crucible {
namespace {

using namespace chem;

constexpr const char* amide = "[C:1](=[O:2])-[N:3]>>[C:1](=[O:2])-O.[N:3]";
/// Of the Debian package rdkit-data; CRUCIBLE_NCI names another place.
constexpr const char* nci_of_rdkit_data = "/usr/share/RDKit/Data/NCI/first_5K.smi";
constexpr std::size_t bench_products = 1000, expanded_molecules = 50;

std::vector<std::string> bench_column(const std::filesystem::path& folder, const char* file,
                                      const char* column) {
    const Table table = parse_csv(read_file(folder / file), file);
    const Column* texts = table.find(column);
    return texts ? texts->texts : std::vector<std::string>{};
}

std::vector<Target> bench_targets(const std::filesystem::path& folder, std::size_t n) {
    std::vector<Target> targets;
    for (const auto& smiles : bench_column(folder, "uspto50k_valid.csv.gz", "product")) {
        if (targets.size() == n) break;
        targets.emplace_back(Molecule::from_smiles(smiles));
    }
    return targets;
}

/// As if never asked before: targets remember the pieces that RDKit made of them.
std::vector<Target> fresh(const std::vector<Target>& targets, std::size_t n) {
    std::vector<Target> all;
    for (std::size_t i = 0; i < std::min(n, targets.size()); ++i)
        all.emplace_back(targets[i].molecule());
    return all;
}

/// The amide's template on a thousand products: applications per second, and per molecule in which
/// it occurs, so that collections with other shares of amides compare.
void bench_amide(const std::vector<Target>& targets, std::vector<Measurement>& out) {
    const TemplateSet set({amide});
    ApplyCounts counts;
    const auto once = [&] {
        const auto all = fresh(targets, targets.size());
        const double begin = thread_cpu_seconds();
        for (const Target& target : all) set.apply(0, target, {}, &counts);
        return thread_cpu_seconds() - begin;
    };
    const auto n = static_cast<double>(targets.size());
    out.push_back(measure("chem.templates.amide", "1/s", [&] { return n / once(); }));
    const double share = static_cast<double>(counts.matched) / static_cast<double>(counts.applied);
    out.push_back(measurement("chem.templates.amide.matching", "of molecules", {share}));
    out.push_back(
        measurement("chem.templates.amide.per-match", "us", {1e6 / out.front().value / share}));
}

void bench_expansion(const std::vector<std::string>& smarts, const std::vector<Target>& targets,
                     std::vector<Measurement>& out) {
    out.push_back(measure(
        "chem.templates.load", "ms",
        [&] {
            const double begin = thread_cpu_seconds();
            const TemplateSet set(smarts);
            return 1e3 * (thread_cpu_seconds() - begin);
        },
        3));
    const TemplateSet set(smarts);
    const double n = static_cast<double>(expanded_molecules);
    const auto over = [&](auto&& expand) {
        const auto all = fresh(targets, expanded_molecules);
        const double begin = thread_cpu_seconds();
        for (const Target& target : all) expand(target);
        return 1e3 * (thread_cpu_seconds() - begin) / n;
    };
    out.push_back(measure("chem.templates.applicable", "ms",
                          [&] { return over([&](const Target& t) { set.applicable(t); }); }));
    out.push_back(measure(
        "chem.templates.exhaustive", "ms",
        [&] {
            return over([&](const Target& t) {
                for (const std::uint32_t i : set.applicable(t)) set.apply(i, t);
            });
        },
        3));
    out.push_back(measure(
        "chem.templates.first-50", "ms",
        [&] {
            return over([&](const Target& t) {
                auto all = set.applicable(t);
                all.resize(std::min<std::size_t>(all.size(), 50));
                for (const std::uint32_t i : all) set.apply(i, t);
            });
        },
        3));
}

std::vector<Measurement> bench_templates() {
    std::vector<Measurement> out;
    const char* set = std::getenv("CRUCIBLE_REACTIONS");
    if (!set || !std::filesystem::exists(set)) return out;
    const std::filesystem::path folder = set;
    const auto targets = bench_targets(folder, bench_products);
    bench_amide(targets, out);
    std::vector<std::string> distinct;
    std::set<std::string> seen;
    for (const auto& s : bench_column(folder, "uspto50k_train.csv.gz", "retro_template"))
        if (!s.empty() && seen.insert(s).second) distinct.push_back(s);
    bench_expansion(distinct, targets, out);
    auto reactions = bench_column(folder, "uspto50k_original_mapping_valid.csv.gz",
                                  "reactants>reagents>production");
    reactions.resize(std::min<std::size_t>(reactions.size(), 300));
    out.push_back(measure(
        "chem.templates.extract", "1/s",
        [&] {
            const double begin = thread_cpu_seconds();
            for (const auto& reaction : reactions) extract_template(reaction);
            return static_cast<double>(reactions.size()) / (thread_cpu_seconds() - begin);
        },
        3));
    return out;
}

/// First records of a file of SMILES and names; none where it is not there.
std::vector<Target> listed_targets(const std::filesystem::path& file, std::size_t n) {
    std::vector<Target> targets;
    if (!std::filesystem::exists(file)) return targets;
    std::istringstream lines(read_file(file));
    for (std::string line; targets.size() < n && std::getline(lines, line);) {
        try {
            targets.emplace_back(Molecule::from_smiles(line.substr(0, line.find_first_of(" \t"))));
        } catch (const InputError&) {  // a dozen records of NCI are no molecules for RDKit
            continue;
        }
    }
    return targets;
}

double application_seconds(const TemplateSet& set, const std::vector<Target>& targets,
                           const ApplySettings& settings) {
    const auto all = fresh(targets, targets.size());
    const double begin = thread_cpu_seconds();
    for (const Target& target : all) set.apply(0, target, settings);
    return thread_cpu_seconds() - begin;
}

/// Full applications: match, edit, sanitise, canonical SMILES, duplicates dropped.
std::vector<Measurement> bench_applications() {
    const char* given = std::getenv("CRUCIBLE_NCI");
    const auto targets = listed_targets(given ? given : nci_of_rdkit_data, bench_products);
    if (targets.empty()) return {measurement("synthesis.applications.needs-rdkit-data", "", {})};
    const TemplateSet set({amide});
    std::vector<Target> matching;
    for (const Target& t : targets)
        if (!set.applicable(t).empty()) matching.push_back(t);
    std::vector<Measurement> out;
    const auto rate = [&](const char* name, const std::vector<Target>& all, Making making) {
        out.push_back(measure(name, "1/s", [&] {
            return static_cast<double>(all.size()) /
                   application_seconds(set, all, {.making = making});
        }));
    };
    rate("synthesis.applications.nci", targets, Making::quick);
    rate("synthesis.applications.nci-plain", targets, Making::plain);
    out.push_back(
        measurement("synthesis.applications.nci.matching", "of molecules",
                    {static_cast<double>(matching.size()) / static_cast<double>(targets.size())}));
    rate("synthesis.applications.matching", matching, Making::quick);
    rate("synthesis.applications.matching-plain", matching, Making::plain);
    return out;
}

}  // namespace

std::vector<Benchmark> template_benchmarks() {
    return {{"synthesis.applications",
             "A generic amide template on the first 1,000 molecules of NCI (package rdkit-data), "
             "outcomes made with RDKit (plain) and mostly without",
             bench_applications},
            {"chem.templates",
             "Templates applied, searched for and extracted, on reactions of CRUCIBLE_REACTIONS",
             bench_templates}};
}

}  // namespace crucible
