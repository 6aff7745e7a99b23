"""Compares two merged folders element by element: OURS THEIRS ATOL RTOL [DENSITY BASE MODEL ...].

Prints {"tensors", "elements", "beyond", "tied", "largest"} as JSON. With a density, elements where a task's magnitude equals
the threshold of its tensor are counted as tied: of equal magnitudes, either may be kept.
"""

import json
import sys
from pathlib import Path

import torch
from safetensors.torch import load_file


def read(folder: str) -> dict[str, torch.Tensor]:
    tensors: dict[str, torch.Tensor] = {}
    for shard in sorted(Path(folder).glob("*.safetensors")):
        tensors |= load_file(shard)
    return tensors


def tied(base: torch.Tensor, models: list[torch.Tensor], density: float) -> torch.Tensor:
    at_threshold = torch.zeros(base.shape, dtype=torch.bool)
    for model in models:
        magnitudes = (model.float() - base.float()).abs()
        keep = max(1, int(density * magnitudes.numel()))
        threshold = magnitudes.flatten().sort(descending=True).values[keep - 1]
        at_threshold |= magnitudes == threshold
    return at_threshold


ours_folder, theirs_folder, atol, rtol, *thinning = sys.argv[1:]
ours, theirs = read(ours_folder), read(theirs_folder)
if {name: (tensor.shape, tensor.dtype) for name, tensor in ours.items()} != {
    name: (tensor.shape, tensor.dtype) for name, tensor in theirs.items()
}:
    sys.exit(f"names, shapes or dtypes differ: {sorted(ours.keys() ^ theirs.keys())}")
density = float(thinning[0]) if thinning else None
base, *models = [read(folder) for folder in thinning[1:]] or [{}]
figures = {"tensors": len(theirs), "elements": 0, "beyond": 0, "tied": 0, "largest": 0.0}
for name, expected in theirs.items():
    difference = (ours[name].double() - expected.double()).abs()
    beyond = ~(difference <= float(atol) + float(rtol) * expected.double().abs())
    if density is not None:
        draws = tied(base[name], [model[name] for model in models], density)
        figures["tied"] += int((beyond & draws).sum())
        beyond &= ~draws
    figures["elements"] += expected.numel()
    figures["beyond"] += int(beyond.sum())
    figures["largest"] = max(figures["largest"], float(difference[beyond].max()) if beyond.any() else 0.0)
print(json.dumps(figures))
