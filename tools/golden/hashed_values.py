"""Numbers that Python and TypeScript make alike, so that golden files hold no weights. Twin of hashed-values.ts."""

import json
import math
import pathlib
import platform

import numpy as np
import torch

FIXTURES = pathlib.Path(__file__).resolve().parents[2] / "fixtures" / "golden"


def seed_of(name):
    """FNV-1a, 32 bits, of a name's bytes."""
    value = 0x811C9DC5
    for byte in name.encode():
        value = ((value ^ byte) * 0x01000193) & 0xFFFFFFFF
    return value


def hashes(name, count):
    """count unsigned 32-bit numbers: MurmurHash3's finaliser of index times the golden ratio plus the name's seed."""
    with np.errstate(over="ignore"):
        value = np.arange(count, dtype=np.uint32) * np.uint32(0x9E3779B1) + np.uint32(seed_of(name))
        value ^= value >> np.uint32(16)
        value *= np.uint32(0x85EBCA6B)
        value ^= value >> np.uint32(13)
        value *= np.uint32(0xC2B2AE35)
        value ^= value >> np.uint32(16)
    return value


def hashed_values(name, shape, scale=1.0):
    """float32, uniform in [-scale, scale), row-major."""
    unit = (hashes(name, math.prod(shape)) >> np.uint32(8)).astype(np.float64) / 2**23 - 1
    return (unit * scale).astype(np.float32).reshape(shape)


def hashed_picture(name, height, width):
    """uint8 RGB [height, width, 3]: coarse 8-pixel cells with fine noise on them."""
    rows, columns = -(-height // 8), -(-width // 8)
    coarse = (hashes(f"{name}/coarse", rows * columns * 3) & np.uint32(255)).reshape(rows, columns, 3)
    fine = (hashes(f"{name}/fine", height * width * 3) & np.uint32(255)).reshape(height, width, 3)
    coarse = coarse.repeat(8, 0).repeat(8, 1)[:height, :width]
    return ((coarse * 3 + fine) >> np.uint32(2)).astype(np.uint8)


def rounded(values):
    return [float(f"{value:.9g}") for value in np.asarray(values, dtype=np.float64).reshape(-1)]


def whole(values):
    values = np.asarray(values)
    return {"shape": list(values.shape), "values": rounded(values)}


def summary(values):
    """Norm, projections on seeded random signs, and evenly spaced samples of a large tensor."""
    values = np.asarray(values, dtype=np.float64)
    flat = values.reshape(-1)
    signs = [1.0 - 2.0 * (hashes(f"projection {k}", flat.size) >> np.uint32(31)) for k in range(2)]
    samples = min(32, flat.size)
    return {
        "shape": list(values.shape),
        "norm": rounded([np.linalg.norm(flat)])[0],
        "projections": rounded([flat @ sign for sign in signs]),
        "samples": rounded(flat[[i * flat.size // samples for i in range(samples)]]),
    }


def write(name, script, seed, content):
    FIXTURES.mkdir(parents=True, exist_ok=True)
    made_by = {
        "script": f"tools/golden/{script}",
        "seed": seed,
        "python": platform.python_version(),
        "torch": torch.__version__,
        "numpy": np.__version__,
        "precision": "float64 arithmetic on float32 weights",
    }
    path = FIXTURES / f"{name}.json"
    path.write_text(json.dumps({"madeBy": made_by, **content}, separators=(",", ":")).replace('{"name"', '\n{"name"') + "\n")
    print(f"{path}: {path.stat().st_size} bytes")
