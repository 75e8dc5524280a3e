"""Golden values of adaptive pooling and pooling over channels from PyTorch. Run: python tools/golden/pooling.py"""

import torch
import torch.nn.functional as F

from hashed_values import hashed_values, whole, write

SEED = "pooling 0"
CHANNELS = 4
SIZES = [((7, 7), (2, 2)), ((5, 3), (2, 2)), ((4, 4), (1, 1)), ((3, 3), (7, 7)), ((8, 6), (3, 5)), ((6, 4), (3, 2)), ((2, 2), (2, 2))]


def case(kind, size, output):
    shape = (2, *size, CHANNELS)
    maps = torch.from_numpy(hashed_values(f"{SEED}/{kind}/{size}", shape)).double().requires_grad_()
    pool = F.adaptive_avg_pool2d if kind == "average" else F.adaptive_max_pool2d
    pooled = pool(maps.permute(0, 3, 1, 2), output).permute(0, 2, 3, 1)
    weights = torch.from_numpy(hashed_values(f"{SEED}/weights", tuple(pooled.shape))).double()
    (pooled * weights).sum().backward()
    return {
        "name": f"{kind} {size[0]}x{size[1]} to {output[0]}x{output[1]}",
        "kind": kind,
        "images": f"{SEED}/{kind}/{size}",
        "weights": f"{SEED}/weights",
        "shape": shape,
        "output": output,
        "pooled": whole(pooled.detach()),
        "gradient": whole(maps.grad),
    }


maps = torch.from_numpy(hashed_values(f"{SEED}/grouped", (2, 3, 5, 16))).double()
pooled = F.adaptive_max_pool2d(maps.permute(0, 3, 1, 2), 1).flatten(1)
grouped = F.avg_pool1d(pooled.unsqueeze(1), 4, 4).squeeze(1)
write(
    "pooling",
    "pooling.py",
    SEED,
    {
        "cases": [case(kind, size, output) for kind in ("average", "max") for size, output in SIZES],
        "grouped": {"images": f"{SEED}/grouped", "shape": [2, 3, 5, 16], "groupSize": 4, "result": whole(grouped)},
    },
)
