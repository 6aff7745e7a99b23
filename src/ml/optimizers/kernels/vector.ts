/**
 * Weights, gradients and what an optimizer keeps of them: 32 bits in training, 64 in the reference that the golden
 * figures drive. Kernels compute every element in 64 bits and round once, when it is stored.
 */
export type Vector = Float32Array | Float64Array;
