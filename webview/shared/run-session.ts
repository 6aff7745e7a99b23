import { oncePerFrame } from './frame.js';
import { followRuns } from './followed-runs.js';
import type { FollowedRun, FollowedRuns, RunReducer } from './followed-runs.js';
import type { HostMessage, Page } from './page.js';
import { onDidChangeTheme, readTheme } from './theme.js';
import type { Theme } from './theme.js';

export interface RunSessionOptions<State, Kept> {
  readonly reducer: RunReducer<State>;
  /** What the user had chosen, from whatever was kept. */
  readonly readKept: (kept: unknown) => Kept;
  /** Draws the page; called at most once a frame. */
  readonly render: () => void;
  /** Nothing that was known of this run's arrays holds any more: it is told anew, or no longer followed. */
  readonly onForget?: (run: string) => void;
}

/** A page's runs, what its user has chosen, and the theme. */
export interface RunSession<State, Kept> {
  /** The key of the run that the page was opened for. */
  readonly key: string;
  own(): FollowedRun<State> | undefined;
  /** The run to compare with. */
  other(): FollowedRun<State> | undefined;
  readonly kept: () => Kept;
  theme(): Theme;
  /** Draws again at the next frame. */
  render(): void;
  /** Keeps what the user has chosen without drawing. */
  remember(next: Kept): void;
  /** Keeps and draws; nothing happens without a next state. */
  readonly change: (next: Kept | undefined) => void;
  /** Lets the user choose a run to compare with; does without it again. */
  readonly comparison: { start(): void; end(): void };
  /** The name for titles and files. */
  name(): string;
  /** Begins to listen; called once, when the page is built. */
  begin(): void;
}

/** Follows the page's run and the one to compare with, keeps the user's choices, and asks for a drawing when any changes. */
export function createRunSession<State, Kept extends { readonly other?: string }>(
  page: Page,
  options: RunSessionOptions<State, Kept>,
): RunSession<State, Kept> {
  const { key } = page.run;
  const { reducer } = options;
  let runs: FollowedRuns<State> = followRuns(new Map(), { type: 'run', run: page.run }, reducer);
  let kept = options.readKept(page.kept);
  let theme = readTheme();
  const render = oncePerFrame(options.render);

  function remember(next: Kept): void {
    kept = next;
    page.keep({ run: key, page: kept });
  }
  function change(next: Kept | undefined): void {
    if (next !== undefined) {
      remember(next);
      render();
    }
  }
  function receive(message: HostMessage): void {
    runs = followRuns(runs, message, reducer);
    if (message.type === 'events' && message.restart) {
      options.onForget?.(message.run);
    }
    render();
  }

  async function compare(): Promise<void> {
    const { run } = await page.request('pick-run', { run: key });
    if (run !== undefined) {
      receive({ type: 'run', run });
      page.post({ type: 'follow', run: run.key });
      change({ ...kept, other: run.key });
    }
  }
  function endComparison(): void {
    const { other } = kept;
    if (other !== undefined) {
      page.post({ type: 'unfollow', run: other });
      options.onForget?.(other);
      runs = new Map([...runs].filter(([one]) => one !== other));
    }
    const next = { ...kept };
    delete (next as { other?: string }).other;
    change(next);
  }

  return {
    key,
    own: () => runs.get(key),
    other: () => (kept.other === undefined ? undefined : runs.get(kept.other)),
    kept: () => kept,
    theme: () => theme,
    render,
    remember,
    change,
    comparison: { start: () => void compare(), end: endComparison },
    name: () => runs.get(key)?.header?.name ?? page.run.name,
    begin() {
      if (kept.other !== undefined) {
        page.post({ type: 'follow', run: kept.other });
      }
      onDidChangeTheme(() => {
        theme = readTheme();
        render();
      });
      page.listen(receive);
      // Kept from the start: it is by this that the window finds the run again after a reload.
      remember(kept);
      render();
    },
  };
}
