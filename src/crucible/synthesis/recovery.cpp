#include "crucible/synthesis/recovery.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace crucible::synthesis {
namespace {

/// The same text for the same tree; precursors that are equal count once.
std::string unordered_text(const RouteNode& n) {
    if (!n.has_move) return n.smiles;
    std::vector<std::string> below;
    for (const RouteNode& c : n.children) below.push_back(unordered_text(c));
    std::sort(below.begin(), below.end());
    below.erase(std::unique(below.begin(), below.end()), below.end());
    std::string out = n.smiles + "(";
    for (const std::string& b : below) out += b + " ";
    return out + ")";
}

}  // namespace

bool same_molecules(const RouteNode& a, const RouteNode& b) {
    return unordered_text(a) == unordered_text(b);
}

int place_of(const RouteNode& reference, std::span<const Route> routes) {
    return place_of({&reference, 1}, routes);
}

int place_of(std::span<const RouteNode> references, std::span<const Route> routes) {
    std::vector<std::string> wanted;
    for (const RouteNode& r : references) wanted.push_back(unordered_text(r));
    for (std::size_t k = 0; k < routes.size(); ++k)
        if (std::find(wanted.begin(), wanted.end(), unordered_text(routes[k].root)) != wanted.end())
            return static_cast<int>(k) + 1;
    return 0;
}

}  // namespace crucible::synthesis
