"""Reference values for packages/methods/src/losses, from PyTorch's own operations and autograd.

python tools/golden/losses.py > fixtures/golden/losses.json
"""

import json
import sys

import torch
import torch.nn.functional as functional

SEED = 20260102
generator = torch.Generator().manual_seed(SEED)


def normal(*shape, scale=1.0, shift=0.0):
    return (torch.randn(*shape, generator=generator, dtype=torch.float64) * scale + shift).float().double()


def plain(tensor):
    return [float(f"{value:.9g}") for value in tensor.detach().flatten().tolist()]


def case(value, **inputs):
    value.backward()
    return {
        "value": float(value),
        "inputs": {name: {"shape": list(one.shape), "values": plain(one)} for name, one in inputs.items()},
        "gradients": {name: plain(one.grad) for name, one in inputs.items() if one.grad is not None},
    }


def cross_entropy():
    logits = normal(7, 5, scale=3.0).requires_grad_()
    labels = torch.randint(0, 5, (7,), generator=generator)
    result = case(functional.cross_entropy(logits, labels), logits=logits)
    return {**result, "labels": labels.tolist()}


def coral():
    """Sun and Saenko 2016: torch.cov has observations in columns and n - 1 in the denominator."""
    source = normal(6, 4, scale=2.0).requires_grad_()
    target = normal(9, 4, scale=1.5, shift=1.0).requires_grad_()
    width = source.shape[1]
    distance = (torch.cov(source.T) - torch.cov(target.T)).square().sum() / (4 * width**2)
    return case(distance, source=source, target=target)


def domain_adversarial():
    """Mean over each domain, averaged: not the mean over both, which weighs domains by their batch sizes."""
    source = normal(5, 1, scale=2.0).requires_grad_()
    target = normal(8, 1, scale=2.0).requires_grad_()
    bce = functional.binary_cross_entropy_with_logits
    loss = 0.5 * (bce(source, torch.ones_like(source)) + bce(target, torch.zeros_like(target)))
    return case(loss, source=source, target=target)


class Reversed(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, weight):
        ctx.weight = weight
        return x.view_as(x)

    @staticmethod
    def backward(ctx, gradient):
        return -ctx.weight * gradient, None


def reversed_gradient():
    """A linear discriminator behind a reversal of weight 0.3: what reaches the embedding and the discriminator."""
    embedding = normal(6, 3).requires_grad_()
    kernel = normal(3, 1).requires_grad_()
    logits = Reversed.apply(embedding, 0.3) @ kernel
    bce = functional.binary_cross_entropy_with_logits
    half = 0.5 * (bce(logits[:3], torch.ones(3, 1).double()) + bce(logits[3:], torch.zeros(3, 1).double()))
    return case(half, embedding=embedding, kernel=kernel)


golden = {
    "madeBy": "tools/golden/losses.py",
    "versions": {"python": sys.version.split()[0], "torch": torch.__version__},
    "seed": SEED,
    "crossEntropy": cross_entropy(),
    "coral": coral(),
    "domainAdversarial": domain_adversarial(),
    "reversedGradient": reversed_gradient(),
}
json.dump(golden, sys.stdout, indent=1)
print()
