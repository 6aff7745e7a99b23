import { createCommandScorer } from '../ml/evaluators/command-scorer.js';
import type { CandidateNetwork } from '../ml/evaluators/dataset/candidate-network.js';
import type { Scorer } from '../ml/evaluators/scorer.js';
import type { DatasetEvaluateSettings, EvaluateSettings } from '../protocol/evaluate.js';
import { nodeFiles } from './node-files.js';

/** What every program needs to start at all; nothing else of the environment is passed on unasked. */
const BASIC_VARIABLES = [
  ...['PATH', 'HOME', 'LANG', 'LC_ALL', 'TMPDIR', 'TEMP', 'TMP', 'USER', 'LOGNAME', 'SHELL', 'VIRTUAL_ENV'],
  ...['SystemRoot', 'SYSTEMROOT', 'ComSpec', 'PATHEXT', 'USERPROFILE', 'APPDATA', 'LOCALAPPDATA'],
];

/** What serves the blocks of an experiment. One network serves all that score on data sets; it is loaded for them alone. */
export class Scorers {
  private readonly made: Scorer[] = [];
  private network: Promise<CandidateNetwork> | undefined;

  constructor(private readonly folder: string) {}

  /** What serves a block; `key` is the block's own. */
  create(settings: EvaluateSettings, key: string): Scorer {
    const scorer = this.scorerOf(settings, key);
    this.made.push(scorer);
    return scorer;
  }

  async close(): Promise<void> {
    await Promise.all(this.made.map(async (scorer) => scorer.close()));
    const network = await this.network?.catch(() => undefined);
    network?.dispose();
  }

  private scorerOf(settings: EvaluateSettings, key: string): Scorer {
    const { folder } = this;
    switch (settings.type) {
      case 'command': {
        const { command, metric, pattern, timeout, environment } = settings;
        return createCommandScorer(
          { command, metric, pattern, timeoutMs: timeout * 1000, environment: passedOn(environment), folder },
          settings.persistent,
        );
      }
      case 'dataset':
        return loadedOnDemand(async () => this.datasetScorer(settings, key));
      case 'endpoint': {
        const { key_variable: variable } = settings;
        const secret = variable === undefined ? undefined : process.env[variable];
        return loadedOnDemand(async () => {
          const { createEndpointScorer } = await import('../ml/evaluators/endpoint/endpoint-scorer.js');
          const environment = passedOn(settings.environment);
          return createEndpointScorer(settings, { files: nodeFiles, folder, key, secret, environment });
        });
      }
    }
  }

  private async datasetScorer(settings: DatasetEvaluateSettings, key: string): Promise<Scorer> {
    const { createDatasetScorer } = await import('../ml/evaluators/dataset/dataset-scorer.js');
    this.network ??= import('../ml/evaluators/dataset/candidate-network.js').then((module) => {
      return new module.CandidateNetwork();
    });
    return createDatasetScorer(settings, { files: nodeFiles, folder: this.folder, key, network: await this.network });
  }
}

/** A scorer whose code is loaded when the first candidate comes: TensorFlow.js isn't for those who score by a program. */
function loadedOnDemand(load: () => Promise<Scorer>): Scorer {
  let loaded: Promise<Scorer> | undefined;
  return {
    async score(candidate, signal) {
      loaded ??= load();
      return (await loaded).score(candidate, signal);
    },
    async close() {
      await (await loaded?.catch(() => undefined))?.close();
    },
  };
}

function passedOn(named: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    [...BASIC_VARIABLES, ...named].flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
}
