"""PyTorch's side of the train-step benchmark: SGD with momentum, cross-entropy; bfloat16 is autocast.

Usage: python train_step.py <image size> <batch> <float32|bfloat16> [<width> <batch-norm|plain> <channels_last|contiguous>]
A step, and a line of JSON, for each line of input.
"""

import json
import sys
import time

import torch
from network import WIDTH, peak_memory, trunk

SIZE, BATCH, PRECISION = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
FACTOR, NORM, LAYOUT = (float(sys.argv[4]), *sys.argv[5:7]) if len(sys.argv) > 4 else (1, "plain", "contiguous")
MEMORY = torch.channels_last if LAYOUT == "channels_last" else torch.contiguous_format

torch.manual_seed(0)
layers = trunk(width=FACTOR, batch_norm=NORM == "batch-norm").to(memory_format=MEMORY)
model = torch.nn.Sequential(layers, torch.nn.Linear(int(WIDTH * FACTOR), 10))
optimiser = torch.optim.SGD(model.parameters(), lr=1e-3, momentum=0.9)
images = torch.randn(BATCH, 3, SIZE, SIZE).to(memory_format=MEMORY)
labels = torch.arange(BATCH) % 10

for _ in sys.stdin:
    start, cpu = time.perf_counter(), time.process_time()
    optimiser.zero_grad()
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=PRECISION == "bfloat16"):
        logits = model(images)
    loss = torch.nn.functional.cross_entropy(logits.float(), labels)
    loss.backward()
    optimiser.step()
    value = loss.item()
    seconds, processor = time.perf_counter() - start, time.process_time() - cpu
    answer = {"seconds": seconds, "processor": processor, "loss": value, "memory": peak_memory()}
    print(json.dumps(answer), flush=True)
