import type { ChatMessage, LanguageModel } from '../../src/base/ports.js';

type Options = Parameters<LanguageModel['complete']>[1];
type Answer = Awaited<ReturnType<LanguageModel['complete']>>;

/**
 * The `LanguageModel` port with answers by rule. Tokens are words; an answer is cut at `maxTokens`; a question that was
 * asked before is answered from the cache, as connections do it.
 */
export class ScriptedLanguageModel implements LanguageModel {
  readonly calls: { readonly messages: readonly ChatMessage[]; readonly connection: string | undefined }[] = [];
  private readonly cache = new Map<string, string>();

  constructor(private readonly answer: (question: string, messages: readonly ChatMessage[]) => string) {}

  async complete(messages: readonly ChatMessage[], options: Options): Promise<Answer> {
    options.signal.throwIfAborted();
    this.calls.push({ messages, connection: options.connection });
    const key = JSON.stringify([options.connection, messages]);
    const known = this.cache.get(key);
    const whole = known ?? this.answer(messages.at(-1)?.content ?? '', messages);
    this.cache.set(key, whole);
    const text = words(whole).slice(0, options.maxTokens).join(' ');
    const promptTokens = messages.reduce((sum, { content }) => sum + words(content).length, 0);
    return Promise.resolve({ text, cached: known !== undefined, promptTokens, answerTokens: words(text).length });
  }
}

function words(text: string): readonly string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}
