"""The network of all comparisons in PyTorch: the VGG trunk with global average pooling, in full width unless said."""

import json
import os
import resource
from pathlib import Path

import numpy
import torch

CHANNELS = [64, 64, "M", 128, 128, "M", 256, 256, 256, "M", 512, 512, 512, "M", 512, 512, 512, "M"]
WIDTH = 512

torch.set_num_threads(int(os.environ.get("TRUNKLINE_THREADS") or os.cpu_count() or 1))


def trunk(slope=0.2, width=1, batch_norm=False):
    """[B, 3, H, W] to [B, 512 · width], with fresh weights."""
    layers, channels = [], 3
    for full in CHANNELS:
        if full == "M":
            layers.append(torch.nn.MaxPool2d(2))
            continue
        convolution = torch.nn.Conv2d(channels, int(full * width), 3, padding=1)
        torch.nn.init.kaiming_normal_(convolution.weight, a=slope)
        torch.nn.init.zeros_(convolution.bias)
        channels = convolution.out_channels
        layers.append(convolution)
        if batch_norm:
            layers.append(torch.nn.BatchNorm2d(channels))
        layers.append(torch.nn.LeakyReLU(slope, inplace=True))
    return torch.nn.Sequential(*layers, torch.nn.AdaptiveAvgPool2d(1), torch.nn.Flatten())


def imagenet_trunk(path):
    """The trunk with the weights of a Trunkline safetensors file: kernels [3, 3, in, out], trained with ReLU."""
    content = Path(path).read_bytes()
    start = 8 + int.from_bytes(content[:8], "little")
    entries = json.loads(content[8:start])

    def tensor(name):
        begin, end = entries[name]["data_offsets"]
        values = numpy.frombuffer(content[start + begin : start + end], dtype="<f4")
        return torch.from_numpy(values.reshape(entries[name]["shape"]).copy())

    model = trunk(slope=0)
    names = sorted({name.rsplit("/", 1)[0] for name in entries if name != "__metadata__"})
    convolutions = [layer for layer in model if isinstance(layer, torch.nn.Conv2d)]
    with torch.no_grad():
        for name, layer in zip(names, convolutions, strict=True):
            layer.weight.copy_(tensor(f"{name}/kernel").permute(3, 2, 0, 1))
            layer.bias.copy_(tensor(f"{name}/bias"))
    return model


def peak_memory():
    """Most MiB this process has had in memory."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
