#pragma once

#include <vector>

#include "crucible/base/measurement.hpp"

namespace crucible {

/// Networks that see images, as the plug-in computes them; nothing where it was not built.
std::vector<Benchmark> learn_benchmarks();
/// Dense nets over sparse rows.
std::vector<Benchmark> classifier_benchmarks();
/// Beam searches of translators.
std::vector<Benchmark> translator_benchmarks();
/// Principal components, clusters and farthest points of very many rows.
std::vector<Benchmark> map_benchmarks();

}  // namespace crucible
