"""What scipy and pycma come to: `peer.py SEED,SEED,…` prints {search: {problem: {best: [...], cpuMs: [...]}}} as JSON.

Functions, budget and box are those of problems.ts and searches.ts; settings those of the specification's table.
"""

import json
import sys
import time
import warnings

import cma
import numpy as np
from scipy.optimize import differential_evolution

DIMENSIONS = 10
HALF_WIDTH = 5.0
EVALUATIONS = 5000
# popsize is per dimension: 30 members; 165 generations after the start.
MEMBERS_A_DIMENSION = 3
GENERATIONS = 165
STEP = 2.0

WEIGHTS = 10 ** (6 * np.arange(DIMENSIONS) / (DIMENSIONS - 1))
PROBLEMS = {
    "sphere": lambda x: float(np.sum(x * x)),
    "ellipsoid": lambda x: float(np.sum(WEIGHTS * x * x)),
    "rosenbrock": lambda x: float(np.sum(100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2)),
    "rastrigin": lambda x: float(10 * len(x) + np.sum(x * x - 10 * np.cos(2 * np.pi * x))),
}


def best1bin(function, seed):
    found = differential_evolution(
        function,
        [(-HALF_WIDTH, HALF_WIDTH)] * DIMENSIONS,
        strategy="best1bin",
        mutation=(0.5, 1),
        recombination=0.7,
        popsize=MEMBERS_A_DIMENSION,
        maxiter=GENERATIONS,
        tol=0,
        atol=0,
        polish=False,
        rng=seed,
    )
    return found.fun


def pycma(function, seed):
    start = np.random.default_rng(seed).uniform(-HALF_WIDTH, HALF_WIDTH, DIMENSIONS)
    options = {
        "bounds": [-HALF_WIDTH, HALF_WIDTH],
        "maxfevals": EVALUATIONS,
        # 0 would be drawn from the clock.
        "seed": seed + 1,
        "verbose": -9,
    }
    return cma.fmin2(lambda x: function(np.asarray(x)), start, STEP, options)[1].result.fbest


warnings.filterwarnings("ignore")
results = {}
for name, search in {"scipy best1bin": best1bin, "pycma": pycma}.items():
    search(PROBLEMS["sphere"], 0)
    for problem, function in PROBLEMS.items():
        told = results.setdefault(name, {}).setdefault(problem, {"best": [], "cpuMs": []})
        for seed in map(int, sys.argv[1].split(",")):
            before = time.process_time()
            told["best"].append(float(search(function, seed)))
            told["cpuMs"].append(1000 * (time.process_time() - before))
print(json.dumps(results))
