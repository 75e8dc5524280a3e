"""Embeddings of generated pictures by the real ImageNet weights, from PyTorch.

Run: python tools/golden/imagenet_vgg16.py <imagenet-vgg16.safetensors> (the file that `trunkline weights pull imagenet-vgg16` names)
"""

import sys

import numpy as np
import torch
from safetensors.torch import load_file

from hashed_values import hashed_picture, rounded, write
from vgg16_gap import forward

SEED = "picture 0"
values = {name: value.double() for name, value in load_file(sys.argv[1]).items()}
values["head/kernel"], values["head/bias"] = torch.zeros(512, 1).double(), torch.zeros(1).double()
cases = []
for size, slope in ((32, 0.0), (112, 0.0), (128, 0.0), (224, 0.0), (128, 0.2)):
    pixels = hashed_picture(SEED, size, size).astype(np.float64)[..., ::-1] - np.array([103.939, 116.779, 123.68])
    with torch.no_grad():
        _, embedding, _ = forward(values, torch.from_numpy(np.ascontiguousarray(pixels))[None], slope)
    cases.append(
        {
            "name": f"{size} px, slope {slope}",
            "size": size,
            "negativeSlope": slope,
            "norm": embedding.norm().item(),
            "embedding_D": rounded(embedding[0]),
        }
    )
write("imagenet-vgg16", "imagenet_vgg16.py", SEED, {"cases": cases})
