"""PyTorch's side of the inference benchmark: embeddings without gradients, a batch for each line of input.

Usage: python inference.py <image size> <batch>
"""

import json
import sys
import time

import torch
from network import peak_memory, trunk

size, batch = map(int, sys.argv[1:])
torch.manual_seed(0)
model = trunk().eval()
images = torch.randn(batch, 3, size, size)
for _ in sys.stdin:
    start = time.perf_counter()
    with torch.inference_mode():
        model(images)
    print(json.dumps({"seconds": time.perf_counter() - start, "memory": peak_memory()}), flush=True)
