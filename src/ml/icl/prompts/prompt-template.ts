import type { ChatMessage } from '../../../base/ports.js';

/**
 * How a prompt is put together. `{name}` in `question` and `answer` stands for a field of the example; `{{` and `}}` are braces.
 * The same template makes a text to complete and a chat.
 */
export interface PromptTemplate {
  /** Said first, as it is; may be empty. */
  readonly instruction: string;
  readonly question: string;
  /** What follows a question in an example that is solved. */
  readonly answer: string;
  /** Between the parts of a text to complete. */
  readonly separator: string;
}

/** An example's texts by name. */
export type Fields = Readonly<Record<string, string>>;

/** The examples that are shown, farthest from the question first, and the question. */
export interface PromptParts {
  readonly examples: readonly Fields[];
  readonly question: Fields;
}

const PLACES = /\{\{|\}\}|\{([^{}]*)\}/gu;

/** The fields that a text of a template names, each once, in order. */
export function placeholdersOf(text: string): readonly string[] {
  const names = [...text.matchAll(PLACES)].flatMap((match) => match[1] ?? []);
  return [...new Set(names)];
}

/** A prompt as one text: instruction, solved examples, question. RangeError where a field is missing. */
export function renderPrompt(template: PromptTemplate, { examples, question }: PromptParts): string {
  const shots = examples.map((example) => fill(template.question, example) + fill(template.answer, example));
  const parts = [template.instruction, ...shots, fill(template.question, question)];
  return parts.filter((part) => part !== '').join(template.separator);
}

/** A prompt as a chat: the instruction as the system's, every example as a turn of user and assistant. */
export function renderMessages(template: PromptTemplate, { examples, question }: PromptParts): readonly ChatMessage[] {
  const { instruction } = template;
  return [
    ...(instruction === '' ? [] : [{ role: 'system', content: instruction } as const]),
    ...examples.flatMap((example) => [
      { role: 'user', content: fill(template.question, example) } as const,
      { role: 'assistant', content: fill(template.answer, example).trim() } as const,
    ]),
    { role: 'user', content: fill(template.question, question) },
  ];
}

/** In one pass: braces within a field's text stay what they are. */
function fill(text: string, fields: Fields): string {
  return text.replace(PLACES, (whole, name?: string) => {
    if (name === undefined) {
      return whole.slice(1);
    }
    const value = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (value === undefined) {
      throw new RangeError(`no field ${name}`);
    }
    return value;
  });
}
