"""Reference values for packages/evaluation, from scikit-learn, SciPy and NumPy.

python tools/golden/evaluation.py > fixtures/golden/evaluation.json
"""

import json
import sys

import numpy as np
import scipy
import scipy.special
import scipy.stats
import sklearn
from sklearn.metrics import accuracy_score, balanced_accuracy_score, confusion_matrix, recall_score

SEED = 20260101
CLASSES = 5
COUNT = 240

random = np.random.default_rng(SEED)
labels = random.choice(CLASSES, size=COUNT, p=[0.4, 0.25, 0.2, 0.1, 0.05])
logits = random.normal(size=(COUNT, CLASSES)) * 2
logits[np.arange(COUNT), labels] += 1.5
logits = logits.astype(np.float32)
probabilities = scipy.special.softmax(logits.astype(np.float64), axis=1)
predicted = probabilities.argmax(axis=1)
confidence = probabilities.max(axis=1)


def calibration(bins):
    edges = np.linspace(0, 1, bins + 1)
    which = np.digitize(confidence, edges, right=True) - 1
    rows = []
    for one in range(bins):
        inside = which == one
        rows.append(
            {
                "count": int(inside.sum()),
                "confidence": float(confidence[inside].mean()) if inside.any() else 0.0,
                "accuracy": float((predicted == labels)[inside].mean()) if inside.any() else 0.0,
            }
        )
    error = sum(row["count"] / COUNT * abs(row["accuracy"] - row["confidence"]) for row in rows)
    return {"bins": rows, "error": error}


def info_max():
    """Mean divergence of each image's prediction from the mean prediction: another way to H(mean p) - mean H(p)."""
    marginal = probabilities.mean(axis=0)
    return float(np.mean([scipy.stats.entropy(one, marginal) for one in probabilities]))


def interval(values):
    low, high = scipy.stats.t.interval(0.95, len(values) - 1, loc=np.mean(values), scale=scipy.stats.sem(values))
    return {"values": list(values), "mean": float(np.mean(values)), "low": float(low), "high": float(high)}


def paired(first, second):
    outcome = scipy.stats.ttest_rel(first, second)
    low, high = outcome.confidence_interval(0.95)
    return {
        "first": first,
        "second": second,
        "mean": float(np.mean(np.subtract(first, second))),
        "low": float(low),
        "high": float(high),
        "significant": bool(outcome.pvalue < 0.05),
    }


json.dump(
    {
        "madeBy": "tools/golden/evaluation.py",
        "seed": SEED,
        "versions": {
            "python": sys.version.split()[0],
            "numpy": np.__version__,
            "scipy": scipy.__version__,
            "scikit-learn": sklearn.__version__,
        },
        "classes": CLASSES,
        "logits": [round(float(value), 9) for value in logits.ravel()],
        "labels": labels.tolist(),
        "accuracy": accuracy_score(labels, predicted),
        "macroAccuracy": float(balanced_accuracy_score(labels, predicted)),
        "perClassAccuracy": recall_score(labels, predicted, average=None).tolist(),
        "confusion": confusion_matrix(labels, predicted).tolist(),
        "calibration": {str(bins): calibration(bins) for bins in (10, 15)},
        "infoMax": info_max(),
        "studentT": [
            {"probability": p, "degreesOfFreedom": d, "quantile": float(scipy.stats.t.ppf(p, d))}
            for p in (0.95, 0.975, 0.995)
            for d in (1, 2, 3, 4, 9, 29, 199)
        ],
        "intervals": [interval([0.52, 0.55]), interval([0.7, 0.72, 0.69]), interval([0.9, 0.91, 0.88, 0.95, 0.9])],
        "paired": [
            paired([0.71, 0.69, 0.74], [0.52, 0.55, 0.5]),
            paired([0.71, 0.69, 0.74], [0.7, 0.72, 0.69]),
            paired([0.6, 0.61, 0.63, 0.6, 0.64], [0.62, 0.64, 0.655, 0.62, 0.65]),
        ],
    },
    sys.stdout,
    indent=1,
)
print()
