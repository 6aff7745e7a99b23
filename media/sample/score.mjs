// Scores a model of the sample: `node score.mjs MODEL QUESTIONS [FROM TO]` prints the share of the questions (from line FROM up to
// TO, counted from 0) that it answers rightly, of all and by relation, as one line of JSON; `examples` has a 1 for every right answer. An example of a scoring program: any other that prints its scores will do as well.
// It needs nothing but Node, and computes Llama's layers in the plainest way.
import { readFileSync } from 'node:fs';
import path from 'node:path';

const [folder = 'models/base', questionsFile = 'dev.jsonl', from = '0', to] = process.argv.slice(2);
const readJson = (name) => JSON.parse(readFileSync(path.join(folder, name), 'utf8'));
const config = readJson('config.json');
const { vocab } = readJson('tokenizer.json').model;
const words = new Map(Object.entries(vocab).map(([word, id]) => [id, word.replace('Ġ', '')]));
const weights = readWeights(path.join(folder, 'model.safetensors'));

const right = {};
const asked = {};
const examples = [];
const lines = readFileSync(questionsFile, 'utf8').trim().split('\n');
for (const line of lines.slice(Number(from), to === undefined ? undefined : Number(to))) {
  const { prompt, answer, relation } = JSON.parse(line);
  const isRight = answerTo(prompt) === answer ? 1 : 0;
  asked[relation] = (asked[relation] ?? 0) + 1;
  right[relation] = (right[relation] ?? 0) + isRight;
  examples.push(isRight);
}
const sum = (counts) => Object.values(counts).reduce((total, count) => total + count, 0);
const shares = Object.fromEntries(Object.keys(asked).map((relation) => [relation, right[relation] / asked[relation]]));
console.log(JSON.stringify({ accuracy: sum(right) / sum(asked), ...shares, examples }));

/** The word that the model finds likeliest after the prompt. */
function answerTo(prompt) {
  const logits = forward(encode(prompt));
  return words.get(logits.indexOf(Math.max(...logits)));
}

/** Every word of the sample's questions is a token, with the space before it. */
function encode(text) {
  const pieces = text.match(/ ?\p{L}+| ?[^\s\p{L}]+|\n/gu) ?? [];
  const ids = pieces.map((piece) => vocab[piece.replace(' ', 'Ġ').replace('\n', 'Ċ')]);
  if (ids.includes(undefined)) {
    throw new Error(`the tokenizer has no word for: ${text}`);
  }
  return [vocab['<s>'], ...ids];
}

/** Logits after the last token. A row of numbers for each token goes from layer to layer. */
function forward(ids) {
  const heads = config.num_attention_heads;
  const groups = heads / (config.num_key_value_heads ?? heads);
  const size = config.head_dim ?? config.hidden_size / heads;
  const embedding = weights.get('model.embed_tokens.weight');
  const width = config.hidden_size;
  let rows = ids.map((id) => embedding.slice(id * width, (id + 1) * width));
  for (let layer = 0; layer < config.num_hidden_layers; layer++) {
    const weight = (name) => weights.get(`model.layers.${layer}.${name}.weight`);
    const normal = rows.map((row) => norm(row, weight('input_layernorm')));
    const of = (name) => normal.map((row) => times(weight(`self_attn.${name}`), row));
    const [queries, keys] = ['q_proj', 'k_proj'].map((name) => of(name).map((row, place) => rotate(row, place, size)));
    const values = of('v_proj');
    rows = rows.map((row, place) => {
      const mixed = new Float64Array(heads * size);
      for (let head = 0; head < heads; head++) {
        const [q, k] = [head * size, Math.floor(head / groups) * size];
        const scores = keys.slice(0, place + 1).map((key) => {
          let score = 0;
          for (let i = 0; i < size; i++) {
            score += queries[place][q + i] * key[k + i];
          }
          return score / Math.sqrt(size);
        });
        softmax(scores).forEach((share, other) => {
          for (let i = 0; i < size; i++) {
            mixed[q + i] += share * values[other][k + i];
          }
        });
      }
      return plus(row, times(weight('self_attn.o_proj'), mixed));
    });
    rows = rows.map((row) => {
      const middle = norm(row, weight('post_attention_layernorm'));
      const up = times(weight('mlp.up_proj'), middle);
      const gated = times(weight('mlp.gate_proj'), middle).map((x, i) => (x / (1 + Math.exp(-x))) * up[i]);
      return plus(row, times(weight('mlp.down_proj'), gated));
    });
  }
  return times(weights.get('lm_head.weight') ?? embedding, norm(rows.at(-1), weights.get('model.norm.weight')));
}

function times(matrix, row) {
  const result = new Float64Array(matrix.length / row.length);
  for (let i = 0; i < result.length; i++) {
    let value = 0;
    for (let j = 0; j < row.length; j++) {
      value += matrix[i * row.length + j] * row[j];
    }
    result[i] = value;
  }
  return result;
}

function plus(a, b) {
  return a.map((x, i) => x + b[i]);
}

function norm(row, weight) {
  const square = row.reduce((total, x) => total + x * x, 0) / row.length;
  return row.map((x, i) => (x / Math.sqrt(square + (config.rms_norm_eps ?? 1e-6))) * weight[i]);
}

function softmax(scores) {
  const top = Math.max(...scores);
  const powers = scores.map((score) => Math.exp(score - top));
  const total = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / total);
}

/** Turns the pairs (i, i + size / 2) of each head by an angle that grows with the place. */
function rotate(row, place, size) {
  const result = row.slice();
  const half = size / 2;
  for (let start = 0; start < row.length; start += size) {
    for (let i = 0; i < half; i++) {
      const angle = place / (config.rope_theta ?? 10_000) ** (i / half);
      const [a, b] = [row[start + i], row[start + i + half]];
      result[start + i] = a * Math.cos(angle) - b * Math.sin(angle);
      result[start + i + half] = b * Math.cos(angle) + a * Math.sin(angle);
    }
  }
  return result;
}

/** The tensors of a safetensors file, in float64. */
function readWeights(file) {
  const bytes = readFileSync(file);
  const start = 8 + Number(bytes.readBigUInt64LE(0));
  const tensors = Object.entries(JSON.parse(bytes.toString('utf8', 8, start)));
  return new Map(
    tensors
      .filter(([name]) => name !== '__metadata__')
      .map(
        ([
          name,
          {
            dtype,
            data_offsets: [begin, end],
          },
        ]) => {
          const part = bytes.buffer.slice(bytes.byteOffset + start + begin, bytes.byteOffset + start + end);
          if (dtype === 'F32') {
            return [name, Float64Array.from(new Float32Array(part))];
          }
          if (dtype !== 'BF16') {
            throw new Error(`${name}: no reader for ${dtype}`);
          }
          // A bfloat16 is the upper half of a float32.
          const bits = Uint32Array.from(new Uint16Array(part), (half) => half << 16);
          return [name, Float64Array.from(new Float32Array(bits.buffer))];
        },
      ),
  );
}
