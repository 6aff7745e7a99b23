/** What is wrong with a server's answer; each has a sentence of its own. */
export type AnswerOffence = 'not-json' | 'too-large' | 'no-text' | 'cut-off';

/** What is wrong with the address of a server; each has a sentence of its own. */
export type AddressOffence = 'invalid' | 'insecure' | 'credentials' | 'port';

/** What is wrong with a line of questions; each has a sentence of its own. */
export type QuestionOffence = 'not-json' | 'prompt' | 'messages' | 'answer' | 'options' | 'none' | 'too-many';

/** Codes of what scores candidates, with their arguments; see `error-codes.ts`. Alphabetical within each group. */
export interface EvaluatorErrorArguments {
  // data that candidates are scored on (file and line are in `where`)
  /** `row` counts from 1. */
  'data-choice-invalid': { readonly row: number; readonly offence: 'question' | 'options' | 'answer' };
  'data-question-invalid': { readonly offence: QuestionOffence; readonly limit?: number };

  // evaluators (what scores a candidate)
  'evaluator-address': { readonly offence: AddressOffence };
  'evaluator-answer': { readonly answer: string };
  /** Multiple choice with a network that doesn't go on with texts. */
  'evaluator-choice': Record<string, never>;
  'evaluator-classes': { readonly expected: number; readonly found: number };
  'evaluator-failed': { readonly program: string; readonly code: string; readonly output: string };
  /** The variable that `key_variable` names isn't set; what stands there may be the key itself, by mistake. */
  'evaluator-key-missing': Record<string, never>;
  'evaluator-metric': { readonly metric: string; readonly possible: readonly string[] };
  'evaluator-metric-missing': { readonly metric: string; readonly found: readonly string[] };
  'evaluator-metric-not-finite': { readonly metric: string; readonly score: string };
  'evaluator-no-report': { readonly program: string };
  'evaluator-not-started': { readonly program: string; readonly reason: string };
  /** Two blocks score on the same examples; `key` and `other` are the blocks'. */
  'evaluator-overlap': { readonly key: string; readonly other: string };
  'evaluator-pattern': { readonly pattern: string; readonly reason: string };
  'evaluator-program-missing': { readonly program: string };
  'evaluator-redirect': { readonly server: string };
  /** `detail` is what stands at the offence. */
  'evaluator-response': { readonly server: string; readonly offence: AnswerOffence; readonly detail: string };
  'evaluator-rows': { readonly from: number; readonly to: number; readonly examples: number };
  /** The server that a program was to be doesn't answer within `seconds`; `output` is the end of what the program wrote. */
  'evaluator-server-late': { readonly program: string; readonly seconds: number; readonly output: string };
  /** No whole answer came within `seconds`. */
  'evaluator-silent': { readonly server: string; readonly seconds: number };
  'evaluator-status': { readonly server: string; readonly status: number; readonly detail: string };
  'evaluator-timeout': { readonly program: string; readonly seconds: number };
  'evaluator-unreachable': { readonly server: string; readonly reason: string };
}
