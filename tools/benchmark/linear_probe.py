"""A linear probe as a plain PyTorch script: a frozen ImageNet trunk, a linear layer trained with Adam, one test at the end.

Usage: python linear_probe.py <plain|cached> <folder with pixels and labels> <weights> <image size> <steps> <batch>
plain: the trunk runs on every batch of every epoch. cached: it runs on every image once, and the features stay in memory.
"""

import json
import sys
from pathlib import Path

import numpy
import torch
from network import WIDTH, imagenet_trunk, peak_memory

way, folder, weights = sys.argv[1], Path(sys.argv[2]), sys.argv[3]
size, steps, batch = map(int, sys.argv[4:])

torch.manual_seed(0)
pixels = torch.from_numpy(numpy.fromfile(folder / "pixels", dtype=numpy.uint8).reshape(-1, size, size, 3))
labels = torch.from_numpy(numpy.fromfile(folder / "labels", dtype=numpy.uint8)).long()
order = torch.randperm(len(labels))
train, test = order[: int(0.7 * len(order))], order[int(0.8 * len(order)) :]
trunk = imagenet_trunk(weights).eval()
head = torch.nn.Linear(WIDTH, 10)
optimiser = torch.optim.Adam(head.parameters(), lr=1e-3)
mean = torch.tensor([103.939, 116.779, 123.68]).reshape(1, 3, 1, 1)
trunk_images = 0


@torch.no_grad()
def embed(indices):
    global trunk_images
    trunk_images += len(indices)
    images = pixels[indices].flip(-1).permute(0, 3, 1, 2).float() - mean
    return trunk(images)


if way == "cached":
    features = torch.zeros(len(labels), WIDTH)
    for indices in torch.cat([train, test]).split(batch):
        features[indices] = embed(indices)
embedding = (lambda indices: features[indices]) if way == "cached" else embed

step = 0
while step < steps:
    for indices in train[torch.randperm(len(train))].split(batch):
        if len(indices) < batch or step == steps:
            break
        optimiser.zero_grad()
        torch.nn.functional.cross_entropy(head(embedding(indices)), labels[indices]).backward()
        optimiser.step()
        step += 1

with torch.no_grad():
    right = sum((head(embedding(indices)).argmax(1) == labels[indices]).sum().item() for indices in test.split(batch))
print(json.dumps({"accuracy": right / len(test), "trunkImages": trunk_images, "memory": peak_memory()}))
