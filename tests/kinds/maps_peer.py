#!/usr/bin/env python3
"""The map and the clusters of a search beside scikit-learn's, on the same vectors: labels must be equal.
usage: maps_peer.py CRUCIBLE"""
import collections
import csv
import pathlib
import subprocess
import sys
import tempfile

try:
    import numpy
    from sklearn.cluster import DBSCAN
    from sklearn.decomposition import KernelPCA
except ImportError:
    print("SKIPPED: scikit-learn is not there (python3-sklearn)")
    sys.exit(77)

crucible = str(pathlib.Path(sys.argv[1]).resolve())

# The 380 structures of the search that the method was first tried on: 100, 100, 150 and 30 trials.
SEARCHES = ((2, 100), (3, 100), (4, 150), (6, 30))


def call(*arguments):
    done = subprocess.run([crucible, "polymorphs", *map(str, arguments)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def rows(path):
    with open(path, encoding="utf-8") as f:
        return list(csv.DictReader(f))


def main():
    with tempfile.TemporaryDirectory() as name:
        directory = pathlib.Path(name)
        minima = []
        for units, trials in SEARCHES:
            run = directory / f"search-{units}"
            call("search", "--preset", "tio2", "--pressure", "20 GPa", "--units", units, "--trials", trials, "--run", run)
            minima.append(run / "steps/search/out/minima.extxyz")
        run = directory / "map"
        call("map", *minima, "--preset", "paper", "--run", run)
        out = run / "steps/map/out"
        x = numpy.load(out / "features.npy")
        ours = numpy.array([[float(row[f"x{k + 1}"]) for k in range(10)] for row in rows(out / "map.csv")])
        theirs = KernelPCA(n_components=10, kernel="linear").fit_transform(x)
        signs = numpy.sign((ours * theirs).sum(axis=0))
        worst = abs(ours - theirs * signs).max()
        assert worst < 1e-9, worst
        found = {}
        for reach in (0.001, 0.003, 0.01):
            run = directory / f"clusters-{reach}"
            call("cluster", out / "map.csv", "--reach", reach, "--run", run)
            labels = [int(row["cluster"]) for row in rows(run / "steps/cluster/out/labels.csv")]
            expected = DBSCAN(eps=reach, min_samples=3).fit(ours).labels_
            assert labels == list(expected), (reach, sum(a != b for a, b in zip(labels, expected)))
            clusters = rows(run / "steps/cluster/out/clusters.csv")
            spread = max(float(c["enthalpy_mean (kcal/mol)"]) - float(c["enthalpy_min (kcal/mol)"]) for c in clusters)
            sizes = collections.Counter(labels)
            noise = sizes.pop(-1, 0)
            found[reach] = (sorted(sizes.values()), spread)
            print(f"reach {reach}: {len(clusters)} clusters, {noise} noise, "
                  f"mean less lowest enthalpy at most {spread:.4f} kcal/mol")
        # Tight relaxation leaves nothing between 0.001 and 0.003 (380 structures, another program's
        # relaxation: 18 clusters for both, 20 for 0.01).
        assert found[0.001][0] == found[0.003][0], "clusters depend on the reach"
        assert found[0.003][1] < 0.001, "a cluster holds more than one enthalpy"
    print(f"maps_peer: {len(ours)} structures, coordinates within {worst:.1e}, labels equal")


main()
