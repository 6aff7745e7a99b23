import type { FromView, RunHeader, ToView } from '../../../src/protocol/view-messages.js';
import { fromViewSchema } from '../../../src/protocol/view-messages.js';
import type { MergeLog } from './merge-log.js';

export interface FakeRun {
  readonly header: RunHeader;
  readonly log: MergeLog;
}

export interface SavedFile {
  readonly name: string;
  readonly format: string;
  readonly content: string | Uint8Array;
}

/** The host's half of `protocol/view-messages.ts` over runs in memory. What the page posts is checked as the host does. */
export class FakeHost {
  readonly received: FromView[] = [];
  readonly saved: SavedFile[] = [];
  /** The run that the user picks to compare with. */
  picks: string | undefined;
  /** Whether a followed run's events are sent by themselves; otherwise by `send`. */
  replays = true;
  texts: Readonly<Record<string, string>> | undefined;

  constructor(
    private readonly runs: readonly [FakeRun, ...FakeRun[]],
    private readonly post: (message: ToView) => Promise<void>,
  ) {}

  async send(message: ToView): Promise<void> {
    await this.post(message);
  }

  async receive(raw: unknown): Promise<void> {
    const message = fromViewSchema.parse(raw);
    this.received.push(message);
    switch (message.type) {
      case 'ready':
        await this.start();
        break;
      case 'follow':
        await this.follow(message.run);
        break;
      case 'request':
        await this.answer(message);
        break;
      default:
        break;
    }
  }

  private async start(): Promise<void> {
    const [{ header }] = this.runs;
    const texts = this.texts === undefined ? {} : { texts: this.texts };
    await this.post({ type: 'start', language: 'en', run: header, ...texts });
    if (this.replays) {
      await this.replay(header.key);
    }
  }

  private async follow(key: string): Promise<void> {
    const run = this.find(key);
    if (run === undefined) {
      await this.post({ type: 'gone', run: key });
      return;
    }
    await this.post({ type: 'run', run: run.header });
    await this.replay(key);
  }

  /** All events of a run, in two batches. */
  private async replay(key: string): Promise<void> {
    const events = this.find(key)?.log.events ?? [];
    const half = Math.floor(events.length / 2);
    await this.post({ type: 'events', run: key, restart: true, caughtUp: false, events: events.slice(0, half) });
    await this.post({ type: 'events', run: key, restart: false, caughtUp: true, events: events.slice(half) });
  }

  private async answer(request: Extract<FromView, { type: 'request' }>): Promise<void> {
    const respond = (result: unknown): Promise<void> =>
      this.post({ type: 'response', id: request.id, ok: true, result });
    switch (request.method) {
      case 'dense': {
        const dense = this.find(request.params.run)?.log.dense;
        const arrays = request.params.arrays.map(({ file, offset, length }) => {
          const all = dense?.get(file);
          const end = offset / 4 + length;
          return all === undefined || end > all.length ? undefined : all.slice(offset / 4, end);
        });
        await respond({ arrays });
        break;
      }
      case 'save':
        this.saved.push(request.params);
        await respond({ saved: request.params.name });
        break;
      case 'pick-run':
        await respond({ run: this.picks === undefined ? undefined : this.find(this.picks)?.header });
        break;
    }
  }

  private find(key: string): FakeRun | undefined {
    return this.runs.find(({ header }) => header.key === key);
  }
}
