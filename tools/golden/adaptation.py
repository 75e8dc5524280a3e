"""Reference values for adaptation losses of packages/methods and the amplitude swap of packages/data.

Optimal transport from POT, singular values and gradients from PyTorch, Fourier transforms from NumPy; the class
discrepancy is summed pair by pair.

python tools/golden/adaptation.py > fixtures/golden/adaptation.json
"""

import json
import sys

import numpy
import ot
import torch
import torch.nn.functional as functional

SEED = 20261125
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
        "gradients": {name: plain(one.grad) for name, one in inputs.items()},
    }


def spectral():
    """Chen et al. 2019, equation 6, k = 2."""
    features = normal(7, 5, scale=2.0).requires_grad_()
    return case(torch.linalg.svdvals(features)[:2].square().sum(), features=features)


def joint_transport(regularisation, source_count, target_count):
    """Damodaran et al. 2018, equations 7 and 8, with the plan held."""
    alpha, weight = 0.2, 0.7
    source = normal(source_count, 4).requires_grad_()
    target = normal(target_count, 4, shift=0.5).requires_grad_()
    logits = normal(target_count, 3, scale=2.0).requires_grad_()
    labels = torch.randint(0, 3, (source_count,), generator=generator)
    rows = [
        torch.stack(
            [
                alpha * (source[i] - target[j]).square().sum()
                + weight * functional.cross_entropy(logits[j : j + 1], labels[i : i + 1])
                for j in range(target_count)
            ]
        )
        for i in range(source_count)
    ]
    cost = torch.stack(rows)
    masses = [numpy.full(count, 1 / count) for count in (source_count, target_count)]
    fixed = cost.detach().numpy()
    plan = (
        ot.sinkhorn(*masses, fixed, regularisation, numItermax=100_000, stopThr=1e-12)
        if regularisation
        else ot.emd(*masses, fixed)
    )
    result = case((torch.tensor(plan) * cost).sum(), source=source, target=target, logits=logits)
    return {**result, "labels": labels.tolist(), "plan": plain(torch.tensor(plan)), "regularisation": regularisation}


def class_discrepancy():
    """Kang et al. 2019, equations 3 to 5: sums over pairs; class 3 has no target, one target row has no label."""
    source = normal(8, 4, scale=1.5).requires_grad_()
    target = normal(7, 4, shift=0.5).requires_grad_()
    source_labels = [0, 1, 2, 0, 1, 2, 3, 0]
    target_labels = [1, 0, 2, 2, 0, -1, 1]
    both = torch.cat([source, target])
    distances = (both[:, None] - both[None]).square().sum(2)
    mean = (distances.sum() / (len(both) * (len(both) - 1))).detach()

    def kernel(i, j):
        return sum(torch.exp(-distances[i, j] / (2 * factor * mean)) for factor in (0.25, 0.5, 1, 2, 4))

    def average(rows, columns):
        pairs = [kernel(i, j) for i in rows for j in columns]
        return sum(pairs) / len(pairs)

    def of(label, labels, start):
        return [start + place for place, one in enumerate(labels) if one == label]

    def distance(first, second):
        s, t = of(first, source_labels, 0), of(second, target_labels, len(source))
        return average(s, s) + average(t, t) - 2 * average(s, t)

    present = [0, 1, 2]
    intra = sum(distance(c, c) for c in present) / 3
    inter = sum(distance(c, d) for c in present for d in present if c != d) / 6
    result = case(intra - inter, source=source, target=target)
    return {**result, "sourceLabels": source_labels, "targetLabels": target_labels}


def robust_entropy():
    """Yang and Soatto 2020, equation 4 with eta 2, of the entropy in units of log K."""
    logits = normal(6, 5, scale=2.0).requires_grad_()
    entropy = -(logits.softmax(1) * logits.log_softmax(1)).sum(1) / numpy.log(5)
    return case(((entropy**2 + 0.001**2) ** 2).mean(), logits=logits)


def amplitude_swap():
    """Yang and Soatto 2020, equations 1 and 3, by whole transforms; sides even and odd."""
    cases = []
    for height, width, band in [(8, 8, 0.2), (9, 7, 0.3), (6, 10, 0.0)]:
        pictures = torch.randint(0, 256, (2, height, width, 3), generator=generator).numpy()
        own, other = (numpy.fft.fftshift(numpy.fft.fft2(one, axes=(0, 1)), axes=(0, 1)) for one in pictures)
        b = int(numpy.floor(min(height, width) * band))
        rows, columns = (slice(side // 2 - b, side // 2 + b + 1) for side in (height, width))
        amplitude, phase = numpy.abs(own), numpy.angle(own)
        amplitude[rows, columns] = numpy.abs(other)[rows, columns]
        back = numpy.fft.ifft2(numpy.fft.ifftshift(amplitude * numpy.exp(1j * phase), axes=(0, 1)), axes=(0, 1))
        cases.append(
            {
                "height": height,
                "width": width,
                "band": band,
                "own": pictures[0].flatten().tolist(),
                "other": pictures[1].flatten().tolist(),
                "swapped": [round(float(value), 4) for value in numpy.clip(back.real, 0, 255).flatten()],
            }
        )
    return cases


json.dump(
    {
        "versions": {"torch": torch.__version__, "pot": ot.__version__, "numpy": numpy.__version__, "seed": SEED},
        "spectral": spectral(),
        "exactTransport": joint_transport(0, 6, 6),
        "unevenTransport": joint_transport(0, 6, 4),
        "sinkhornTransport": joint_transport(0.5, 5, 7),
        "classDiscrepancy": class_discrepancy(),
        "robustEntropy": robust_entropy(),
        "amplitudeSwap": amplitude_swap(),
    },
    sys.stdout,
    indent=1,
)
sys.stdout.write("\n")
