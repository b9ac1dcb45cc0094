#!/usr/bin/env python3
"""crucible-molecules gives up its rights before it reads, and a record that takes it too much time ends it alone.
usage: molecules_confined.py CRUCIBLE"""
import pathlib
import platform
import re
import resource
import struct
import subprocess
import sys
import tempfile
import unittest

program = pathlib.Path(sys.argv.pop(1)).resolve()
parser = program.parent / "crucible-molecules"


def request(what, *records):
    body = what + b"".join(struct.pack("<I", len(r)) + r for r in records)
    return struct.pack("<I", len(body)) + body


def v3000(atoms, bonds):
    lines = ["", "", "", "  0  0  0  0  0  0  0  0  0  0999 V3000", "M  V30 BEGIN CTAB",
             f"M  V30 COUNTS {atoms} {len(bonds)} 0 0 0", "M  V30 BEGIN ATOM"]
    lines += [f"M  V30 {i + 1} C 0 0 0 0" for i in range(atoms)] + ["M  V30 END ATOM", "M  V30 BEGIN BOND"]
    lines += [f"M  V30 {i + 1} 1 {a + 1} {b + 1}" for i, (a, b) in enumerate(bonds)]
    return "\n".join(lines + ["M  V30 END BOND", "M  V30 END CTAB", "M  END", ""])


def net(n):
    """Carbon atoms on a square net: so many equal rings that RDKit does not end."""
    return v3000(n * n, [(i * n + j, i * n + j + 1) for i in range(n) for j in range(n - 1)] +
                 [(i * n + j, i * n + j + n) for i in range(n - 1) for j in range(n)])


class Confined(unittest.TestCase):
    def test_gives_up_its_rights_before_it_reads(self):
        child = subprocess.Popen([parser], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        child.stdin.write(request(b"s", b"OCC"))
        child.stdin.flush()
        self.assertEqual(child.stdout.read(4 + 9 + 3)[-3:], b"CCO")
        proc = pathlib.Path("/proc") / str(child.pid)
        status, limits = (proc / "status").read_text(), (proc / "limits").read_text()
        child.communicate()
        self.assertRegex(status, r"NoNewPrivs:\s1")
        if platform.machine() in ("x86_64", "aarch64"):
            self.assertRegex(status, r"Seccomp:\s2")
        for what, most in (("core file size", 0), ("file size", 0), ("processes", 0), ("open files", 16),
                           ("address space", 1 << 30)):
            self.assertRegex(limits, rf"Max {what} +{most} +{most}")
        cpu = int(re.search(r"Max cpu time +(\d+)", limits).group(1))
        self.assertLessEqual(cpu, 12)

    def test_memory_is_refused_and_the_next_record_answered(self):
        # Under a tighter limit than its own: to fill 1 GiB takes longer than the seconds that it has.
        def tight():
            resource.setrlimit(resource.RLIMIT_AS, (256 << 20, 256 << 20))

        records = request(b"M", v3000(200000, []).encode()) + request(b"s", b"OCC")
        done = subprocess.run([parser], input=records, capture_output=True, preexec_fn=tight)
        self.assertEqual(done.returncode, 0)
        self.assertIn(b"too much memory", done.stdout)
        self.assertTrue(done.stdout.endswith(b"CCO"))

    def test_time_ends_it_and_costs_one_line(self):
        with tempfile.TemporaryDirectory() as place:
            sdf = pathlib.Path(place) / "net.sdf"
            ethane = v3000(2, [(0, 1)])
            sdf.write_text("".join(block + "$$$$\n" for block in (ethane, net(60), ethane.replace(" C ", " N "))))
            done = subprocess.run([program, "synthesis", "stock", sdf, "--run", pathlib.Path(place) / "run"],
                                  capture_output=True, text=True)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertRegex(done.stdout + done.stderr, "ended its parser|too slow|CPU")


if __name__ == "__main__":
    unittest.main()
