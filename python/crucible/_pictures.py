"""What notebooks show of structures, molecules, routes and volumes: the pictures of the reports."""
from __future__ import annotations

import base64
import html

import numpy as np

from . import _core

_most_atoms = 1000  # of a picture that still tells something


class Molecule(str):
    """A SMILES that a notebook draws."""

    def _repr_html_(self):
        return _core.molecule_svg(self)


class Route(dict):
    """A route as AiZynthFinder writes it: type, smiles, in_stock, children."""

    @property
    def target(self) -> Molecule:
        return Molecule(self["smiles"])

    @property
    def leaves(self) -> list[Molecule]:
        """Molecules that the route begins with."""
        return [Molecule(n["smiles"]) for n in _molecules(self) if not n.get("children")]

    @property
    def steps(self) -> int:
        return sum(bool(n.get("children")) for n in _molecules(self))

    def _repr_html_(self):
        return ('<div class="crucible-route" style="display:flex;flex-direction:column;gap:4px">' +
                "".join(_card(n, depth) for n, depth in _levels(self)) + "</div>")


def _molecules(node):
    if node["type"] == "mol":
        yield node
    for child in node.get("children", []):
        yield from _molecules(child)


def _levels(node, depth=0):
    """Molecules from the target down, with how deep they stand."""
    yield node, depth
    for reaction in node.get("children", []):
        for child in reaction.get("children", []):
            yield from _levels(child, depth + 1)


def _card(node, depth):
    made = node.get("children")
    how = (made[0].get("metadata", {}).get("name") or "made") if made else "in stock" if node.get("in_stock") else "not in stock"
    colour = "#8b949e" if made else "#15724f" if node.get("in_stock") else "#b3261e"
    return (f'<div style="display:flex;align-items:center;gap:12px;margin-left:{28 * depth}px;'
            f'border-left:3px solid {colour};padding:2px 8px">'
            f'{_core.molecule_svg(node["smiles"], 160, 90)} <span>{html.escape(str(how))}</span></div>')


def _structure_html(self):
    name = html.escape(self.name or "structure")
    words = f"<p>{name}: {len(self)} atoms, {self.volume:.4g} Å³</p>"
    return words + (_core.structure_svg(self) if 0 < len(self) <= _most_atoms else "")


def _volume_html(self):
    """The slice in the middle, grey from the lowest to the highest hundredth."""
    middle = self.voxels[self.shape[0] // 2].astype(np.float64)
    low, high = np.percentile(middle, [1, 99])
    grey = np.clip((middle - low) / max(high - low, 1e-9) * 255, 0, 255).astype(np.uint8)
    picture = base64.b64encode(_core.image_png(grey)).decode()
    spacing = " × ".join(f"{s:.4g}" for s in self.spacing)
    shape = " × ".join(str(n) for n in self.shape)
    return (f"<p>{shape} voxels of {spacing} mm, slice {self.shape[0] // 2}</p>"
            f'<img alt="slice in the middle" src="data:image/png;base64,{picture}"/>')


_core.Structure._repr_html_ = _structure_html
_core.CtVolume._repr_html_ = _volume_html
_core.LabelVolume._repr_html_ = _volume_html
