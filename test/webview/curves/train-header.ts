import type { RunHeader } from '../../../src/protocol/view-messages.js';
import { makeRunHeader } from '../harness/run-header.js';

/** The header of a training that succeeded. */
export function trainHeader(header: Partial<RunHeader> = {}): RunHeader {
  return makeRunHeader({
    key: '/workspace/.modelsmith/runs/20260101t120000-sew-glyphs-0a1b2c3d',
    kind: 'train',
    name: 'sew-glyphs',
    parameters: [
      { path: 'network.type', value: 'sew-resnet' },
      { path: 'optimizer.type', value: 'adamg' },
      { path: 'epochs', value: 12 },
      { path: 'batch_size', value: 64 },
    ],
    ...header,
  });
}
