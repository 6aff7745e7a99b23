"""Makes a base and three fine-tunes in Llama's layout, bf16, sharded, from seeds: python make-models.py FOLDER SIZE

Every fine-tune differs from the base in every element by a normal of a per-tensor scale between 4e-4 and 1e-3, so that
thinning has real order statistics to find and bf16 quantisation makes ties among the magnitudes, as in real fine-tunes.
"""

import json
import pathlib
import sys

import torch
from safetensors.torch import save_file

# hidden, intermediate, layers, heads, key-value heads, parameters a shard
SIZES = {
    "tiny": (64, 176, 2, 4, 2, 50_000),
    "125m": (768, 2048, 12, 12, 12, 50_000_000),
    "518m": (1280, 3456, 22, 20, 20, 200_000_000),
    "1.1b": (2048, 5632, 22, 32, 4, 500_000_000),
}
VOCABULARY = {"tiny": 512}


def shapes(hidden, intermediate, layers, heads, key_value_heads, vocabulary):
    """Tensor names with shapes, in the order of the model."""
    narrow = hidden // heads * key_value_heads
    yield "model.embed_tokens.weight", (vocabulary, hidden)
    for layer in range(layers):
        prefix = f"model.layers.{layer}."
        yield prefix + "self_attn.q_proj.weight", (hidden, hidden)
        yield prefix + "self_attn.k_proj.weight", (narrow, hidden)
        yield prefix + "self_attn.v_proj.weight", (narrow, hidden)
        yield prefix + "self_attn.o_proj.weight", (hidden, hidden)
        yield prefix + "mlp.gate_proj.weight", (intermediate, hidden)
        yield prefix + "mlp.up_proj.weight", (intermediate, hidden)
        yield prefix + "mlp.down_proj.weight", (hidden, intermediate)
        yield prefix + "input_layernorm.weight", (hidden,)
        yield prefix + "post_attention_layernorm.weight", (hidden,)
    yield "model.norm.weight", (hidden,)
    yield "lm_head.weight", (vocabulary, hidden)


def normal(shape, scale, seed):
    generator = torch.Generator().manual_seed(seed)
    return torch.empty(shape, dtype=torch.float32).normal_(0, scale, generator=generator)


def main(folder, size):
    hidden, intermediate, layers, heads, key_value_heads, shard_parameters = SIZES[size]
    vocabulary = VOCABULARY.get(size, 32_000)
    names = list(shapes(hidden, intermediate, layers, heads, key_value_heads, vocabulary))
    shards, filled = [[]], 0
    for number, (name, shape) in enumerate(names):
        parameters = torch.Size(shape).numel()
        if shards[-1] and filled + parameters > shard_parameters:
            shards.append([])
            filled = 0
        shards[-1].append((number, name, shape))
        filled += parameters
    config = {
        "architectures": ["LlamaForCausalLM"],
        "model_type": "llama",
        "hidden_size": hidden,
        "intermediate_size": intermediate,
        "num_hidden_layers": layers,
        "num_attention_heads": heads,
        "num_key_value_heads": key_value_heads,
        "vocab_size": vocabulary,
        "max_position_embeddings": 2048,
        "rms_norm_eps": 1e-06,
        "hidden_act": "silu",
        "tie_word_embeddings": False,
        "torch_dtype": "bfloat16",
    }
    models = ["base", "ft0", "ft1", "ft2"]
    for model in models:
        (folder / model).mkdir(parents=True, exist_ok=True)
        (folder / model / "config.json").write_text(json.dumps(config, indent=2))
    total = 0
    weight_map = {}
    for index, shard in enumerate(shards):
        file = f"model-{index + 1:05}-of-{len(shards):05}.safetensors"
        base = {}
        for number, name, shape in shard:
            one = torch.ones(shape) if name.endswith("norm.weight") else normal(shape, 0.02, number)
            base[name] = one.to(torch.bfloat16)
            weight_map[name] = file
            total += base[name].numel() * 2
        save_file(base, folder / "base" / file, {"format": "pt"})
        for task in range(3):
            tuned = {}
            for number, name, shape in shard:
                seed = 1_000_000 * (task + 1) + number
                scale = 4e-4 + 6e-4 * torch.rand(1, generator=torch.Generator().manual_seed(seed)).item()
                tuned[name] = (base[name].float() + normal(shape, scale, seed)).to(torch.bfloat16)
            save_file(tuned, folder / f"ft{task}" / file, {"format": "pt"})
    for model in models:
        index = {"metadata": {"total_size": total}, "weight_map": weight_map}
        (folder / model / "model.safetensors.index.json").write_text(json.dumps(index, indent=2))
    print(total // 2)


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]), sys.argv[2])
