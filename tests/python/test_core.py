"""Structures, potentials, errors and runs of the package crucible."""
import gc
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import threading
import unittest

import numpy as np

import crucible


def fcc_copper(a=3.615):
    corners = np.array([[0, 0, 0], [0.5, 0.5, 0], [0.5, 0, 0.5], [0, 0.5, 0.5]])
    return crucible.Structure(["Cu"] * 4, corners * a, np.eye(3) * a, name="copper")


class Structures(unittest.TestCase):
    def test_arrays_are_views_of_the_structure(self):
        s = fcc_copper()
        first, second = s.positions, s.positions
        self.assertEqual(first.__array_interface__["data"], second.__array_interface__["data"])
        first[1] = [1, 2, 3]
        self.assertEqual(list(s.positions[1]), [1, 2, 3])
        s.cell[2, 2] = 7
        self.assertAlmostEqual(s.volume, 3.615**2 * 7)
        self.assertEqual(list(s.numbers), [29] * 4)
        self.assertEqual(s.symbols, ["Cu"] * 4)

    def test_a_view_outlives_its_structure(self):
        s = fcc_copper()
        positions = s.positions
        wanted = positions.copy()
        del s
        gc.collect()
        waste = [np.full((4, 3), 9.0) for _ in range(1000)]  # memory that was freed would be used by these
        self.assertTrue(np.array_equal(positions, wanted))
        self.assertEqual(len(waste), 1000)

    def test_wrong_shapes_are_refused(self):
        s = fcc_copper()
        with self.assertRaisesRegex(ValueError, r"\(4, 3\)"):
            s.positions = np.zeros((3, 3))
        with self.assertRaisesRegex(ValueError, "volume"):
            crucible.Structure([1], [[0, 0, 0]], np.zeros((3, 3)))
        with self.assertRaises(crucible.InputError) as raised:
            crucible.Structure(["Xq"], [[0, 0, 0]], np.eye(3))
        self.assertEqual(raised.exception.code, "E-atoms-element")

    def test_files_in_both_directions(self):
        with tempfile.TemporaryDirectory() as d:
            file = pathlib.Path(d) / "copper.extxyz"
            crucible.write_structures(file, [fcc_copper(), fcc_copper(4)])
            read = crucible.read_structures(file)
            self.assertEqual([len(s) for s in read], [4, 4])
            self.assertTrue(np.array_equal(read[1].positions, fcc_copper(4).positions))
            file.write_text("2\nLattice=\"1 0 0 0 1 0 0 0 1\"\nCu 0 0 0\nCu 0 nan 0\n")
            with self.assertRaises(crucible.InputError) as raised:
                crucible.read_structures(file)
            e = raised.exception
            self.assertEqual((e.file, e.line), (str(file), 4))
            self.assertTrue(e.code.startswith("E-format") and e.cure, (e.code, e.cure))
            with self.assertRaises(crucible.IoError):
                crucible.read_structures(file.with_name("none.xyz"))


class Potentials(unittest.TestCase):
    def test_forces_are_derivatives(self):
        model = crucible.Potential({"use": "lennard-jones",
                                    "pairs": [{"pair": "Cu-Cu", "epsilon": "0.4 eV", "sigma": "2.3 angstrom"}]})
        s = fcc_copper()
        s.positions[0] += [0.1, 0.05, -0.02]
        e = model.evaluate(s)
        self.assertEqual(e.forces.shape, (4, 3))
        self.assertEqual(e.stress.shape, (3, 3))
        step = 1e-5
        for axis in range(3):
            energies = []
            for sign in (1, -1):
                moved = s.copy()
                moved.positions[0, axis] += sign * step
                energies.append(model.evaluate(moved).energy)
            self.assertAlmostEqual(-(energies[0] - energies[1]) / (2 * step), e.forces[0, axis], delta=1e-6)

    def test_forces_outlive_the_evaluation(self):
        forces = crucible.Potential("matsui-akaogi").evaluate(
            crucible.Structure(["Ti", "O", "O"], [[0, 0, 0], [1.9, 0, 0], [0, 1.9, 0]], np.eye(3) * 8)).forces
        gc.collect()
        self.assertTrue(np.all(np.isfinite(forces)) and np.any(forces != 0))

    def test_what_is_not_there_is_named(self):
        with self.assertRaises(crucible.Error) as raised:
            crucible.Potential("nowhere.eam.alloy")
        self.assertIn("nowhere.eam.alloy", str(raised.exception))
        with self.assertRaises(crucible.InputError):
            crucible.Potential({"use": "lennard-jones", "pears": []})
        with self.assertRaises(TypeError):
            crucible.Potential({"use": object()})


class Steps(unittest.TestCase):
    def test_every_step_is_a_function_that_says_what_it_takes(self):
        import inspect
        for group in ("structure", "potential", "glass", "polymorphs", "melting", "soil", "synthesis"):
            module = getattr(crucible, group)
            for name in module.__all__:
                function = getattr(module, name)
                self.assertIn("keep the default", function.__doc__)
                self.assertIn("seed", inspect.signature(function).parameters)

    def test_a_step_runs_and_leaves_with_its_run(self):
        with tempfile.TemporaryDirectory() as d:
            file = pathlib.Path(d) / "copper.extxyz"
            crucible.write_structures(file, [fcc_copper()])
            run = crucible.structure.info(file, progress=False)
            place = run.directory
            self.assertTrue(run.report.exists())
            self.assertIn("Cu", run._repr_html_() + str(run.outputs()))
            del run
            gc.collect()
            self.assertFalse(place.exists())

    def test_a_kept_run_is_read_again(self):
        with tempfile.TemporaryDirectory() as d:
            place = pathlib.Path(d) / "kept"
            run = crucible.synthesis.stock(self.stock_file(d), directory=place, progress=False)
            again = crucible.open_run(place)
            self.assertEqual({k: r.value for k, r in run.rows.items()}, {k: r.value for k, r in again.rows.items()})
            self.assertEqual(again.value("molecules"), 2)
            with self.assertRaises(KeyError):
                again.value("atoms")
            with self.assertRaises(crucible.IoError):
                crucible.open_run(pathlib.Path(d) / "none")

    @staticmethod
    def stock_file(folder):
        file = pathlib.Path(folder) / "stock.smi"
        file.write_text("CCO\nCC(=O)O\n")
        return file

    def test_faults_of_parameters_are_told_before_work(self):
        with self.assertRaises(TypeError):
            crucible.synthesis.stock(nonsense=1)
        with tempfile.TemporaryDirectory() as d:
            with self.assertRaises(crucible.InputError) as raised:
                crucible.synthesis.plan("CCO", iterations="many", stock=[self.stock_file(d)])
            self.assertEqual(raised.exception.code, "E-study-value")
            self.assertIn("plan.iterations", str(raised.exception))

    def test_events_are_told_in_the_thread_that_asked(self):
        events = []
        with tempfile.TemporaryDirectory() as d:
            crucible.synthesis.stock(self.stock_file(d),
                                     progress=lambda *e: events.append((threading.get_ident(), *e)))
        self.assertTrue(events)
        self.assertEqual({e[0] for e in events}, {threading.get_ident()})

        def broken(*_):
            raise RuntimeError("callback")
        with tempfile.TemporaryDirectory() as d, self.assertRaisesRegex(RuntimeError, "callback"):
            crucible.synthesis.stock(self.stock_file(d), progress=broken)

    def test_ctrl_c_saves_and_raises(self):
        """Interrupted in the middle of a search, the run says so and goes on to the same end."""
        code = ("import crucible, sys\n"
                "crucible.synthesis.plan('CC(C)NCC(O)COc1ccc(CCOC)cc1', iterations=0, time='600 s', directory=sys.argv[1],\n"
                "    progress=lambda *e: print(*e[:2], flush=True))\n")
        with tempfile.TemporaryDirectory() as d:
            p = subprocess.Popen([sys.executable, "-c", code, d + "/run"], stdout=subprocess.PIPE,
                                 stderr=subprocess.PIPE, text=True)
            for line in p.stdout:
                if line.startswith("progress"):
                    break
            os.kill(p.pid, signal.SIGINT)
            _, said = p.communicate(timeout=120)
            self.assertEqual(p.returncode, -signal.SIGINT, said)
            self.assertIn("KeyboardInterrupt", said)


if __name__ == "__main__":
    unittest.main()
