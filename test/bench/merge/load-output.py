"""Loads a merged model as anyone would and has it compute once: python load-output.py FOLDER

Fails where a weight is missing or left over, or a logit isn't finite; prints the number of parameters.
"""

import sys

import torch
from transformers import AutoModelForCausalLM

model, report = AutoModelForCausalLM.from_pretrained(sys.argv[1], dtype="auto", output_loading_info=True)
for kind in ("missing_keys", "unexpected_keys", "mismatched_keys"):
    if report[kind]:
        sys.exit(f"{kind}: {report[kind]}")
with torch.no_grad():
    logits = model(torch.arange(8).reshape(1, 8)).logits
if not torch.isfinite(logits).all():
    sys.exit("logits that are not finite")
print(sum(parameter.numel() for parameter in model.parameters()))
