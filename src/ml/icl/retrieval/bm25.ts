/** Settings of Okapi BM25. */
export interface Bm25Options {
  /** How soon more of the same word stops counting; absent: 1.5. */
  readonly k1?: number;
  /** How much a document's length counts, 0 to 1; absent: 0.75. */
  readonly b?: number;
  /** A word with a negative idf gets this share of the mean idf; absent: 0.25. */
  readonly epsilon?: number;
}

/** Documents that can be scored against a question. */
export interface Bm25Index {
  readonly documents: number;
  /** Words a document, on average; 0 without documents. */
  readonly meanLength: number;
  /** What each word weighs, in the order of its first appearance. */
  readonly idf: ReadonlyMap<string, number>;
  /** The score of every document, in their order; all 0 where no word of the question is known. */
  score(question: readonly string[]): Float64Array;
}

/** Where a word stands: documents in ascending order, and how often in each. */
interface Postings {
  readonly documents: number[];
  readonly counts: number[];
}

/**
 * Okapi BM25 over documents that are split into words. With n of N documents holding a word:
 * `idf = ln(N - n + .5) - ln(n + .5)`, a negative one replaced by epsilon times the mean over all words before any replacement;
 * `score = sum over the question's words, repeats counted, of idf f (k1 + 1) / (f + k1 (1 - b + b length / mean length))`.
 * Robertson and Zaragoza, "The probabilistic relevance framework: BM25 and beyond", 2009, with the floor of rank_bm25.
 */
export function indexBm25(documents: readonly (readonly string[])[], options: Bm25Options = {}): Bm25Index {
  const { k1 = 1.5, b = 0.75, epsilon = 0.25 } = options;
  const postings = collectPostings(documents);
  const meanLength = documents.reduce((sum, words) => sum + words.length, 0) / Math.max(1, documents.length);
  const idf = weighWords(postings, documents.length, epsilon);
  // Only documents with words are ever looked up here, so that the mean isn't 0.
  const penalty = documents.map((words) => k1 * (1 - b + (b * words.length) / meanLength));
  return {
    documents: documents.length,
    meanLength,
    idf,
    score(question) {
      const scores = new Float64Array(documents.length);
      for (const word of question) {
        const found = postings.get(word);
        const weight = idf.get(word) ?? 0;
        found?.documents.forEach((document, i) => {
          const count = found.counts[i] ?? 0;
          const gain = (weight * count * (k1 + 1)) / (count + (penalty[document] ?? 0));
          scores[document] = (scores[document] ?? 0) + gain;
        });
      }
      return scores;
    },
  };
}

function collectPostings(documents: readonly (readonly string[])[]): ReadonlyMap<string, Postings> {
  const postings = new Map<string, Postings>();
  for (const [document, words] of documents.entries()) {
    for (const word of words) {
      const found = postings.get(word);
      if (found === undefined) {
        postings.set(word, { documents: [document], counts: [1] });
      } else if (found.documents.at(-1) === document) {
        const last = found.counts.length - 1;
        found.counts[last] = (found.counts[last] ?? 0) + 1;
      } else {
        found.documents.push(document);
        found.counts.push(1);
      }
    }
  }
  return postings;
}

function weighWords(
  postings: ReadonlyMap<string, Postings>,
  documents: number,
  epsilon: number,
): ReadonlyMap<string, number> {
  const raw = [...postings].map(([word, found]) => {
    const holding = found.documents.length;
    return [word, Math.log(documents - holding + 0.5) - Math.log(holding + 0.5)] as const;
  });
  const floor = (epsilon * raw.reduce((sum, [, weight]) => sum + weight, 0)) / Math.max(1, raw.length);
  return new Map(raw.map(([word, weight]) => [word, weight < 0 ? floor : weight]));
}
