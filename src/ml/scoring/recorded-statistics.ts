import { isRecord } from '../../base/plain-record.js';
import type { ChannelStatistics } from '../data/batches/channel-statistics.js';
import type { NetworkDescription } from '../networks/read-fields.js';

/** How the images that a network was trained on were normalised, as its `config.json` records it; undefined where it doesn't. */
export function recordedStatistics({ normalisation }: NetworkDescription): ChannelStatistics | undefined {
  return isRecord(normalisation) && areNumbers(normalisation['means']) && areNumbers(normalisation['deviations'])
    ? { means: normalisation['means'], deviations: normalisation['deviations'] }
    : undefined;
}

const areNumbers = (list: unknown): list is readonly number[] =>
  Array.isArray(list) && list.every((one) => typeof one === 'number' && Number.isFinite(one));
