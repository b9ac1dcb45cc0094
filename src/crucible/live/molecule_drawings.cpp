#include "crucible/live/molecule_drawings.hpp"

#include <cmath>

#include "crucible/base/error.hpp"
#include "crucible/chem/depict.hpp"

namespace crucible::live {
namespace {

constexpr double bond_length = 24;
/// Some 20 kB each; what is on one page is far less.
constexpr std::size_t most_drawings = 4000;

Value drawing_of(const std::string& smiles) {
    chem::DrawSettings settings;
    settings.width = 0, settings.height = 0, settings.bond_length = bond_length;
    const chem::Drawing d = chem::draw(chem::Molecule::from_smiles(smiles), settings);
    const auto tenth = [](double x) { return std::round(10 * x) / 10; };
    Value v = Value::make_table();
    v.set("svg", chem::svg(d));
    v.set("width", tenth(d.width));
    v.set("height", tenth(d.height));
    Value atoms = Value::make_list(), bonds = Value::make_list();
    for (const auto& [x, y] : d.atoms) atoms.push(list_of({tenth(x), tenth(y)}));
    for (const auto& [a, b] : d.bonds) {
        Value pair = Value::make_list();
        pair.push(a), pair.push(b);
        bonds.push(std::move(pair));
    }
    v.set("atoms", std::move(atoms));
    v.set("bonds", std::move(bonds));
    return v;
}

}  // namespace

Value MoleculeDrawings::of(const std::string& smiles) {
    {
        const std::lock_guard lock(mutex_);
        if (const auto at = drawn_.find(smiles); at != drawn_.end()) return at->second;
    }
    Value v;
    try {
        v = drawing_of(smiles);
    } catch (const Error&) {
        return v;
    }
    const std::lock_guard lock(mutex_);
    if (drawn_.size() >= most_drawings) drawn_.clear();
    return drawn_[smiles] = std::move(v);
}

void MoleculeDrawings::add_to(Value& drawings, const std::string& smiles) {
    if (!drawings.find(smiles)) drawings.set(smiles, of(smiles));
}

}  // namespace crucible::live
