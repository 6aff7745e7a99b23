import type { CommandSettings } from './command-settings.js';
import { evaluateByCommand } from './evaluate-by-command.js';
import { PersistentCommand } from './persistent-command.js';
import type { Scorer } from './scorer.js';

/**
 * Scores candidates by a program: one that is started for each, or, if it is persistent, as many that stay as candidates
 * are scored at once.
 */
export function createCommandScorer(settings: CommandSettings, isPersistent: boolean): Scorer {
  const idle: PersistentCommand[] = [];
  const all = new Set<PersistentCommand>();
  const ask = async (model: string, signal: AbortSignal): ReturnType<PersistentCommand['evaluate']> => {
    const one = idle.pop() ?? new PersistentCommand(settings);
    all.add(one);
    try {
      return await one.evaluate(model, signal);
    } finally {
      idle.push(one);
    }
  };
  return {
    async score({ materialise }, signal) {
      const model = await materialise(signal);
      const started = performance.now();
      const report = await (isPersistent ? ask(model, signal) : evaluateByCommand(settings, model, signal));
      return { ...report, seconds: (performance.now() - started) / 1000 };
    },
    async close() {
      for (const one of all) {
        one.close();
      }
      return Promise.resolve();
    },
  };
}
