import * as path from 'node:path';
import { cliTexts } from '../../base/texts/cli.js';
import { bytesText } from '../../base/texts/runs.js';
import type { ModelListing, TensorHistogram } from '../../protocol/inspection.js';
import { askWorker } from '../ask-worker.js';
import type { CommandContext, CommonOptions } from '../command-context.js';
import type { ExitCode } from '../exit-code.js';
import { exitCodes } from '../exit-code.js';
import { progressBar } from '../terminal/progress-bar.js';
import type { Span } from '../terminal/span.js';
import { spanText } from '../terminal/span.js';
import { formatTable } from '../terminal/table.js';

export interface InspectOptions extends CommonOptions {
  /** Read this tensor's values. */
  readonly histogram?: string;
  readonly bins: number;
}

const BAR_CELLS = 40;

/** `modelsmith inspect MODEL`: tensors, shapes, dtypes, bytes and files from headers alone; or one tensor's values. */
export async function inspect(context: CommandContext, name: string, options: InspectOptions): Promise<ExitCode> {
  const { terminal, workingFolder } = context;
  const model = path.resolve(workingFolder, name);
  if (options.histogram !== undefined) {
    const params = { model, reference: name, tensor: options.histogram, bins: options.bins };
    const histogram = await askWorker(context, 'histogram', params);
    if (options.json === true) {
      terminal.json(histogram);
    } else {
      printLines(context, histogramLines(histogram));
    }
    return exitCodes.done;
  }
  const listing = await askWorker(context, 'inspect', { model, reference: name });
  if (options.json === true) {
    terminal.json(listing);
  } else {
    printLines(context, listingLines(listing, name, terminal.width));
  }
  return exitCodes.done;
}

function printLines({ terminal }: CommandContext, lines: readonly (readonly Span[])[]): void {
  for (const line of lines) {
    terminal.line(...line);
  }
}

function listingLines(listing: ModelListing, name: string, width: number | undefined): readonly (readonly Span[])[] {
  const { architecture, tensors, shards, parameters, bytes } = listing;
  const count = parameters.toLocaleString('en-US');
  return [
    [{ text: architecture === undefined ? name : cliTexts.modelTitle(name, architecture), tone: 'strong' }],
    [cliTexts.modelSummary(tensors.length, count, bytesText(bytes), shards.length)],
    ...formatTable(
      [
        { title: cliTexts.columnTensor(), shrinks: true },
        { title: cliTexts.columnDtype() },
        { title: cliTexts.columnShape() },
        { title: cliTexts.columnBytes(), align: 'right' },
        { title: cliTexts.columnShard(), shrinks: true },
      ],
      tensors.map((tensor) => [
        tensor.name,
        tensor.dtype,
        tensor.shape.length === 0 ? cliTexts.scalar() : tensor.shape.join(' × '),
        String(tensor.bytes),
        tensor.shard,
      ]),
      { width },
    ),
  ];
}

function histogramLines(histogram: TensorHistogram): readonly (readonly Span[])[] {
  const { tensor, minimum, maximum, mean, nan, infinite, counts } = histogram;
  const most = Math.max(1, ...counts);
  const edge = (i: number): string => figure(minimum + ((maximum - minimum) * i) / counts.length);
  return [
    [{ text: tensor, tone: 'strong' }],
    [cliTexts.tensorRange(figure(minimum), figure(maximum), figure(mean))],
    ...(nan + infinite === 0 ? [] : [[{ text: cliTexts.tensorOdd(nan, infinite), tone: 'warning' } as const]]),
    ...formatTable(
      [
        { title: cliTexts.columnFrom(), align: 'right' },
        { title: cliTexts.columnTo(), align: 'right' },
        { title: cliTexts.columnCount(), align: 'right' },
        { title: '' },
      ],
      counts.map((count, i) => [
        edge(i),
        edge(i + 1),
        String(count),
        spanText(progressBar(count / most, BAR_CELLS)[0] ?? ''),
      ]),
    ),
  ];
}

function figure(value: number): string {
  return String(Number(value.toPrecision(4)));
}
