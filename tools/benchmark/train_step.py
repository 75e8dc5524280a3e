"""PyTorch's side of the train-step benchmark: SGD with momentum, cross-entropy; bfloat16 is autocast.

Usage: python train_step.py <image size> <batch> <float32|bfloat16>. A step, and a line of JSON, for each line of input.
"""

import json
import sys
import time

import torch
from network import WIDTH, peak_memory, trunk

SIZE, BATCH, PRECISION = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]

torch.manual_seed(0)
model = torch.nn.Sequential(trunk(), torch.nn.Linear(WIDTH, 10))
optimiser = torch.optim.SGD(model.parameters(), lr=1e-3, momentum=0.9)
images = torch.randn(BATCH, 3, SIZE, SIZE)
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
