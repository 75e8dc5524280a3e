"""Reference values of optimisers, clipping and rates from PyTorch.

    python tools/golden/optimisers.py            writes fixtures/golden/optimisers.json

Six steps from fixed starting values with fixed gradients. Weight decay is decoupled in Trunkline: PyTorch's AdamW has
that; for SGD the decay w <- (1 - rate * decay) w is done here before PyTorch's own step.
"""

import json
from pathlib import Path

import torch

SEED, STEPS = 7, 6
CASES = {
    "sgd": dict(make=lambda p: torch.optim.SGD(p, lr=0.1), options=dict(name="sgd"), rate=0.1),
    "sgd with momentum": dict(
        make=lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9), options=dict(name="sgd", momentum=0.9), rate=0.1
    ),
    "sgd with nesterov": dict(
        make=lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.8, nesterov=True),
        options=dict(name="sgd", momentum=0.8, nesterov=True),
        rate=0.05,
    ),
    "sgd with momentum and decoupled decay": dict(
        make=lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9),
        options=dict(name="sgd", momentum=0.9, weightDecay=0.05),
        rate=0.1,
        decay=0.05,
    ),
    "adam": dict(make=lambda p: torch.optim.Adam(p, lr=0.01), options=dict(name="adam"), rate=0.01),
    "adam with other numbers": dict(
        make=lambda p: torch.optim.Adam(p, lr=0.02, betas=(0.8, 0.95), eps=1e-3),
        options=dict(name="adam", beta1=0.8, beta2=0.95, epsilon=1e-3),
        rate=0.02,
    ),
    "adamw": dict(
        make=lambda p: torch.optim.AdamW(p, lr=0.01, weight_decay=0.1), options=dict(name="adamw", weightDecay=0.1), rate=0.01
    ),
}


def numbers(tensor: torch.Tensor) -> list[float]:
    return [float(value) for value in tensor.flatten().tolist()]


def main() -> None:
    torch.manual_seed(SEED)
    start = [torch.randn(3, 4), torch.randn(5)]
    gradients = [[torch.randn(3, 4) * (1 + step), torch.randn(5) * 0.1] for step in range(STEPS)]
    cases = {}
    for name, case in CASES.items():
        parameters = [torch.nn.Parameter(value.clone()) for value in start]
        optimiser = case["make"](parameters)
        trajectory = []
        for step in range(STEPS):
            for parameter, gradient in zip(parameters, gradients[step]):
                if "decay" in case:
                    parameter.data.mul_(1 - case["rate"] * case["decay"])
                parameter.grad = gradient.clone()
            optimiser.step()
            trajectory.append([numbers(parameter.data) for parameter in parameters])
        cases[name] = dict(options=case["options"], rate=case["rate"], trajectory=trajectory)

    clipping = []
    for maximum in (0.5, 100.0):
        parameters = [torch.nn.Parameter(value.clone()) for value in start]
        for parameter, gradient in zip(parameters, gradients[0]):
            parameter.grad = gradient.clone()
        norm = torch.nn.utils.clip_grad_norm_(parameters, maximum)
        clipping.append(dict(maximum=maximum, norm=float(norm), gradients=[numbers(p.grad) for p in parameters]))

    def rates(make) -> list[float]:
        optimiser = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=1.0)
        schedule = make(optimiser)
        values = []
        for _ in range(10):
            values.append(optimiser.param_groups[0]["lr"])
            optimiser.step()
            schedule.step()
        return values

    schedules = {
        "cosine": rates(lambda o: torch.optim.lr_scheduler.CosineAnnealingLR(o, T_max=10)),
        "step": rates(lambda o: torch.optim.lr_scheduler.MultiStepLR(o, milestones=[5, 8], gamma=0.1)),
    }
    golden = dict(
        madeBy="tools/golden/optimisers.py",
        torch=torch.__version__,
        seed=SEED,
        shapes=[[3, 4], [5]],
        start=[numbers(value) for value in start],
        gradients=[[numbers(gradient) for gradient in step] for step in gradients],
        cases=cases,
        clipping=clipping,
        schedules=schedules,
    )
    path = Path(__file__).parents[2] / "fixtures" / "golden" / "optimisers.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(golden, indent=1) + "\n")
    print(f"{path}: {len(cases)} cases")


if __name__ == "__main__":
    main()
