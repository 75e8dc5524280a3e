"""PyTorch's side of the train-step benchmark: a full-width VGG-GAP, LeakyReLU 0.2, SGD with momentum, cross-entropy.

Reads lines from standard input; for each it runs one step and answers its seconds as JSON. Started by train-step.mjs.
"""

import json
import os
import sys
import time

import torch

SIZE, BATCH = int(sys.argv[1]), int(sys.argv[2])
CHANNELS = [64, 64, "M", 128, 128, "M", 256, 256, 256, "M", 512, 512, 512, "M", 512, 512, 512, "M"]

torch.manual_seed(0)
torch.set_num_threads(int(os.environ.get("TRUNKLINE_THREADS") or os.cpu_count() or 1))
layers, channels = [], 3
for width in CHANNELS:
    if width == "M":
        layers.append(torch.nn.MaxPool2d(2))
    else:
        layers += [torch.nn.Conv2d(channels, width, 3, padding=1), torch.nn.LeakyReLU(0.2, inplace=True)]
        channels = width
model = torch.nn.Sequential(*layers, torch.nn.AdaptiveAvgPool2d(1), torch.nn.Flatten(), torch.nn.Linear(512, 10))
for layer in model:
    if isinstance(layer, torch.nn.Conv2d):
        torch.nn.init.kaiming_normal_(layer.weight, a=0.2)
        torch.nn.init.zeros_(layer.bias)
optimiser = torch.optim.SGD(model.parameters(), lr=1e-3, momentum=0.9)
images = torch.randn(BATCH, 3, SIZE, SIZE)
labels = torch.arange(BATCH) % 10

for _ in sys.stdin:
    start, cpu = time.perf_counter(), time.process_time()
    optimiser.zero_grad()
    loss = torch.nn.functional.cross_entropy(model(images), labels)
    loss.backward()
    optimiser.step()
    value = loss.item()
    seconds, processor = time.perf_counter() - start, time.process_time() - cpu
    print(json.dumps({"seconds": seconds, "processor": processor, "loss": value, "version": torch.__version__}), flush=True)
