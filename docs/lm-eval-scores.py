"""Scores candidates with lm-evaluation-harness: one process for all, one JSON line in, one JSON line out.

python lm-eval-scores.py TASK FOLDER_OF_TASKS [METRIC]
"""

import json
import sys

from lm_eval import simple_evaluate
from lm_eval.tasks import TaskManager

task, folder = sys.argv[1:3]
metric = sys.argv[3] if len(sys.argv) > 3 else "acc"
tasks = TaskManager(include_path=folder)
# What libraries print must not come between the answers.
answers, sys.stdout = sys.stdout, sys.stderr
for line in sys.stdin:
    question = json.loads(line)
    found = simple_evaluate(
        model="hf",
        model_args={"pretrained": question["model"], "dtype": "float32"},
        tasks=[task],
        task_manager=tasks,
        device="cpu",
        batch_size=16,
        bootstrap_iters=0,
        log_samples=True,
    )
    scores = {key.split(",")[0]: value for key, value in found["results"][task].items() if isinstance(value, float)}
    samples = sorted(found["samples"][task], key=lambda sample: sample["doc_id"])
    examples = [float(sample[metric]) for sample in samples]
    print(json.dumps({"id": question["id"], **scores, "examples": examples}), file=answers, flush=True)
