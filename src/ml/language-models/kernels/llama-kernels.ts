// Inner loops of a Llama's forward pass over rows of tokens: float32 in memory, sums in float64.

/** out[r][o] = sum_i x[r][i] w[o][i] for `rows` rows; four outputs at a time, so that each x is loaded once for them. */
export function multiplyRows(
  x: Float32Array,
  w: Float32Array,
  out: Float32Array,
  rows: number,
  inputs: number,
  outputs: number,
): void {
  const whole = outputs - (outputs % 4);
  for (let o = 0; o < whole; o += 4) {
    const w0 = o * inputs;
    const w1 = w0 + inputs;
    const w2 = w1 + inputs;
    const w3 = w2 + inputs;
    for (let r = 0; r < rows; r++) {
      const start = r * inputs;
      let a = 0;
      let b = 0;
      let c = 0;
      let d = 0;
      for (let i = 0; i < inputs; i++) {
        const value = x[start + i];
        a += value * w[w0 + i];
        b += value * w[w1 + i];
        c += value * w[w2 + i];
        d += value * w[w3 + i];
      }
      const at = r * outputs + o;
      out[at] = a;
      out[at + 1] = b;
      out[at + 2] = c;
      out[at + 3] = d;
    }
  }
  for (let o = whole; o < outputs; o++) {
    for (let r = 0; r < rows; r++) {
      let sum = 0;
      for (let i = 0; i < inputs; i++) {
        sum += x[r * inputs + i] * w[o * inputs + i];
      }
      out[r * outputs + o] = sum;
    }
  }
}

/** x[r][i] += bias[i] */
export function addBias(x: Float32Array, bias: Float32Array, rows: number): void {
  const width = bias.length;
  for (let r = 0; r < rows; r++) {
    for (let i = 0; i < width; i++) {
      x[r * width + i] += bias[i];
    }
  }
}

/** x[i] += y[i] for the first `count`. */
export function addInto(x: Float32Array, y: Float32Array, count: number): void {
  for (let i = 0; i < count; i++) {
    x[i] += y[i];
  }
}

/** out[r] = gamma x[r] / sqrt(mean(x[r]^2) + epsilon) */
export function normRows(x: Float32Array, gamma: Float32Array, out: Float32Array, rows: number, epsilon: number): void {
  const width = gamma.length;
  for (let r = 0; r < rows; r++) {
    const start = r * width;
    let squares = 0;
    for (let i = 0; i < width; i++) {
      squares += x[start + i] * x[start + i];
    }
    const scale = 1 / Math.sqrt(squares / width + epsilon);
    for (let i = 0; i < width; i++) {
      out[start + i] = gamma[i] * (x[start + i] * scale);
    }
  }
}

/** Rotates the pairs (i, i + size / 2) of every head of row r by the angles of position `first` + r. */
export function rotateRows(
  x: Float32Array,
  rows: number,
  heads: number,
  cosines: Float32Array,
  sines: Float32Array,
  first: number,
  size: number,
): void {
  const half = size / 2;
  for (let r = 0; r < rows; r++) {
    const angle = (first + r) * half;
    for (let h = 0; h < heads; h++) {
      const start = (r * heads + h) * size;
      for (let i = 0; i < half; i++) {
        const a = x[start + i];
        const b = x[start + half + i];
        x[start + i] = a * cosines[angle + i] - b * sines[angle + i];
        x[start + half + i] = b * cosines[angle + i] + a * sines[angle + i];
      }
    }
  }
}

/**
 * Causal attention of `rows` queries at positions `first` on, over the keys and values of all positions up to their own:
 * q rows x heads x size, keys and values positions x keyValueHeads x size; `scores` is room for one number a position.
 */
export function attendRows(
  q: Float32Array,
  keys: Float32Array,
  values: Float32Array,
  out: Float32Array,
  scores: Float64Array,
  rows: number,
  first: number,
  heads: number,
  keyValueHeads: number,
  size: number,
): void {
  const group = heads / keyValueHeads;
  const stride = keyValueHeads * size;
  const scale = 1 / Math.sqrt(size);
  for (let r = 0; r < rows; r++) {
    const seen = first + r + 1;
    for (let h = 0; h < heads; h++) {
      const query = (r * heads + h) * size;
      const column = Math.floor(h / group) * size;
      let largest = Number.NEGATIVE_INFINITY;
      for (let t = 0; t < seen; t++) {
        const key = t * stride + column;
        let dot = 0;
        for (let i = 0; i < size; i++) {
          dot += q[query + i] * keys[key + i];
        }
        dot *= scale;
        scores[t] = dot;
        if (dot > largest) {
          largest = dot;
        }
      }
      let sum = 0;
      for (let t = 0; t < seen; t++) {
        const share = Math.exp(scores[t] - largest);
        scores[t] = share;
        sum += share;
      }
      for (let i = 0; i < size; i++) {
        let mixed = 0;
        for (let t = 0; t < seen; t++) {
          mixed += scores[t] * values[t * stride + column + i];
        }
        out[query + i] = mixed / sum;
      }
    }
  }
}

/** gate[i] = silu(gate[i]) up[i] for the first `count`. */
export function gateInto(gate: Float32Array, up: Float32Array, count: number): void {
  for (let i = 0; i < count; i++) {
    const value = gate[i];
    gate[i] = (value / (1 + Math.exp(-value))) * up[i];
  }
}
