"""Reference values for the validators of packages/evaluation, from scikit-learn, SciPy, pytorch-adapt and skada.

python tools/golden/validators.py > fixtures/golden/validators.json

pytorch-adapt's density ratios come from small networks that it trains, so its DEV is given those of a logistic regression
from scikit-learn; its risk, SND, BNM and entropy are called as they are. skada's SND is not: it takes one softmax over the
whole matrix and leaves the diagonal in (0.6.0, metrics.py), where the paper has one a row without it.
"""

import importlib.metadata
import json
import sys

import numpy as np
import pytorch_adapt.validators as peers
import scipy.special
import scipy.stats
import torch
from pytorch_adapt.validators.deep_embedded_validator import get_dev_risk
from skada.metrics import MixValScorer
from sklearn.cluster import KMeans
from sklearn.linear_model import LogisticRegression, RidgeClassifier
from sklearn.metrics import adjusted_mutual_info_score

SEED = 20261125


def tables(seed, classes, width, counts, spread, bias):
    """Embeddings around class centres, shifted on the target, and logits of a noisy linear head."""
    random = np.random.default_rng(seed)
    centres = random.normal(size=(classes, width)) * spread
    shift = random.normal(size=width) * 0.7
    head = centres + random.normal(size=centres.shape) * 0.3
    result = {"classes": classes, "embeddingWidth": width}
    for name, count in counts.items():
        labels = random.choice(classes, size=count, p=bias) if bias else random.integers(classes, size=count)
        rows = centres[labels] + random.normal(size=(count, width))
        if name == "targetTrain":
            rows = rows + shift
        rows = rows.round(4).astype(np.float32)
        result[f"{name}Embeddings"] = rows
        result[f"{name}Logits"] = (rows @ head.T / np.sqrt(width)).round(4).astype(np.float32)
        result[f"{name}Labels"] = labels
    return result


def scaled(rows, fitted):
    rows, fitted = rows.astype(np.float64), fitted.astype(np.float64)
    mean = fitted.mean(axis=0)
    return (rows - mean) / np.sqrt(((fitted - mean) ** 2).sum(axis=1).mean())


def weights(t):
    both = np.concatenate([t["sourceTrainEmbeddings"], t["targetTrainEmbeddings"]])
    counts = len(t["sourceTrainEmbeddings"]), len(t["targetTrainEmbeddings"])
    domain = LogisticRegression(C=1, tol=1e-12, max_iter=100000).fit(scaled(both, both), np.repeat([0, 1], counts))
    chance = domain.predict_proba(scaled(t["heldOutEmbeddings"], both))
    return chance[:, 1] / chance[:, 0] * counts[0] / counts[1]


def ridge(rows, labels, others):
    return RidgeClassifier(alpha=1, solver="cholesky").fit(scaled(rows, rows), labels).predict(scaled(others, rows))


def scores(t):
    classes = t["classes"]
    logits = t["targetTrainLogits"].astype(np.float64)
    probabilities = scipy.special.softmax(logits, axis=1)
    target = {"logits": torch.tensor(logits), "preds": torch.tensor(probabilities)}
    held_out = t["heldOutLabels"]
    shares = (np.bincount(held_out, minlength=classes) + 1) / (len(held_out) + classes)
    losses = -scipy.special.log_softmax(t["heldOutLogits"].astype(np.float64), axis=1)[np.arange(len(held_out)), held_out]
    w = weights(t)
    columns = torch.tensor(w)[:, None], torch.tensor(losses)[:, None]
    entropy = float(scipy.stats.entropy(probabilities, axis=1).mean())
    return {
        "entropy": entropy,
        "corrected-entropy": entropy + float(scipy.stats.entropy(probabilities.mean(axis=0), shares)),
        "bnm": float(np.linalg.norm(probabilities, ord="nuc")) / len(probabilities),
        "snd": float(peers.SNDValidator()(target_train=target)),
        "importance-weighted": float((w * losses).mean()),
        "dev": float(get_dev_risk(*columns, None)),
        "devn": float(get_dev_risk(*columns, "max")),
        "circular": float((ridge(t["targetTrainEmbeddings"], logits.argmax(axis=1), t["heldOutEmbeddings"]) == held_out).mean()),
        "peers": {
            "entropy": -float(peers.EntropyValidator()(target_train=target)),
            "bnm": float(peers.BNMValidator()(target_train=target)),
            "info-max": float(peers.IMValidator()(target_train=target)),
        },
    }


def case(name, seed, classes, width, counts, spread, bias=None):
    t = tables(SEED + seed, classes, width, counts, spread, bias)
    found = scores(t)
    halves = t["sourceTrainEmbeddings"][::2], t["sourceTrainLabels"][::2]
    del t["targetTrainLabels"]
    return {
        "name": name,
        "inputs": {
            key: [round(float(one), 4) for one in value.ravel()] if isinstance(value, np.ndarray) else value
            for key, value in t.items()
        },
        "scores": found,
        "ridgeOfEvenRows": ridge(*halves, t["targetTrainEmbeddings"]).tolist(),
    }


def clustering():
    """Clusters far enough apart for every good k-means to find the same, and predictions that are right for most."""
    random = np.random.default_rng(SEED + 10)
    true = random.integers(5, size=80)
    rows = (random.normal(size=(5, 8)) * 6)[true] + random.normal(size=(80, 8))
    rows = rows.round(4).astype(np.float32)
    predicted = np.where(random.random(80) < 0.25, random.integers(5, size=80), true)
    close = random.normal(size=(60, 3)).round(4).astype(np.float32)
    rounds = KMeans(4, init=close[:4], n_init=1, tol=0, algorithm="lloyd").fit(close)
    pairs = [(random.integers(a, size=n), random.integers(b, size=n)) for a, b, n in ((2, 2, 20), (5, 7, 60), (10, 3, 200))]
    pairs += [(true, predicted), (true, (true + 2) % 5)]
    return {
        "embeddings": [round(float(one), 4) for one in rows.ravel()],
        "width": 8,
        "predicted": predicted.tolist(),
        "classAmi": float(adjusted_mutual_info_score(predicted, KMeans(5, n_init=10, random_state=0).fit(rows).labels_)),
        "lloyd": {
            "rows": [round(float(one), 4) for one in close.ravel()],
            "width": 3,
            "centres": 4,
            "clusters": rounds.labels_.tolist(),
            "inertia": float(rounds.inertia_),
        },
        "pairs": [
            {"first": a.tolist(), "second": b.tolist(), "ami": float(adjusted_mutual_info_score(a, b))} for a, b in pairs
        ],
    }


class Bent:
    """A classifier that is not linear, so that mixing inputs is not mixing its outputs."""

    def __init__(self, random):
        self.first, self.second = random.normal(size=(6, 12)), random.normal(size=(12, 3)) * 2

    def logits(self, rows):
        return np.tanh(rows @ self.first) @ self.second

    def predict(self, rows, **_):
        return self.logits(rows).argmax(axis=1)

    def score(self, rows, labels, **_):
        return float((self.predict(rows) == labels).mean())

    def fit(self, *_):
        return self


def mixing():
    random = np.random.default_rng(SEED + 20)
    model = Bent(random)
    rows = random.normal(size=(64, 6)) * 0.6
    partners = np.random.RandomState(3).permutation(64)
    found = {
        kind: float(
            MixValScorer(ice_type=kind, random_state=3)._score(None, model, rows, np.arange(64) % 3, sample_domain=np.full(64, -1))
        )
        for kind in ("both", "intra", "inter")
    }
    flat = lambda values: [round(float(one), 5) for one in values.ravel()]
    return {
        "classes": 3,
        "share": 0.55,
        "logits": flat(model.logits(rows)),
        "mixedLogits": flat(model.logits(0.55 * rows + 0.45 * rows[partners])),
        "partners": partners.tolist(),
        "scores": found,
    }


def rank_correlation():
    random = np.random.default_rng(SEED + 30)
    pairs = [(random.normal(size=n).round(1).tolist(), random.normal(size=n).round(1).tolist()) for n in (3, 8, 25)]
    return [{"first": a, "second": b, "spearman": float(scipy.stats.spearmanr(a, b).statistic)} for a, b in pairs]


counts = {"sourceTrain": 40, "heldOut": 30, "targetTrain": 36}
json.dump(
    {
        "madeBy": "tools/golden/validators.py",
        "seed": SEED,
        "versions": {
            "python": sys.version.split()[0],
            **{
                name: importlib.metadata.version(name)
                for name in ("numpy", "scipy", "scikit-learn", "torch", "pytorch-adapt", "skada")
            },
        },
        "cases": [
            case("four classes", 1, 4, 6, counts, 1.0),
            case("two uneven classes", 2, 2, 5, counts, 0.8, bias=[0.8, 0.2]),
            case("wider than its rows", 3, 3, 48, {"sourceTrain": 24, "heldOut": 16, "targetTrain": 20}, 0.5),
        ],
        "clustering": clustering(),
        "mixing": mixing(),
        "rankCorrelation": rank_correlation(),
    },
    sys.stdout,
)
print()
