"""Every picture of a folder once through torch's DataLoader: decoded by PIL, resized, cropped, a uint8 tensor.

Usage: python jpeg_folder.py <folder> <size> <batch> <workers> <plain|draft>. Without torchvision, whose PyPI build does not
load beside this torch, its Resize and CenterCrop are written out. draft: PIL's shrink-on-load, which torchvision's
own loader does not use.
"""

import json
import sys
import time
from pathlib import Path

import numpy
import torch
from network import peak_memory
from PIL import Image

folder, way = Path(sys.argv[1]), sys.argv[5]
size, batch, workers = map(int, sys.argv[2:5])


class Folder(torch.utils.data.Dataset):
    def __init__(self, folder):
        self.classes = sorted(path.name for path in folder.iterdir() if path.is_dir())
        self.files = [
            (path, label) for label, name in enumerate(self.classes) for path in sorted((folder / name).glob("*.jpg"))
        ]

    def __len__(self):
        return len(self.files)

    def __getitem__(self, index):
        path, label = self.files[index]
        with Image.open(path) as image:
            if way == "draft":
                image.draft("RGB", (size, size))
            image = image.convert("RGB")
        scale = size / min(image.size)
        width, height = (round(side * scale) for side in image.size)
        image = image.resize((width, height), Image.Resampling.BILINEAR)
        left, top = (width - size) // 2, (height - size) // 2
        image = image.crop((left, top, left + size, top + size))
        return torch.from_numpy(numpy.array(image)).permute(2, 0, 1).contiguous(), label


start = time.perf_counter()
images = 0
for pixels, labels in torch.utils.data.DataLoader(Folder(folder), batch_size=batch, num_workers=workers):
    images += len(pixels)
print(json.dumps({"images": images, "seconds": time.perf_counter() - start, "memory": peak_memory()}))
