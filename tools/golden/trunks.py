"""Trunks with hashed parameters, in PyTorch's float64: maps, embeddings and gradients of narrow ResNet-18, MobileNetV1
and the small networks of digits.

usage: python trunks.py; writes fixtures/golden/trunks.json. The networks are written here from their papers' tables.

As in vgg16_gap.py a case takes the first images whose gradients stay put in float32 and under disturbed weights: elsewhere
an activation or a maximum sits on its kink. Batch norm by the batch divides by small variances and multiplies roundings:
there the bound is wider, and MobileNet's 27 of them in a row have no images that stay put.
"""

import math

import numpy as np
import torch
import torch.nn.functional as F

from hashed_values import hashed_values, summary, whole, write

SEED = "trunks 0"
STABLE = {False: 6e-5, True: 3e-4}
DISTURBED = 3e-6


class Parameters:
    """Hashed values by name, made when first asked for; float64."""

    def __init__(self):
        self.values = {}

    def get(self, name, shape, scale, offset=0.0):
        if name not in self.values:
            made = offset + hashed_values(f"{SEED}/{name}", shape, scale)
            self.values[name] = torch.from_numpy(np.ascontiguousarray(made)).double()
        return self.values[name]


def same(side, size, stride):
    """TensorFlow's padding: what is odd stands at the end."""
    total = max(0, (-(-side // stride) - 1) * stride + size - side)
    return total // 2, total - total // 2


def convolution(p, maps, name, channels, size, stride=1, padding=None, depthwise=False):
    inputs = maps.shape[1]
    fan_in = size * size * (1 if depthwise else inputs)
    shape = (size, size, inputs, 1) if depthwise else (size, size, inputs, channels)
    kernel = p.get(f"backbone/{name}/kernel", shape, math.sqrt(3) * math.sqrt(2 / fan_in))
    if padding is None:
        top, bottom = same(maps.shape[2], size, stride)
        left, right = same(maps.shape[3], size, stride)
        maps, padding = F.pad(maps, (left, right, top, bottom)), 0
    if depthwise:
        return F.conv2d(maps, kernel.permute(2, 3, 0, 1), stride=stride, padding=padding, groups=inputs)
    return F.conv2d(maps, kernel.permute(3, 2, 0, 1), stride=stride, padding=padding)


def norm(p, maps, name, epsilon, momentum, training):
    channels = (maps.shape[1],)
    scale = p.get(f"backbone/{name}/scale", channels, 0.5, 1)
    offset = p.get(f"backbone/{name}/offset", channels, 0.1)
    mean = p.get(f"backbone/{name}/mean", channels, 0.1)
    variance = p.get(f"backbone/{name}/variance", channels, 0.5, 1)
    return F.batch_norm(maps, mean, variance, scale, offset, training=training, momentum=momentum, eps=epsilon)


def resnet18(p, maps, width, training):
    def both(maps, name, number, channels, size, stride):
        conv, bn = (name + one for one in number)
        maps = convolution(p, maps, conv, channels, size, stride, size // 2)
        return norm(p, maps, bn, 1e-5, 0.1, training)

    maps = F.relu(both(maps, "", ("conv1", "bn1"), max(1, round(64 * width)), 7, 2))
    maps = F.max_pool2d(maps, 3, 2, 1)
    for group, channels in enumerate((64, 128, 256, 512), 1):
        for index in range(2):
            name, own = f"layer{group}_{index}_", scaled(channels, width)
            changes = group > 1 and index == 0
            stride = 2 if changes else 1
            body = F.relu(both(maps, name, ("conv1", "bn1"), own, 3, stride))
            body = both(body, name, ("conv2", "bn2"), own, 3, 1)
            if changes:
                maps = both(maps, name, ("downsample_0", "downsample_1"), own, 1, stride)
            maps = F.relu(body + maps)
    return maps


def mobilenet_v1(p, maps, width, training):
    def finish(maps, name):
        return F.relu6(norm(p, maps, f"{name}_bn", 1e-3, 0.01, training))

    maps = finish(convolution(p, maps, "conv1", max(1, round(32 * width)), 3, 2), "conv1")
    table = [(64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2)] + [(512, 1)] * 5 + [(1024, 2), (1024, 1)]
    for index, (channels, stride) in enumerate(table, 1):
        maps = finish(convolution(p, maps, f"conv_dw_{index}", 0, 3, stride, depthwise=True), f"conv_dw_{index}")
        maps = finish(convolution(p, maps, f"conv_pw_{index}", scaled(channels, width), 1), f"conv_pw_{index}")
    return maps


def dense(p, maps, name, channels, bias=True):
    """A fully connected layer over all places, as torch has it: its kernel is that of a convolution without padding."""
    _, inputs, height, width = maps.shape
    kernel = p.get(f"backbone/{name}/kernel", (height, width, inputs, channels), math.sqrt(3) * math.sqrt(2 / (height * width * inputs)))
    flat = maps.permute(0, 2, 3, 1).flatten(1) @ kernel.flatten(0, 2)
    if bias:
        flat = flat + p.get(f"backbone/{name}/bias", (channels,), 0.1)
    return flat[:, :, None, None]


def biased(p, maps, name, channels, size, stride=1, padding=0):
    out = convolution(p, maps, name, channels, size, stride, padding)
    return out + p.get(f"backbone/{name}/bias", (channels,), 0.1)[None, :, None, None]


def scaled(channels, width):
    """A half is rounded up, as JavaScript does."""
    return max(1, math.floor(channels * width + 0.5))


def digits_cnn(p, maps, width, training):
    for number, channels in enumerate((32, 48), 1):
        maps = F.relu(biased(p, maps, f"conv{number}", scaled(channels, width), 5, padding=2))
        maps = F.max_pool2d(maps, 2)
    # torch flattens channels first; ours places first
    return maps.permute(0, 2, 3, 1).flatten(1)[:, :, None, None]


def lenet(p, maps, width, training):
    for number, channels in enumerate((20, 50), 1):
        maps = F.relu(F.max_pool2d(biased(p, maps, f"conv{number}", scaled(channels, width), 5), 2))
    return F.relu(dense(p, maps, "fc1", scaled(500, width)))


def small_cnn(p, maps, width, training):
    for number, channels in enumerate((32, 64), 1):
        maps = F.relu(biased(p, maps, f"conv{number}", scaled(channels, width), 3))
    return F.relu(dense(p, F.max_pool2d(maps, 2), "fc1", scaled(128, width)))


def dtn(p, maps, width, training):
    def finish(maps, number):
        return F.relu(norm(p, maps, f"bn{number}", 1e-5, 0.1, training))

    for number, channels in enumerate((64, 128, 256), 1):
        maps = finish(biased(p, maps, f"conv{number}", scaled(channels, width), 5, 2, 2), number)
    return finish(dense(p, maps, "conv4", scaled(512, width)), 4)


def run(network, values, images, width, training):
    """Loss, maps, embedding and gradients in the precision of the values."""
    p = Parameters()
    p.values = {name: value.clone() for name, value in values.items()}
    learnable = {name: value for name, value in p.values.items() if not name.endswith(("/mean", "/variance"))}
    for value in learnable.values():
        value.requires_grad_()
    images = images.clone().requires_grad_()
    maps = network(p, images.permute(0, 3, 1, 2), width, training)
    embedding = maps.mean((2, 3))
    weights = torch.from_numpy(hashed_values(f"{SEED}/loss", tuple(embedding.shape))).to(embedding.dtype)
    loss = (embedding * weights).sum()
    loss.backward()
    gradients = {"input": images.grad, **{name: value.grad for name, value in learnable.items()}}
    return loss.item(), maps.detach().permute(0, 2, 3, 1), embedding.detach(), gradients, p.values


def distance(found, expected):
    return max(((found[name].double() - expected[name]).norm() / (expected[name].norm() + 1e-12)).item() for name in expected)


def stays_put(reference, network, values, images, width, training):
    single = {name: value.float() for name, value in values.items()}
    if distance(run(network, single, images.float(), width, training)[3], reference) > STABLE[training]:
        return False
    disturbed = {name: value * (1 + DISTURBED * (2 * torch.rand_like(value) - 1)) for name, value in values.items()}
    return distance(run(network, disturbed, images, width, training)[3], reference) < STABLE[training]


def case(trunk, network, size, width, batch, training):
    p = Parameters()
    network(p, torch.zeros(1, 3, size, size).double(), width, False)
    for trial in range(300):
        seed = f"{SEED}/images/{size}/{trial}"
        images = torch.from_numpy(hashed_values(seed, (batch, size, size, 3), math.sqrt(3))).double()
        loss, maps, embedding, gradients, after = run(network, p.values, images, width, training)
        if stays_put(gradients, network, p.values, images, width, training):
            break
    else:
        raise SystemExit(f"no stable images for {trunk} at {size} px")
    print(trunk, size, training, seed, flush=True)
    moved = [name for name in after if name.endswith(("/mean", "/variance"))]
    return {
        "name": f"{trunk}, {size} px, " + ("training" if training else "evaluation"),
        "trunk": trunk,
        "size": size,
        "width": width,
        "batch": batch,
        "training": training,
        "images": seed,
        "loss": loss,
        "maps_BHWC": summary(maps),
        "embedding_BD": whole(embedding),
        "gradients": {name: summary(value) for name, value in gradients.items()},
        "running": {name: whole(after[name].detach()) for name in (moved[:2] + moved[-2:] if training else [])},
    }


if __name__ == "__main__":
    torch.manual_seed(0)
    networks = {"resnet18": resnet18, "mobilenet-v1": mobilenet_v1}
    cases = [
        case(trunk, network, size, 0.125, 8 if training else 2, training)
        for trunk, network in networks.items()
        for size, training in ((32, False), (71, False), (71, True))
        if trunk == "resnet18" or not training
    ]
    cases += [
        case(trunk, network, size, 0.125, 2, False)
        for trunk, network, size in (
            ("digits-cnn", digits_cnn, 28),
            ("lenet", lenet, 28),
            ("small-cnn", small_cnn, 28),
            ("dtn", dtn, 32),
        )
    ]
    write("trunks", "trunks.py", SEED, {"cases": cases})
