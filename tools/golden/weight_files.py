"""One tiny VGG16 trunk (1/64 of the width) in the formats that weights come in, each written by that format's own library.

Run: python tools/golden/weight_files.py (needs safetensors, h5py and onnx)
"""

import h5py
import numpy as np
import onnx
import torch
from onnx import helper, numpy_helper
from safetensors.torch import save_file

from hashed_values import FIXTURES, hashed_values

SEED = "weight files 0"
CONVOLUTIONS = [(1, 1, 1), (1, 2, 1), (2, 1, 2), (2, 2, 2), (3, 1, 4), (3, 2, 4), (3, 3, 4)]
CONVOLUTIONS += [(block, index, 8) for block in (4, 5) for index in (1, 2, 3)]
TORCHVISION = [0, 2, 5, 7, 10, 12, 14, 17, 19, 21, 24, 26, 28]
TORCHVISION_BN = [0, 3, 7, 10, 14, 17, 20, 24, 27, 30, 34, 37, 40]


def layers():
    inputs = 3
    for block, index, channels in CONVOLUTIONS:
        name = f"block{block}_conv{index}"
        kernel = hashed_values(f"{SEED}/backbone/{name}/kernel", (3, 3, inputs, channels))
        yield name, kernel, hashed_values(f"{SEED}/backbone/{name}/bias", (channels,))
        inputs = channels


def torch_kernel(kernel_HWIO):
    return torch.from_numpy(np.ascontiguousarray(kernel_HWIO.transpose(3, 2, 0, 1)))


plain, normed, initializers = {}, {}, []
with h5py.File(FIXTURES / "tiny-vgg16.keras.h5", "w") as h5:
    for (name, kernel, bias), index, index_bn in zip(layers(), TORCHVISION, TORCHVISION_BN):
        group = h5.create_group(name)
        group.create_dataset(f"{name}_W_1:0", data=kernel)
        group.create_dataset(f"{name}_b_1:0", data=bias)
        plain[f"features.{index}.weight"] = torch_kernel(kernel)
        plain[f"features.{index}.bias"] = torch.from_numpy(bias)
        normed[f"features.{index_bn}.weight"] = torch_kernel(kernel)
        normed[f"features.{index_bn}.bias"] = torch.from_numpy(bias)
        for what in ("weight", "bias", "running_mean", "running_var"):
            values = hashed_values(f"{SEED}/{name}/{what}", bias.shape)
            values = np.abs(values) if what == "running_var" else values
            normed[f"features.{index_bn + 1}.{what}"] = torch.from_numpy(values)
        normed[f"features.{index_bn + 1}.num_batches_tracked"] = torch.tensor(1)
        initializers.append(numpy_helper.from_array(kernel.transpose(3, 2, 0, 1).copy(), f"model/{name}_1/convolution/ReadVariableOp:0"))
        initializers.append(numpy_helper.from_array(bias, f"model/{name}_1/Squeeze:0"))
with h5py.File(FIXTURES / "tiny-vgg16-types.keras.h5", "w") as h5:
    for place, (name, kernel, bias) in enumerate(layers()):
        h5.create_dataset(f"{name}/{name}/kernel:0", data=kernel.astype(["<f2", ">f2", ">f4", ">f8"][place % 4]))
        h5.create_dataset(f"{name}/{name}/bias:0", data=bias.astype("<f2"))
plain["head.fc.weight"] = torch.from_numpy(hashed_values(f"{SEED}/head", (4, 8)))
save_file(plain, FIXTURES / "tiny-vgg16.torchvision.safetensors")
save_file(normed, FIXTURES / "tiny-vgg16-bn.torchvision.safetensors")
initializers.append(numpy_helper.from_array(hashed_values(f"{SEED}/dense", (8, 4)), "model/dense_1/Cast/ReadVariableOp:0"))
graph = helper.make_graph([], "tiny", [], [], initializers)
onnx.save(helper.make_model(graph), FIXTURES / "tiny-vgg16.onnx")
print({"torch": torch.__version__, "h5py": h5py.__version__, "onnx": onnx.__version__})
