#!/usr/bin/env python3
"""Time of SciPy and scikit-image (apt: python3-scipy python3-skimage) beside Crucible's on one volume, in the same
minutes: one core, CPU time, million voxels per second.
usage: volume.py CRUCIBLE VOLUME.nii [PHASE [ROUNDS]]        8-bit NIfTI, not compressed, PHASE 0 if not given"""
import json
import os
import pathlib
import statistics
import struct
import subprocess
import sys
import time

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ[name] = "1"
try:
    import numpy
    from scipy import ndimage
    from skimage import measure
except ImportError as error:
    print(f"SKIPPED: {error}")
    sys.exit(77)


def nifti(path, phase):
    data = path.read_bytes()
    columns, rows, slices = struct.unpack_from("<3h", data, 42)
    first = int(struct.unpack_from("<f", data, 108)[0])
    voxels = numpy.frombuffer(data, numpy.uint8, slices * rows * columns, first)
    return voxels.reshape(slices, rows, columns) == phase


def seconds(work):
    begin = time.process_time()
    work()
    return time.process_time() - begin


def sizes(pores, structure):
    labels, _ = ndimage.label(pores, structure)
    numpy.bincount(labels.ravel())


def own(program, name, environment):
    done = subprocess.run([program, "bench", name, "--json"], env={**os.environ, **environment}, check=True,
                          capture_output=True, text=True)
    return {m["name"]: m["value"] for m in json.loads(done.stdout)}


def main():
    program, path = (str(pathlib.Path(p).resolve()) for p in sys.argv[1:3])
    phase = sys.argv[3] if len(sys.argv) > 3 else "0"
    rounds = int(sys.argv[4]) if len(sys.argv) > 4 else 3
    pores = nifti(pathlib.Path(path), int(phase))
    near, all_round = ndimage.generate_binary_structure(3, 1), numpy.ones((3, 3, 3))
    jobs = [  # what, theirs, our rate
        ("sizes of clusters, 6", "scipy label + bincount", lambda: sizes(pores, near), "volume.labels.6"),
        ("labels, 6", "scipy label", lambda: ndimage.label(pores, near), "volume.labels.6.written"),
        ("labels, 6", "skimage label", lambda: measure.label(pores, connectivity=1), "volume.labels.6.written"),
        ("sizes of clusters, 26", "scipy label + bincount", lambda: sizes(pores, all_round), "volume.labels.26"),
        ("distances", "scipy distance_transform_edt", lambda: ndimage.distance_transform_edt(pores), "volume.edt"),
        ("Euler number (ours: all functionals)", "skimage euler_number",
         lambda: measure.euler_number(pores, connectivity=1), "volume.minkowski")]
    environment = {"CRUCIBLE_PORES": path, "CRUCIBLE_PORES_PHASE": phase}
    theirs, ours = [[] for _ in jobs], {}
    for _ in range(rounds):  # alternately: both meet the same load
        for job, times in zip(jobs, theirs):
            times.append(1e-6 * pores.size / seconds(job[2]))
        for bench in ("volume.labels", "volume.edt", "volume.minkowski"):
            for name, value in own(program, bench, environment).items():
                ours.setdefault(name, []).append(value)
    print(f"load {os.getloadavg()[0]:.1f}; {pores.shape}, {100 * pores.mean():.1f} % in the phase; medians of {rounds}")
    print(f"{'what':38s}{'peer':32s}{'theirs':>8s}{'ours':>8s}{'times':>7s}   Mvoxel/s")
    for (what, peer, _, name), times in zip(jobs, theirs):
        a, b = statistics.median(times), statistics.median(ours[name])
        print(f"{what:38s}{peer:32s}{a:8.1f}{b:8.1f}{b / a:7.1f}")


if __name__ == "__main__":
    main()
