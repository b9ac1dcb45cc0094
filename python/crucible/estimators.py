"""Estimators as scikit-learn has them, over Crucible's own algorithms.

They take part in pipelines, `clone`, `cross_val_score` and `GridSearchCV`; parameters that scikit-learn has, too, have
its names.
"""
from __future__ import annotations

import numpy as np
from sklearn.base import BaseEstimator, ClusterMixin, RegressorMixin, TransformerMixin
from sklearn.utils.validation import check_array, check_is_fitted, check_X_y

from . import _core


class KernelPCA(TransformerMixin, BaseEstimator):
    """Kernel PCA with the linear kernel, without making the kernel: memory does not grow with the samples.

    components_: (n_components, n_features); eigenvalues_: of the centred kernel. The component with the largest
    absolute coordinate is made positive, as scikit-learn does, so that signs mean nothing but are the same each time.
    """

    def __init__(self, n_components=2):
        self.n_components = n_components

    def fit(self, X, y=None):
        X = check_array(X, dtype=np.float64, ensure_min_samples=2)
        self.n_features_in_ = X.shape[1]
        count = min(self.n_components, *X.shape)
        self.mean_, directions, self.eigenvalues_, self.total_ = _core.principal_components(X, count)
        largest = np.abs(directions).argmax(axis=1)
        self.components_ = directions * np.sign(directions[np.arange(len(directions)), largest])[:, None]
        return self

    def transform(self, X):
        check_is_fitted(self)
        X = check_array(X, dtype=np.float64)
        if X.shape[1] != self.n_features_in_:
            raise ValueError(f"X has {X.shape[1]} features, but {type(self).__name__} is expecting {self.n_features_in_} "
                             "features as input")
        return (X - self.mean_) @ self.components_.T


class DBSCAN(ClusterMixin, BaseEstimator):
    """Density clusters (Ester et al. 1996) by Euclidean distance; labels_ are those of scikit-learn, -1 is noise."""

    def __init__(self, eps=0.5, min_samples=5):
        self.eps = eps
        self.min_samples = min_samples

    def fit(self, X, y=None):
        X = check_array(X, dtype=np.float64)
        self.n_features_in_ = X.shape[1]
        self.labels_, core = _core.density_clusters(X, self.eps, self.min_samples)
        self.core_sample_indices_ = np.flatnonzero(core)
        return self


class FarthestPoints(BaseEstimator):
    """Few samples that stand for many: each the farthest from those before. indices_ and distances_ once fitted."""

    def __init__(self, n_points=10, first=0):
        self.n_points = n_points
        self.first = first

    def fit(self, X, y=None):
        X = check_array(X, dtype=np.float64)
        self.n_features_in_ = X.shape[1]
        rows, self.distances_ = _core.farthest_points(X, min(self.n_points, len(X)), self.first)
        self.indices_ = rows.astype(np.int64)
        return self


class KernelRidge(RegressorMixin, BaseEstimator):
    """Sparse kernel ridge regression with the kernel (x . y / |x| |y|)^power over pivots chosen by farthest points."""

    def __init__(self, n_pivots=200, noise=0.1, power=1, centred=True):
        self.n_pivots = n_pivots
        self.noise = noise
        self.power = power
        self.centred = centred

    def fit(self, X, y):
        X, y = check_X_y(X, y, dtype=np.float64, y_numeric=True, ensure_min_samples=2)
        self.n_features_in_ = X.shape[1]
        self.model_ = _core.KernelRidge(X, y, pivots=min(self.n_pivots, len(X)), noise=self.noise, power=self.power,
                                        is_centred=self.centred)
        return self

    def predict(self, X):
        check_is_fitted(self)
        X = check_array(X, dtype=np.float64)
        if X.shape[1] != self.n_features_in_:
            raise ValueError(f"X has {X.shape[1]} features, but {type(self).__name__} is expecting {self.n_features_in_} "
                             "features as input")
        return self.model_.predict(X)

    # The kernel is a cosine: it does not see how long a sample is. Tags as before and after scikit-learn 1.6.
    def _more_tags(self):
        return {"poor_score": True}

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.regressor_tags.poor_score = True
        return tags


class SliceRegressor(RegressorMixin, BaseEstimator):
    """Numbers that images show, such as porosities of slices, by a convolutional net; needs the plug-in nn (libtorch).

    X: (n, rows, columns), any numbers; they are brought to mean 0 and deviation 1. y: (n) or (n, targets).
    validation_fraction of the samples are not learned from and say when to stop.
    """

    def __init__(self, net="small", epochs=60, batch_size=16, patience=10, learning_rate=3e-4, mirrored=True,
                 validation_fraction=0.2, random_state=1, n_jobs=1):
        self.net = net
        self.epochs = epochs
        self.batch_size = batch_size
        self.patience = patience
        self.learning_rate = learning_rate
        self.mirrored = mirrored
        self.validation_fraction = validation_fraction
        self.random_state = random_state
        self.n_jobs = n_jobs

    def fit(self, X, y):
        X = check_array(X, dtype=np.float32, allow_nd=True, ensure_min_samples=4)
        y = check_array(y, dtype=np.float32, ensure_2d=False)
        if X.ndim != 3 or len(X) != len(y):
            raise ValueError(f"expected images (n, rows, columns) and n targets, not {X.shape} and {y.shape}")
        self.is_row_ = y.ndim == 1
        y = y.reshape(len(y), -1)
        self.mean_, self.deviation_ = float(X.mean()), float(X.std()) or 1.0
        order = np.random.default_rng(self.random_state).permutation(len(X))
        held = max(1, round(self.validation_fraction * len(X)))
        images = (X - self.mean_) / self.deviation_
        out, kept = order[:held], order[held:]
        self.model_ = _core.train_images(images[kept], y[kept], images[out], y[out], self.net, self.epochs,
                                         self.batch_size, self.patience, self.learning_rate, self.mirrored,
                                         self.random_state, self.n_jobs)
        return self

    def _trained(self):
        check_is_fitted(self)
        return _core.TrainedImages(self.model_, self.n_jobs)

    def _images(self, X):
        X = check_array(X, dtype=np.float32, allow_nd=True)
        return (X - self.mean_) / self.deviation_

    def predict(self, X):
        found = self._trained().predict(self._images(X))
        return found[:, 0] if self.is_row_ else found

    def heat_map(self, image, target=0):
        """Where the image speaks for more of a target (Grad-CAM), (rows, columns) of the net's last maps."""
        return self._trained().heat_map(self._images(np.asarray(image)[None]), target)
