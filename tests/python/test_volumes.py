"""Volumes as arrays, pictures for notebooks, and a net that reads slices."""
import gc
import pathlib
import pickle
import subprocess
import sys
import tempfile
import unittest

import numpy as np
from sklearn.base import clone

import crucible
from crucible.estimators import SliceRegressor


def ramp():
    return np.arange(2 * 3 * 4, dtype=np.int16).reshape(2, 3, 4)


class Volumes(unittest.TestCase):
    def test_voxels_are_a_view_of_the_volume(self):
        v = crucible.CtVolume(ramp(), spacing=(0.5, 0.25, 0.25))
        voxels = v.voxels
        self.assertFalse(voxels.flags.owndata)
        self.assertEqual(voxels.__array_interface__["data"], v.voxels.__array_interface__["data"])
        voxels[1, 2, 3] = -1000
        self.assertEqual(v.voxels[1, 2, 3], -1000)
        self.assertEqual((v.shape, v.spacing, v.voxels.dtype), ((2, 3, 4), [0.5, 0.25, 0.25], np.int16))

    def test_a_view_outlives_its_volume(self):
        voxels = crucible.CtVolume(ramp()).voxels
        gc.collect()
        waste = [np.full(24, 9, np.int16) for _ in range(1000)]
        self.assertTrue(np.array_equal(voxels, ramp()))
        self.assertEqual(len(waste), 1000)

    def test_many_voxels_cost_nothing_to_look_at(self):
        v = crucible.LabelVolume(np.zeros((200, 200, 200), np.uint8))
        first = v.voxels.__array_interface__["data"]
        self.assertTrue(all(v.voxels.__array_interface__["data"] == first for _ in range(1000)))

    def test_files_in_both_directions(self):
        with tempfile.TemporaryDirectory() as d:
            for end in ("nii", "mha", "nrrd", "npy", "tif"):
                file = pathlib.Path(d) / f"ramp.{end}"
                crucible.write_volume(file, crucible.CtVolume(ramp(), spacing=(0.5, 0.25, 0.25)))
                self.assertTrue(np.array_equal(crucible.read_volume(file).voxels, ramp()), end)
            file = pathlib.Path(d) / "labels.nii"
            crucible.write_volume(file, crucible.LabelVolume(ramp().astype(np.uint8)))
            self.assertEqual(type(crucible.read_volume(file)), crucible.LabelVolume)
            with self.assertRaisesRegex(ValueError, "not as '.xyz'"):
                crucible.write_volume(pathlib.Path(d) / "ramp.xyz", crucible.CtVolume(ramp()))

    def test_what_is_no_volume_is_refused(self):
        with self.assertRaisesRegex(ValueError, "slices, rows, columns"):
            crucible.CtVolume(np.zeros((3, 3), np.int16))
        with self.assertRaisesRegex(ValueError, "mm"):
            crucible.CtVolume(ramp(), spacing=(0, 1, 1))
        with self.assertRaises(TypeError):
            crucible.CtVolume(np.zeros((2, 2, 2), np.float64))
        with self.assertRaises(crucible.Error):
            crucible.read_volume("nowhere.nii")


class Pictures(unittest.TestCase):
    def test_structures_molecules_routes_and_volumes_have_one(self):
        s = crucible.Structure(["Na", "Cl"], [[0, 0, 0], [2.8, 0, 0]], np.eye(3) * 5.6, name="salt & <b>")
        self.assertIn("<svg", s._repr_html_())
        self.assertIn("salt &amp; &lt;b&gt;", s._repr_html_())
        self.assertIn("<svg", crucible.Molecule("CCO")._repr_html_())
        route = crucible.Route(type="mol", smiles="CC(=O)NC", in_stock=False, children=[
            {"type": "reaction", "children": [{"type": "mol", "smiles": "CN", "in_stock": True},
                                              {"type": "mol", "smiles": "CC(=O)O", "in_stock": False}]}])
        self.assertEqual((route.steps, route.leaves), (1, ["CN", "CC(=O)O"]))
        self.assertEqual(route._repr_html_().count("<svg"), 3)
        self.assertIn("not in stock", route._repr_html_())
        self.assertIn("data:image/png;base64,iVBOR", crucible.CtVolume(ramp())._repr_html_())


def squares(n, seed):
    """Images with a bright square; the target is its share of the image."""
    random = np.random.default_rng(seed)
    images, shares = random.normal(0, 0.1, (n, 32, 32)), []
    for image in images:
        side = random.integers(4, 24)
        at = random.integers(0, 32 - side, 2)
        image[at[0]:at[0] + side, at[1]:at[1] + side] += 1
        shares.append(side**2 / 32**2)
    return images, np.array(shares)


class Slices(unittest.TestCase):
    def test_a_net_learns_what_images_show(self):
        X, y = squares(160, 1)
        net = SliceRegressor(net="tiny", epochs=40, learning_rate=3e-3)
        try:
            clone(net).set_params(epochs=1).fit(X[:8], y[:8])
        except crucible.NotBuiltError as e:
            self.skipTest(str(e))
        net.fit(X, y)
        others, shares = squares(60, 2)
        self.assertGreater(net.score(others, shares), 0.8)
        self.assertTrue(np.array_equal(pickle.loads(pickle.dumps(net)).predict(others), net.predict(others)))
        self.assertEqual(net.heat_map(others[0]).ndim, 2)
        two = clone(net).set_params(epochs=2).fit(X, np.stack([y, -y], axis=1))
        self.assertEqual(two.predict(others).shape, (60, 2))
        with self.assertRaisesRegex(ValueError, "size"):
            net.predict(np.zeros((2, 16, 16)))
        with self.assertRaisesRegex(ValueError, "rows, columns"):
            clone(net).fit(X.reshape(160, -1), y)


class Torch(unittest.TestCase):
    """A Python that has torch, too, uses both in one process, whichever came first."""

    def test_both_orders(self):
        if subprocess.run([sys.executable, "-c", "import torch"], capture_output=True).returncode:
            self.skipTest("no torch for this Python (apt-get install python3-torch)")
        work = """
X, y = np.random.default_rng(1).normal(size=(12, 16, 16)), np.arange(12.0)
found = SliceRegressor(net="tiny", epochs=2).fit(X, y).predict(X)
twice = (torch.ones(3, 3) @ torch.ones(3, 3)).sum()
print(np.isfinite(found).all(), float(twice))
"""
        for first in ("import torch\nimport crucible", "import crucible\nimport torch"):
            code = f"import numpy as np\n{first}\nfrom crucible.estimators import SliceRegressor\n{work}"
            done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
            self.assertEqual((done.stdout.strip(), done.returncode), ("True 27.0", 0), done.stderr[-500:])


if __name__ == "__main__":
    unittest.main()
