"""Loads a causal language model and its tokenizer with transformers and runs one text: FOLDER.

Prints {"parameters", "tokens", "finite", "missing", "unexpected", "greedy"} as JSON.
"""

import json
import sys

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

folder = sys.argv[1]
tokenizer = AutoTokenizer.from_pretrained(folder)
model, loading = AutoModelForCausalLM.from_pretrained(folder, output_loading_info=True)
inputs = tokenizer("The sum of two and three is", return_tensors="pt")
with torch.no_grad():
    logits = model(input_ids=inputs["input_ids"]).logits
    greedy = model.generate(input_ids=inputs["input_ids"], max_new_tokens=4, do_sample=False)
print(
    json.dumps(
        {
            "parameters": sum(parameter.numel() for parameter in model.parameters()),
            "tokens": inputs["input_ids"].shape[1],
            "finite": bool(torch.isfinite(logits).all()),
            "missing": sorted(loading["missing_keys"]),
            "unexpected": sorted(loading["unexpected_keys"]),
            "greedy": greedy.shape[1],
        }
    )
)
