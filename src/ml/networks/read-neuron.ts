import { modelsmithError } from '../../base/errors.js';
import type { NeuronParameters } from '../spiking/kernels/neuron.js';
import { resolveNeuron } from '../spiking/neuron.js';
import { FieldReader } from './read-fields.js';

/** Time constants, thresholds and slopes beyond it make float32 potentials meaningless. */
const MAXIMUM = 1e6;
/** Thresholds and slopes below it do so, too. */
const MINIMUM = 1e-6;

/** The key `neuron` of a network's description, a `NeuronDescription`; `byForm` where keys are absent. */
export function readNeuron(
  fields: FieldReader,
  byForm: { readonly type: 'if' | 'lif'; readonly surrogate: 'sigmoid' | 'arctan' },
): NeuronParameters {
  const neuron = new FieldReader(fields.mapping('neuron'), fields.at('neuron'));
  const within = (key: string, fallback: number, minimum: number, maximum = MAXIMUM) => {
    const value = neuron.number(key, fallback);
    if (value < minimum || value > maximum) {
      throw modelsmithError('value-range', { value, minimum, maximum }, neuron.at(key));
    }
    return value;
  };
  const threshold = within('threshold', 1, MINIMUM);
  return resolveNeuron({
    type: neuron.choice('type', ['if', 'lif', 'plif'], byForm.type),
    // Above 1: the leak 1/tau of PLIF is a sigmoid.
    tau: within('tau', 2, 1 + MINIMUM),
    decay_input: neuron.boolean('decay_input', false),
    threshold,
    reset: neuron.choice('reset', ['hard', 'soft'], 'hard'),
    reset_potential: within('reset_potential', 0, -MAXIMUM, threshold - MINIMUM),
    detach_reset: neuron.boolean('detach_reset', true),
    surrogate: neuron.choice('surrogate', ['sigmoid', 'arctan'], byForm.surrogate),
    ...(neuron.has('slope') ? { slope: within('slope', 1, MINIMUM) } : {}),
  });
}
