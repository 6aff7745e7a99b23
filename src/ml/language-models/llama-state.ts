import type { LlamaSettings } from '../networks/llama-settings.js';
import { addBias, addInto, attendRows, gateInto, multiplyRows, normRows, rotateRows } from './kernels/llama-kernels.js';
import type { LinearValues, LlamaValues } from './llama-weights.js';

/** Tokens that are computed at once: enough to load each weight rarely, few enough to stay in the processor's cache. */
const BLOCK = 32;

/** The keys and values of the tokens read so far; more tokens can be read, and the last ones forgotten. */
export class LlamaState {
  private readonly tokens: number[] = [];
  private keys: readonly Float32Array[] = [];
  private values: readonly Float32Array[] = [];
  private cosines = new Float32Array(0);
  private sines = new Float32Array(0);
  private scores = new Float64Array(0);

  constructor(
    private readonly settings: LlamaSettings,
    private readonly weights: LlamaValues,
  ) {}

  /** Forgets what follows the longest beginning that a text and the tokens read so far share; returns its length. */
  keepBeginning(text: readonly number[]): number {
    let shared = 0;
    while (shared < this.tokens.length && shared < text.length && this.tokens[shared] === text[shared]) {
      shared += 1;
    }
    this.tokens.length = shared;
    return shared;
  }

  /** Forgets all but the first `count` tokens. */
  truncate(count: number): void {
    this.tokens.length = Math.min(this.tokens.length, count);
  }

  /** Reads tokens and returns the logits after the last `wanted` of them, row by row. */
  read(tokens: readonly number[], wanted: number): Float32Array {
    const { vocabularySize } = this.settings;
    const logits = new Float32Array(wanted * vocabularySize);
    const first = tokens.length - wanted;
    this.makeRoom(this.tokens.length + tokens.length);
    for (let start = 0; start < tokens.length; start += BLOCK) {
      const block = tokens.slice(start, start + BLOCK);
      const rows = this.readBlock(block);
      const skip = Math.max(0, first - start);
      if (skip < block.length) {
        const count = block.length - skip;
        const out = logits.subarray((start + skip - first) * vocabularySize);
        multiply(rows.subarray(skip * this.settings.hidden), this.weights.head, out, count);
      }
    }
    return logits;
  }

  /** Room for `tokens` tokens at least; grows by doubling, up to what the network takes. */
  private makeRoom(tokens: number): void {
    const old = this.scores.length;
    if (tokens <= old) {
      return;
    }
    const { layers, keyValueHeads, headSize, theta, maximumTokens } = this.settings;
    const room = Math.max(tokens, Math.min(2 * old, maximumTokens));
    const grown = (i: number, kept: readonly Float32Array[]): Float32Array => {
      const larger = new Float32Array(room * keyValueHeads * headSize);
      larger.set(kept[i] ?? []);
      return larger;
    };
    this.keys = Array.from({ length: layers }, (_, i) => grown(i, this.keys));
    this.values = Array.from({ length: layers }, (_, i) => grown(i, this.values));
    this.scores = new Float64Array(room);
    const half = headSize / 2;
    this.cosines = new Float32Array(room * half);
    this.sines = new Float32Array(room * half);
    for (let at = 0; at < room * half; at++) {
      const angle = Math.floor(at / half) * theta ** ((-2 * (at % half)) / headSize);
      this.cosines[at] = Math.cos(angle);
      this.sines[at] = Math.sin(angle);
    }
  }

  /** The normalised hidden rows of a block of tokens. */
  private readBlock(block: readonly number[]): Float32Array {
    const { hidden, intermediate, heads, keyValueHeads, headSize, epsilon } = this.settings;
    const { embedding, layers, lastNorm } = this.weights;
    const count = block.length;
    const first = this.tokens.length;
    const rows = new Float32Array(count * hidden);
    for (const [r, token] of block.entries()) {
      rows.set(embedding.subarray(token * hidden, (token + 1) * hidden), r * hidden);
    }
    const normal = new Float32Array(count * hidden);
    const change = new Float32Array(count * hidden);
    const query = new Float32Array(count * heads * headSize);
    const mixed = new Float32Array(count * heads * headSize);
    const gate = new Float32Array(count * intermediate);
    const up = new Float32Array(count * intermediate);
    const place = first * keyValueHeads * headSize;
    for (const [i, layer] of layers.entries()) {
      const keys = this.keys[i] ?? change;
      const values = this.values[i] ?? change;
      normRows(rows, layer.attentionNorm, normal, count, epsilon);
      multiply(normal, layer.query, query, count);
      multiply(normal, layer.key, keys.subarray(place), count);
      multiply(normal, layer.value, values.subarray(place), count);
      rotateRows(query, count, heads, this.cosines, this.sines, first, headSize);
      rotateRows(keys.subarray(place), count, keyValueHeads, this.cosines, this.sines, first, headSize);
      attendRows(query, keys, values, mixed, this.scores, count, first, heads, keyValueHeads, headSize);
      multiply(mixed, layer.attentionOutput, change, count);
      addInto(rows, change, rows.length);
      normRows(rows, layer.middleNorm, normal, count, epsilon);
      multiply(normal, layer.gate, gate, count);
      multiply(normal, layer.up, up, count);
      gateInto(gate, up, gate.length);
      multiply(gate, layer.down, change, count);
      addInto(rows, change, rows.length);
    }
    normRows(rows, lastNorm, normal, count, epsilon);
    this.tokens.push(...block);
    return normal;
  }
}

function multiply(x: Float32Array, layer: LinearValues, out: Float32Array, rows: number): void {
  const { weight, bias, inputs, outputs } = layer;
  multiplyRows(x, weight, out, rows, inputs, outputs);
  if (bias !== undefined) {
    addBias(out, bias, rows);
  }
}
