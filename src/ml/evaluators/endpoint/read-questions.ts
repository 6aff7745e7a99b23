import { modelsmithError } from '../../../base/errors.js';
import type { QuestionOffence } from '../../../base/evaluator-error-codes.js';
import { isRecord } from '../../../base/plain-record.js';
import type { ChatMessage, Files } from '../../../base/ports.js';
import { placeOfAnswer } from '../place-of-answer.js';

/** A question for a server. */
export interface Question {
  /** A text to go on with, or a conversation to answer. */
  readonly asked: { readonly prompt: string } | { readonly messages: readonly ChatMessage[] };
  /** The right answer; with options, the text of the right one. */
  readonly answer: string;
  readonly options?: readonly string[];
}

/** A file of questions is held in memory, and an hour of a fast server answers fewer. */
const MAX_FILE_BYTES = 64 * 1024 * 1024;
const MAX_QUESTIONS = 100_000;

const ROLES: ReadonlySet<unknown> = new Set(['system', 'user', 'assistant']);

/** Reads JSON lines of questions. Throws `data-question-invalid` at the line, and `file-…` errors. */
export async function readQuestions(
  files: Pick<Files, 'readSmall'>,
  file: string,
  key: string,
): Promise<readonly Question[]> {
  const lines = new TextDecoder().decode(await files.readSmall(file, MAX_FILE_BYTES)).split('\n');
  const questions: Question[] = [];
  for (const [i, line] of lines.entries()) {
    if (line.trim() !== '') {
      questions.push(
        parseQuestion(line, (offence) => {
          throw modelsmithError('data-question-invalid', { offence }, { file, line: i + 1 });
        }),
      );
    }
  }
  if (questions.length === 0 || questions.length > MAX_QUESTIONS) {
    const offence = questions.length === 0 ? 'none' : 'too-many';
    throw modelsmithError('data-question-invalid', { offence, limit: MAX_QUESTIONS }, { file, key });
  }
  return questions;
}

/** Reads one line; `fail` throws. */
export function parseQuestion(line: string, fail: (offence: QuestionOffence) => never): Question {
  const row = parsed(line);
  if (!isRecord(row)) {
    return fail('not-json');
  }
  const asked = askedOf(row, fail);
  const { options, answer } = row;
  if (options === undefined) {
    const text = typeof answer === 'number' ? String(answer) : answer;
    return typeof text === 'string' && text.trim() !== '' ? { asked, answer: text } : fail('answer');
  }
  if (!Array.isArray(options) || options.length < 2 || !options.every(isText)) {
    return fail('options');
  }
  const right = options[placeOfAnswer(answer, options) ?? -1];
  return right === undefined ? fail('answer') : { asked, answer: right, options };
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function askedOf(row: Readonly<Record<string, unknown>>, fail: (offence: QuestionOffence) => never): Question['asked'] {
  const { prompt, messages } = row;
  if (messages === undefined) {
    return isText(prompt) ? { prompt } : fail('prompt');
  }
  return Array.isArray(messages) && messages.length > 0 && messages.every(isMessage)
    ? { messages: messages.map(({ role, content }) => ({ role, content })) }
    : fail('messages');
}

const isText = (value: unknown): value is string => typeof value === 'string' && value.trim() !== '';

const isMessage = (value: unknown): value is ChatMessage =>
  isRecord(value) && ROLES.has(value['role']) && typeof value['content'] === 'string';
