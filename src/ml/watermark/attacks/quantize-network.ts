import type { Network } from '../../networks/network.js';
import { assignFromTorch, toTorchLayout, torchShape } from '../../networks/torch-layout.js';
import { quantizeRows } from '../kernels/quantize.js';
import { isLayerWeight } from '../perturbation/weight-direction.js';

/**
 * Rounds layers' weights to 8 bits and back, symmetrically, with a scale for each output channel, as programs that serve models
 * in 8 bits do; biases and batch-norm stay as they are.
 */
export async function quantizeNetwork(network: Network): Promise<void> {
  for (const weight of network.weights.filter(isLayerWeight)) {
    const torch = toTorchLayout(weight, weight.variable);
    try {
      const values = Float32Array.from(await torch.data<'float32'>());
      quantizeRows(values, torchShape(weight)[0] ?? 1);
      assignFromTorch(weight, values);
    } finally {
      torch.dispose();
    }
  }
}
