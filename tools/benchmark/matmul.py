"""Seconds of one large matrix multiplication in PyTorch, a line of JSON for each line of input.

Usage: python matmul.py <side> <float32|bfloat16>
"""

import json
import sys
import time

import torch

size, dtype = int(sys.argv[1]), getattr(torch, sys.argv[2])
left, right = torch.randn(size, size).to(dtype), torch.randn(size, size).to(dtype)
for _ in sys.stdin:
    start = time.perf_counter()
    left @ right
    print(json.dumps({"seconds": time.perf_counter() - start}), flush=True)
