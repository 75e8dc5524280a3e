"""Steps of pytorch-adapt's DANN adapter around the VGG trunk, with its own discriminator.

Usage: python dann.py <image size> <images of each domain> <warm-up steps> <measured steps> <float32|bfloat16>
"""

import json
import sys
import time

import pytorch_adapt
import torch
from network import WIDTH, peak_memory, trunk
from pytorch_adapt.adapters import DANN
from pytorch_adapt.containers import Models, Optimizers
from pytorch_adapt.models import Discriminator

size, batch, warm_up, measured = map(int, sys.argv[1:5])
torch.manual_seed(0)
models = Models({"G": trunk(slope=0), "C": torch.nn.Linear(WIDTH, 10), "D": Discriminator(in_size=WIDTH, h=256)})
adapter = DANN(models=models, optimizers=Optimizers((torch.optim.SGD, {"lr": 1e-4, "momentum": 0.9})))
models.train()
source, target = torch.randn(512, 3, size, size), torch.randn(512, 3, size, size)
labels = torch.arange(512) % 10

seconds = []
for _ in range(warm_up + measured):
    start = time.perf_counter()
    chosen, others = torch.randint(512, (2, batch))
    images = {
        "src_imgs": source[chosen],
        "src_labels": labels[chosen],
        "src_domain": torch.zeros(batch),
        "target_imgs": target[others],
        "target_domain": torch.ones(batch),
    }
    with torch.autocast("cpu", torch.bfloat16, enabled=sys.argv[5] == "bfloat16"):
        adapter.training_step(images)
    seconds.append(time.perf_counter() - start)
print(json.dumps({"stepSeconds": seconds[warm_up:], "memory": peak_memory(), "version": pytorch_adapt.__version__}))
