/**
 * Our side of one measurement, as a process of its own: `child.cjs SUBJECT BACKEND` prints a `Measurement` as JSON.
 * One thread; TensorFlow takes its number of threads from the environment that main.ts gives.
 */
import type { Backend } from '../../../src/ml/compute/backends.js';
import { useBackend } from '../../../src/ml/compute/use-backend.js';
import { runtimeFolders } from '../../rig/backends.js';
import { median } from '../merge/usage.js';
import type { Measurement } from './measured.js';
import type { Subject } from './subject.js';
import type { SubjectName } from './subject-names.js';
import { convolution } from './subjects/convolution.js';
import { matrixProduct } from './subjects/matrix-product.js';
import { imageStep, languageStep } from './subjects/network-step.js';
import { optimizerStep } from './subjects/optimizer-step.js';

// The same in peer.py.
const WARM_UP_STEPS = 3;
const LEAST_STEPS = 5;
const LEAST_MS = 2000;

const make: Readonly<Record<SubjectName, () => Subject>> = {
  'matrix-product': matrixProduct,
  convolution,
  'step-sgd': () => optimizerStep('sgd'),
  'step-adam': () => optimizerStep('adam'),
  'step-adamg': () => optimizerStep('adamg'),
  resnet18: () => imageStep({ type: 'resnet', depth: 18, width: 16 }, { batch: 64, side: 32 }),
  transformer: languageStep,
  'sew-resnet18': () => imageStep({ type: 'sew-resnet', form: 'imagenet', depth: 18 }, { batch: 4, side: 64 }),
};

async function measure(name: SubjectName, backend: Backend): Promise<Measurement> {
  await useBackend(backend, { runtimeFolders });
  const subject = make[name]();
  for (let i = 0; i < WARM_UP_STEPS; i++) {
    subject.step();
  }
  const check = subject.check();
  const costs: number[] = [];
  const started = performance.now();
  while (costs.length < LEAST_STEPS || performance.now() - started < LEAST_MS) {
    const before = process.cpuUsage();
    subject.step();
    const { user, system } = process.cpuUsage(before);
    costs.push((user + system) / 1000);
  }
  return { cpuMs: median(costs), steps: costs.length, check };
}

const [name, backend] = process.argv.slice(2);
void measure(name as SubjectName, backend as Backend).then((measurement) => {
  console.log(JSON.stringify(measurement));
});
