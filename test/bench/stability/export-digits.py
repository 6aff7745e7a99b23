"""Writes scikit-learn's digits to an .npz file: `export-digits.py FILE`.

1797 images of 8x8 pixels: `raw` as they are (0 to 16), `images` scaled to 0 to 1, `standardised` with mean 0 and
deviation 1 in each pixel (0 where a pixel is always the same), `faint` scaled to 0 to 0.01; `labels` 0 to 9.
"""

import sys

import numpy as np
from sklearn.datasets import load_digits

digits = load_digits()
raw = digits.data.astype(np.float32)
deviation = raw.std(axis=0)
standardised = (raw - raw.mean(axis=0)) / np.where(deviation > 0, deviation, 1)
np.savez(
    sys.argv[1],
    raw=raw,
    images=(raw / 16).reshape(-1, 8, 8),
    standardised=standardised.astype(np.float32),
    faint=raw / 1600,
    labels=digits.target.astype(np.int32),
)
