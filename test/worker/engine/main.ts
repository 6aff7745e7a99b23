/** A worker like `src/worker/main.ts`, with the test engine in it. */
import type { Experiment } from '../../../src/experiments/experiment.js';
import { commonEventSchema } from '../../../src/protocol/events.js';
import { startWorker } from '../../../src/worker/start-worker.js';
import { stepsEngine } from './steps-engine.js';
import { testTasks } from './test-tasks.js';

startWorker({
  engines: new Map([['steps', async () => Promise.resolve(stepsEngine)]]),
  tasks: testTasks,
  parse(text) {
    const experiment = JSON.parse(text) as Experiment;
    return { kind: experiment.kind, experiment, problems: [], positionOf: () => undefined as never, isMergekit: false };
  },
  chooseCompute: () => Promise.resolve({ backend: 'plain', version: '', reason: 'fastest', detail: '' }),
  bundle: __filename,
  checkEvent(_kind, event) {
    if (!event.type.includes('/')) {
      commonEventSchema.parse(event);
    }
  },
});
