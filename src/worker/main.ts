/** The worker's bundle: started by its path in a thread or a process, see `protocol/worker-messages.ts`. */
import { parseExperiment } from '../experiments/parse.js';
import { chooseCompute } from './choose-compute.js';
import { engines } from './engines.js';
import { startWorker } from './start-worker.js';
import { tasks } from './tasks.js';

startWorker({ engines, tasks, chooseCompute, parse: parseExperiment, bundle: __filename });
