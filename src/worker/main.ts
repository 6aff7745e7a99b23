/** The worker's bundle: started by its path in a thread or a process, see `protocol/worker-messages.ts`. */
import * as path from 'node:path';
import { parseExperiment } from '../experiments/parse.js';
import { chooseCompute } from './choose-compute.js';
import { engines } from './engines.js';
import { startWorker } from './start-worker.js';
import { tasks } from './tasks.js';
import { tensorTasks } from './tensor-tasks.js';

const tensorBundle = path.join(__dirname, 'tensor-worker.js');

startWorker({
  engines,
  tasks,
  taskBundle: (task) => (tensorTasks.has(task) ? tensorBundle : __filename),
  chooseCompute,
  parse: parseExperiment,
  bundle: __filename,
});
