"""Golden values of the operations that augmentations are made of, from Pillow. Run: python tools/golden/augmentations.py

Pillow is what torchvision applies to pictures: ColorJitter, RandomRotation, RandomResizedCrop and RandAugment call these.
"""

import json
import pathlib

import numpy as np
import PIL
from PIL import Image, ImageEnhance, ImageOps

HEIGHT, WIDTH = 12, 16
BILINEAR = Image.Resampling.BILINEAR

# a soft slope under a pattern, as the test makes it too
pixels = np.array(
    [
        [[(9 * x + 5 * y + 40 * c + (x * y * 7) % 48) % 256 for c in range(3)] for x in range(WIDTH)]
        for y in range(HEIGHT)
    ],
    dtype=np.uint8,
)
image = Image.fromarray(pixels)


def affine(*matrix):
    return image.transform(image.size, Image.Transform.AFFINE, matrix, BILINEAR)


def hue(turn):
    """torchvision's adjust_hue on a tensor: HSV in floating point."""
    import colorsys

    def one(pixel):
        h, s, v = colorsys.rgb_to_hsv(*(pixel / 255))
        return [round(255 * value) for value in colorsys.hsv_to_rgb((h + turn) % 1, s, v)]

    return Image.fromarray(np.array([[one(pixel) for pixel in row] for row in pixels], dtype=np.uint8))


cases = {
    "brightness 0.6": ImageEnhance.Brightness(image).enhance(0.6),
    "brightness 1.7": ImageEnhance.Brightness(image).enhance(1.7),
    "contrast 0.5": ImageEnhance.Contrast(image).enhance(0.5),
    "contrast 1.6": ImageEnhance.Contrast(image).enhance(1.6),
    "saturation 0.3": ImageEnhance.Color(image).enhance(0.3),
    "saturation 1.8": ImageEnhance.Color(image).enhance(1.8),
    "sharpness 0.1": ImageEnhance.Sharpness(image).enhance(0.1),
    "sharpness 1.9": ImageEnhance.Sharpness(image).enhance(1.9),
    "hue 0.2": hue(0.2),
    "hue -0.4": hue(-0.4),
    "posterize 4": ImageOps.posterize(image, 4),
    "solarize 130": ImageOps.solarize(image, 130),
    "autocontrast": ImageOps.autocontrast(image.crop((0, 0, WIDTH, 4))),
    "equalize": ImageOps.equalize(Image.fromarray(np.tile(pixels // 2, (8, 8, 1)))).crop((0, 0, WIDTH, HEIGHT)),
    "rotate 17": image.rotate(17, BILINEAR),
    "rotate -63": image.rotate(-63, BILINEAR),
    "shear x 0.2": affine(1, 0.2, 0, 0, 1, 0),
    "translate y 3": affine(1, 0, 0, 0, 1, 3),
    "stretch 5x7": image.crop((2, 3, 9, 8)).resize((WIDTH, HEIGHT), BILINEAR),
    "stretch 11x4": image.crop((1, 0, 5, 11)).resize((WIDTH, HEIGHT), BILINEAR),
}

folder = pathlib.Path(__file__).resolve().parents[2] / "fixtures" / "golden"
content = {
    "script": "tools/golden/augmentations.py",
    "versions": {"pillow": PIL.__version__, "numpy": np.__version__},
    "height": HEIGHT,
    "width": WIDTH,
    "cases": {name: np.asarray(result).reshape(-1).tolist() for name, result in cases.items()},
}
(folder / "augmentations.json").write_text(json.dumps(content, separators=(",", ":")) + "\n")
