"""Embeds sentences with the models of folders, as sentence-transformers loads them: FOLDER ...

Prints for each folder {"folder", "dimensions", "finite", "related", "unrelated"} as JSON: cosine similarities of a sentence to a
paraphrase and to another subject.
"""

import json
import sys

import numpy as np
from sentence_transformers import SentenceTransformer

sentences = ["A cat sleeps on the sofa.", "A kitten is napping on the couch.", "The central bank raised interest rates."]
answers = []
for folder in sys.argv[1:]:
    vectors = SentenceTransformer(folder, device="cpu").encode(sentences, normalize_embeddings=True)
    answers.append(
        {
            "folder": folder,
            "dimensions": int(vectors.shape[1]),
            "finite": bool(np.isfinite(vectors).all()),
            "related": float(vectors[0] @ vectors[1]),
            "unrelated": float(vectors[0] @ vectors[2]),
        }
    )
print(json.dumps(answers))
