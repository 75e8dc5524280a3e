"""Reference values for Holm's correction in packages/evaluation, from statsmodels and SciPy.

python tools/golden/holm.py > fixtures/golden/holm.json
"""

import json
import sys

import numpy as np
import scipy
import scipy.stats
import statsmodels
from statsmodels.stats.multitest import multipletests

BASELINE = [0.749, 0.774, 0.722]
METHODS = {
    "near": [0.758, 0.729, 0.735],
    "above": [0.846, 0.860, 0.842],
    "clearly above": [0.876, 0.866, 0.879],
    "below": [0.688, 0.698, 0.683],
    "barely above": [0.835, 0.842, 0.821],
}

p_values = [float(scipy.stats.ttest_rel(values, BASELINE).pvalue) for values in METHODS.values()]
rejected, adjusted, _, _ = multipletests(p_values, alpha=0.05, method="holm")


def level(index):
    """Holm compares this p-value with alpha / left; ranks behind the first that is kept are compared like that one."""
    order = np.argsort(p_values)
    rank = int(np.flatnonzero(order == index)[0])
    return 1 - 0.05 / (len(p_values) - min(rank, int(rejected.sum())))


rows = []
for index, (name, values) in enumerate(METHODS.items()):
    low, high = scipy.stats.ttest_rel(values, BASELINE).confidence_interval(level(index))
    rows.append(
        {
            "name": name,
            "values": values,
            "pValue": p_values[index],
            "adjusted": float(adjusted[index]),
            "rejected": bool(rejected[index]),
            "low": float(low),
            "high": float(high),
        }
    )

lists = [[0.01, 0.04, 0.03, 0.005], [0.03, 0.04], [0.2, 0.2, 0.2], [0.9, 0.6], [0.049], [0.0, 1.0, 0.02]]

json.dump(
    {
        "madeBy": "tools/golden/holm.py",
        "versions": {
            "python": sys.version.split()[0],
            "numpy": np.__version__,
            "scipy": scipy.__version__,
            "statsmodels": statsmodels.__version__,
        },
        "twoSided": [
            {"t": t, "degreesOfFreedom": d, "pValue": float(2 * scipy.stats.t.sf(t, d))}
            for t in (0.0, 0.5, 2.0, 4.303, 40.0, 5000.0)
            for d in (1, 2, 4, 29)
        ],
        "lists": [
            {
                "pValues": one,
                "adjusted": multipletests(one, method="holm")[1].tolist(),
                "rejected": multipletests(one, method="holm")[0].tolist(),
            }
            for one in lists
        ],
        "baseline": BASELINE,
        "rows": rows,
    },
    sys.stdout,
    indent=1,
)
print()
