"""Golden values of VGG-GAP from PyTorch: logits, embeddings, maps and gradients. Run: python tools/golden/vgg16_gap.py

The gradient of a network with LeakyReLU and max-pooling jumps where an input is 0 or two are equal, and float32 cannot say
on which side of such a point float64 is. So each case takes the first images whose gradients stay put under rounding: float32
agrees with float64, and so does float64 with weights disturbed by some tens of float32 roundings, as far as the sums of one
processor are from those of another. One such jump moves a gradient by about 5e-4, and at full width, with millions of
activations in the lower layers, no images are free of them: at 128 px gradients are taken from block 4 on, at 224 px from
the last convolution on, and narrow trunks take all of them at those sizes.
"""

import math

import numpy as np
import torch
import torch.nn.functional as F

from hashed_values import hashed_values, summary, whole, write

SEED = "vgg16-gap 0"
BLOCKS = [(2, 64), (2, 128), (3, 256), (3, 512), (3, 512)]
CLASSES = 10
STABLE = 6e-5
DISTURBED = 3e-6


def parameters(slope, width=1.0, batch_norm=False):
    """The hashed parameters, as float64."""
    made, inputs = {}, 3
    for block, (count, channels) in enumerate(BLOCKS, 1):
        channels = max(1, round(channels * width))
        for index in range(1, count + 1):
            name = f"backbone/block{block}_conv{index}"
            scale = math.sqrt(3) * math.sqrt(2 / ((1 + slope**2) * (9 * inputs)))
            made[f"{name}/kernel"] = hashed_values(f"{SEED}/{name}/kernel", (3, 3, inputs, channels), scale)
            made[f"{name}/bias"] = hashed_values(f"{SEED}/{name}/bias", (channels,), 0.1)
            if batch_norm:
                norm = name.replace("conv", "bn")
                made[f"{norm}/scale"] = 1 + hashed_values(f"{SEED}/{norm}/scale", (channels,), 0.5)
                made[f"{norm}/offset"] = hashed_values(f"{SEED}/{norm}/offset", (channels,), 0.1)
                made[f"{norm}/mean"] = hashed_values(f"{SEED}/{norm}/mean", (channels,), 0.1)
                made[f"{norm}/variance"] = 1 + hashed_values(f"{SEED}/{norm}/variance", (channels,), 0.5)
            inputs = channels
    made["head/kernel"] = hashed_values(f"{SEED}/head/kernel", (inputs, CLASSES), math.sqrt(3 / inputs))
    made["head/bias"] = hashed_values(f"{SEED}/head/bias", (CLASSES,), 0.1)
    return {name: torch.from_numpy(np.ascontiguousarray(value)).double() for name, value in made.items()}


def forward(values, images_BHWC, slope, batch_norm=False, training=False):
    maps = images_BHWC.permute(0, 3, 1, 2)
    for block, (count, _) in enumerate(BLOCKS, 1):
        for index in range(1, count + 1):
            name = f"backbone/block{block}_conv{index}"
            kernel_OIHW = values[f"{name}/kernel"].permute(3, 2, 0, 1)
            maps = F.conv2d(maps, kernel_OIHW, values[f"{name}/bias"], padding=1)
            if batch_norm:
                norm = name.replace("conv", "bn")
                maps = F.batch_norm(
                    maps,
                    values[f"{norm}/mean"],
                    values[f"{norm}/variance"],
                    values[f"{norm}/scale"],
                    values[f"{norm}/offset"],
                    training=training,
                    momentum=0.1,
                    eps=1e-5,
                )
            maps = F.leaky_relu(maps, slope)
        maps = F.max_pool2d(maps, 2)
    embedding = F.adaptive_avg_pool2d(maps, 1).flatten(1)
    logits = embedding @ values["head/kernel"] + values["head/bias"]
    return logits, embedding, maps.permute(0, 2, 3, 1)


def run(values, images, named, slope, batch_norm, training):
    """Loss, outputs and gradients in the precision of the values."""
    values = {name: value.clone() for name, value in values.items()}
    images = images.clone().requires_grad_("input" in named)
    for name in named:
        if name != "input":
            values[name].requires_grad_()
    logits, embedding, maps = forward(values, images, slope, batch_norm, training)
    loss = F.cross_entropy(logits, torch.arange(len(images)) % CLASSES)
    loss.backward()
    outputs = {"logits_BK": logits.detach(), "embedding_BD": embedding.detach(), "maps_BHWC": maps.detach()}
    gradients = {name: images.grad if name == "input" else values[name].grad for name in named}
    return loss.item(), outputs, gradients, {name: value.detach() for name, value in values.items()}


def distance(found, expected):
    return max(((found[name].double() - expected[name]).norm() / expected[name].norm()).item() for name in expected)


def stays_put(reference, values, images, *arguments):
    single = {name: value.float() for name, value in values.items()}
    if distance(run(single, images.float(), *arguments)[2], reference) > STABLE:
        return False
    for _ in range(2):
        disturbed = {name: value * (1 + DISTURBED * (2 * torch.rand_like(value) - 1)) for name, value in values.items()}
        if distance(run(disturbed, images, *arguments)[2], reference) > STABLE:
            return False
    return True


def case(size, slope, batch, named, width=1.0, batch_norm=False, training=False):
    values = parameters(slope, width, batch_norm)
    arguments = (named, slope, batch_norm, training)
    for trial in range(200):
        seed = f"{SEED}/images/{size}/{trial}"
        images = torch.from_numpy(hashed_values(seed, (batch, size, size, 3), math.sqrt(3))).double()
        loss, outputs, gradients, after = run(values, images, *arguments)
        if stays_put(gradients, values, images, *arguments):
            break
    else:
        raise SystemExit(f"no stable images at {size} px, slope {slope}")
    result = {
        "name": f"{size} px, slope {slope}, width {width}" + (", batch norm" if batch_norm else "") + (", training" if training else ""),
        "size": size,
        "images": seed,
        "negativeSlope": slope,
        "batch": batch,
        "width": width,
        "batchNorm": batch_norm,
        "training": training,
        "loss": loss,
        "logits_BK": whole(outputs["logits_BK"]),
        "embedding_BD": summary(outputs["embedding_BD"]),
        "maps_BHWC": summary(outputs["maps_BHWC"]),
        "gradients": {name: summary(value) for name, value in gradients.items()},
    }
    if training:
        moved = [name for name in after if name.endswith(("/mean", "/variance")) and ("block1" in name or "block5_bn3" in name)]
        result["running"] = {name: whole(after[name]) for name in moved}
    print(result["name"], seed, flush=True)
    return result


DEEPEST = ["backbone/block5_conv3/kernel", "backbone/block5_conv3/bias", "head/kernel", "head/bias"]
DEEP = ["backbone/block4_conv1/kernel", *DEEPEST]
ALL = ["input", "backbone/block1_conv1/kernel", "backbone/block1_conv1/bias", "backbone/block3_conv2/kernel", *DEEP]
NORMED = ["input", "backbone/block1_conv1/kernel", "backbone/block3_bn2/scale", "backbone/block3_bn2/offset", "head/kernel"]

if __name__ == "__main__":
    torch.manual_seed(0)
    slopes = (0.0, 0.2)
    cases = [case(size, slope, 2 if size == 32 else 1, ALL) for size in (32, 64) for slope in slopes]
    cases += [case(size, slope, 1, ALL, 0.125) for size in (128, 224) for slope in slopes]
    cases += [case(128, slope, 1, DEEP) for slope in slopes]
    cases += [case(224, slope, 1, DEEPEST) for slope in slopes]
    cases += [case(64, 0.2, 4, NORMED, 0.125, True, training) for training in (False, True)]
    write("vgg16-gap", "vgg16_gap.py", SEED, {"cases": cases})
