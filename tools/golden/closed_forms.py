"""Reference values for packages/methods/src/closed-forms: matrix roots and generalised eigenvectors of SciPy, plans of POT,
subspaces of scikit-learn, a constrained optimum of SciPy's SLSQP, and loops in NumPy.

python tools/golden/closed_forms.py > fixtures/golden/closed-forms.json
"""

import json
import sys

import numpy as np
import ot
import scipy
import sklearn
from scipy.linalg import eigh, sqrtm
from scipy.optimize import minimize
from sklearn.decomposition import PCA

SEED = 20261125
random = np.random.default_rng(SEED)


def rows(count, width, scale=1.0, shift=0.0):
    return (random.normal(size=(count, width)) * scale + shift).astype(np.float32).astype(np.float64)


def plain(array):
    return [float(f"{value:.9g}") for value in np.asarray(array, dtype=np.float64).ravel()]


def correlation_alignment():
    mix = rows(4, 4)
    source, target = rows(12, 4), rows(10, 4) @ mix
    target = target.astype(np.float32).astype(np.float64)
    a = np.cov(source.T) + 0.7 * np.eye(4)
    b = np.cov(target.T) + 0.7 * np.eye(4)
    return {"source": plain(source), "target": plain(target), "width": 4, "regularisation": 0.7,
            "map": plain(np.linalg.inv(sqrtm(a)) @ sqrtm(b))}


def subspaces():
    scales = np.array([3.0, 2.0, 1.2, 0.7, 0.3])
    source, target = rows(14, 5, scales), rows(11, 5, scales[::-1])
    p, q = PCA(3).fit(source).components_.T, PCA(3).fit(target).components_.T
    in_source, in_target = source @ p @ (p.T @ q), target @ q
    return {"source": plain(source), "target": plain(target), "width": 5, "components": 3,
            "products": plain(in_source @ in_target.T)}


def kliep():
    source, target = rows(40, 2), rows(30, 2, 0.6, 0.8)
    centres = target[[(place * 30) // 8 for place in range(8)]]
    distances = ((source[:, None] - centres[None]) ** 2).sum(-1)
    scale = np.sqrt(np.median(distances))
    sigma = 0.5 * scale
    on_source = np.exp(-distances / (2 * sigma**2))
    on_target = np.exp(-((target[:, None] - centres[None]) ** 2).sum(-1) / (2 * sigma**2))
    mean = on_source.mean(0)
    found = minimize(
        lambda a: -np.log(on_target @ a).mean(),
        np.full(8, 1 / mean.sum()),
        jac=lambda a: -(on_target / (on_target @ a)[:, None]).mean(0),
        bounds=[(0, None)] * 8,
        constraints={"type": "eq", "fun": lambda a: mean @ a - 1, "jac": lambda a: mean},
        method="SLSQP", options={"ftol": 1e-14, "maxiter": 1000},
    )
    assert found.success
    return {"source": plain(source), "target": plain(target), "width": 2, "centres": 8, "factor": 0.5,
            "weights": plain(on_source @ found.x), "objective": float(-found.fun)}


def transport():
    source, target = rows(9, 3), rows(7, 3, 1.0, 1.5)
    labels = np.array([0, 0, 0, 1, 1, 1, 2, 2, 2])
    costs = ot.dist(source, target)
    costs /= costs.max()
    a, b = np.full(9, 1 / 9), np.full(7, 1 / 7)
    plan = ot.sinkhorn(a, b, costs, 0.05, stopThr=1e-12, numItermax=100000)
    grouped = ot.da.sinkhorn_lpl1_mm(a, labels, b, costs, 0.05, eta=0.1, numItermax=10, numInnerItermax=100000, stopInnerThr=1e-12)
    moved = (plan @ target) / plan.sum(1, keepdims=True)
    return {"source": plain(source), "target": plain(target), "width": 3, "labels": labels.tolist(),
            "entropyWeight": 0.05, "classWeight": 0.1, "plan": plain(plan), "grouped": plain(grouped), "moved": plain(moved)}


def components(kernel):
    source, target = rows(9, 4), rows(8, 4, 1.3, 0.7)
    every = np.vstack([source, target])
    count, mu, m = len(every), 0.5, 3
    squared = ((every[:, None] - every[None]) ** 2).sum(-1)
    scale = np.sqrt(np.median(squared[np.triu_indices(count, 1)])) if kernel == "gaussian" else (every**2).sum() / count
    k = np.exp(-squared / (2 * scale**2)) if kernel == "gaussian" else every @ every.T / scale
    e = np.r_[np.full(9, 1 / 9), np.full(8, -1 / 8)][:, None]
    h = np.eye(count) - 1 / count
    _, vectors = eigh(k @ h @ k, k @ e @ e.T @ k + mu * np.eye(count))
    projected = k @ vectors[:, ::-1][:, :m]
    projected -= projected.mean(0)
    projected /= np.sqrt((projected**2).mean(0))
    return {"source": plain(source), "target": plain(target), "width": 4, "kernel": kernel, "tradeOff": mu, "components": m,
            "products": plain(projected @ projected.T)}


def label_shift():
    classes, source, target = 3, rows(60, 3, 1.5), rows(50, 3, 1.5, np.array([0.5, 0.0, -0.5]))
    labels = random.integers(0, classes, 60)
    source[np.arange(60), labels] += 1.5
    source = source.astype(np.float32).astype(np.float64)
    confusion = np.zeros((classes, classes))
    for guess, label in zip(source.argmax(1), labels):
        confusion[guess, label] += 1 / 60
    weights = np.linalg.solve(confusion, np.bincount(target.argmax(1), minlength=classes) / 50)
    before = np.bincount(labels, minlength=classes) / 60
    probabilities = np.exp(target) / np.exp(target).sum(1, keepdims=True)
    shares = before.copy()
    for _ in range(20000):
        joint = probabilities * shares / before
        shares = (joint / joint.sum(1, keepdims=True)).mean(0)
    return {"source": plain(source), "labels": labels.tolist(), "target": plain(target), "classes": classes,
            "bbse": plain(np.clip(weights, 0, None) / (np.clip(weights, 0, None) @ before)), "before": plain(before), "em": plain(shares)}


def laplacian():
    count, classes, k = 12, 3, 2
    embeddings, logits = rows(count, 4), rows(count, classes, 0.8)
    q = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
    w = np.zeros((count, count))
    for row in range(count):
        distances = ((embeddings - embeddings[row]) ** 2).sum(1)
        distances[row] = np.inf
        w[row, np.argsort(distances)[:k]] = 1
    z = q
    for _ in range(2000):
        z = q * np.exp(0.9 * w @ z)
        z /= z.sum(1, keepdims=True)
    return {"embeddings": plain(embeddings), "width": 4, "neighbours": k, "affinityWeight": 0.9, "classes": classes,
            "probabilities": plain(q), "assigned": plain(z)}


json.dump({
    "madeBy": "tools/golden/closed_forms.py", "seed": SEED,
    "versions": {"numpy": np.__version__, "scipy": scipy.__version__, "scikit-learn": sklearn.__version__, "pot": ot.__version__},
    "correlationAlignment": correlation_alignment(), "subspaces": subspaces(), "kliep": kliep(), "transport": transport(),
    "gaussianComponents": components("gaussian"), "linearComponents": components("linear"), "labelShift": label_shift(),
    "laplacian": laplacian(),
}, sys.stdout, indent=1)
sys.stdout.write("\n")
