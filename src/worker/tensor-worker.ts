/**
 * The bundle of the threads that work on tensors as bytes. A thread parses its bundle before it does anything, and that
 * with all engines and TensorFlow.js in it is twenty times as long.
 */
import { startTaskWorker } from './start-task-worker.js';
import { tensorTasks } from './tensor-tasks.js';

startTaskWorker(tensorTasks);
