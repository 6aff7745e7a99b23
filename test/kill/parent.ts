/** A process that starts a run as the extension host does, and waits for its end: `parent.js WORKER FOLDER CARRIER`. */
import { startRun } from '../../src/experiments/carriers/start-run.js';

const [workerBundle = '', runFolder = '', carrier] = process.argv.slice(2);
void startRun({ workerBundle, runFolder, carrier: carrier === 'child' ? 'child' : 'thread' }).then(
  async (run) => run.ended,
);
