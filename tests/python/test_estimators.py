"""Estimators in scikit-learn's own checks, and beside its algorithms."""
import pickle
import unittest

import numpy as np
import sklearn.cluster
import sklearn.decomposition
from sklearn.base import clone
from sklearn.model_selection import KFold, cross_val_score
from sklearn.utils.estimator_checks import check_estimator

from crucible.estimators import DBSCAN, FarthestPoints, KernelPCA, KernelRidge


def blobs(n=150, seed=1):
    random = np.random.default_rng(seed)
    return np.concatenate([random.normal(c, 0.3, (n // 3, 4)) for c in ((0, 0, 0, 0), (3, 0, 1, 0), (0, 3, 0, 2))])


class Estimators(unittest.TestCase):
    def test_scikit_learn_finds_no_fault(self):
        for estimator in (KernelPCA(), DBSCAN(), FarthestPoints(), KernelRidge()):
            with self.subTest(type(estimator).__name__):
                check_estimator(estimator)

    def test_maps_are_those_of_scikit_learn(self):
        X = blobs()
        ours = KernelPCA(3).fit_transform(X)
        theirs = sklearn.decomposition.KernelPCA(3, kernel="linear").fit_transform(X)
        for k in range(3):
            sign = np.sign(ours[:, k] @ theirs[:, k])
            self.assertLess(np.abs(ours[:, k] - sign * theirs[:, k]).max(), 1e-9)

    def test_clusters_are_those_of_scikit_learn(self):
        X = blobs()
        for eps in (0.3, 0.6, 1.0):
            ours, theirs = DBSCAN(eps, 5).fit(X), sklearn.cluster.DBSCAN(eps=eps, min_samples=5).fit(X)
            self.assertTrue(np.array_equal(ours.labels_, theirs.labels_))
            self.assertTrue(np.array_equal(ours.core_sample_indices_, theirs.core_sample_indices_))

    def test_farthest_points_are_far(self):
        X = blobs()
        chosen = FarthestPoints(3).fit(X).indices_
        self.assertEqual(sorted(i // 50 for i in chosen), [0, 1, 2])  # one of each blob

    def test_a_ridge_is_cloned_kept_and_validated(self):
        X = np.abs(blobs()) + 1
        y = (X / np.linalg.norm(X, axis=1)[:, None]) @ [1.0, -2.0, 0.5, 3.0]
        ridge = KernelRidge(noise=1e-4)
        self.assertGreater(cross_val_score(clone(ridge), X, y, cv=KFold(5, shuffle=True, random_state=1)).min(), 0.99)
        fitted = ridge.fit(X, y)
        self.assertTrue(np.array_equal(pickle.loads(pickle.dumps(fitted)).predict(X), fitted.predict(X)))


if __name__ == "__main__":
    unittest.main()
