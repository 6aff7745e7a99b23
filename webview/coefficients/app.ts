import { candidateTexts } from '../../src/base/texts/candidates.js';
import { viewTexts } from '../../src/base/texts/views.js';
import { element } from '../shared/element.js';
import { createFormat } from '../shared/format.js';
import { memoizeLast } from '../shared/memoize-last.js';
import { oncePerFrame } from '../shared/frame.js';
import type { HostMessage, Page } from '../shared/page.js';
import { saveExport } from '../shared/save.js';
import { onDidChangeTheme, readTheme } from '../shared/theme.js';
import { createBlockStore } from './block-store.js';
import type { BlockStore } from './block-store.js';
import type { SceneRun } from './build-rows.js';
import { createCandidates } from './candidates.js';
import { followRuns } from './followed-runs.js';
import type { FollowedRun, FollowedRuns } from './followed-runs.js';
import { backFrom, goTo, inside, withoutPosition } from './navigation.js';
import { createNotice } from './notice.js';
import { readPageState } from './page-state.js';
import type { PageState } from './page-state.js';
import { createPicture } from './picture.js';
import type { PictureView } from './picture.js';
import { createRunHead } from './run-head.js';
import { sceneCsv } from './scene-csv.js';
import { sceneNotes } from './scene-notes.js';
import { scenePng } from './scene-png.js';
import { createSceneBuilder } from './scene.js';
import { indexTensors } from './tensor-index.js';

/** Builds the coefficients view, and keeps it in step with its runs, the user's choices and the theme. */
export function createApp(page: Page): void {
  const key = page.run.key;
  const format = createFormat(page.language);
  const stores = new Map<string, BlockStore>();
  let runs: FollowedRuns = followRuns(new Map(), { type: 'run', run: page.run });
  let state = readPageState(page.kept);
  let theme = readTheme();
  let view: PictureView | undefined;
  const buildScene = createSceneBuilder();
  const [ownRun, otherRun] = [memoizeLast(sceneRun), memoizeLast(sceneRun)];
  const render = oncePerFrame(renderNow);

  const remember = (next: PageState): void => {
    state = next;
    page.keep({ run: key, page: state });
  };
  const change = (next: PageState | undefined): void => {
    if (next !== undefined) {
      remember(next);
      render();
    }
  };

  const head = createRunHead((action) => page.post({ type: 'action', run: key, action }));
  const notice = createNotice();
  const candidates = createCandidates((content) => void saveScores(content));
  const picture = createPicture({
    change(chosen) {
      const next = { ...state, ...chosen };
      change(chosen.grouping === undefined || chosen.grouping === state.grouping ? next : goTo(next, {}));
    },
    sort: (sorting) => change({ ...state, sorting }),
    open: (row) => change(inside(state, row)),
    back: () => change(backFrom(state, view?.scene.place ?? {})),
    go(place) {
      change(goTo(state, place));
      picture.focus();
    },
    moved: (position) => remember({ ...withoutPosition(state), ...position }),
    saw(rows) {
      if (view?.scene.level === 'tensors' && !view.scene.comparing) {
        blocksOf(key).want(rows.flatMap(({ tensors }) => tensors));
      }
    },
    compare: () => void compare(),
    endComparison,
    exportCsv: () => void save('csv'),
    exportPng: () => void save('png'),
  });
  document.body.append(head.element, element('main', {}, notice.element, candidates.element, picture.element));

  function blocksOf(run: string): BlockStore {
    const store =
      stores.get(run) ??
      createBlockStore(async (arrays) => (await page.request('dense', { run, arrays })).arrays, render);
    stores.set(run, store);
    return store;
  }

  function sceneRun(run: string, tasks: SceneRun['tasks'], tensors: SceneRun['tensors']): SceneRun {
    return {
      tasks,
      tensors,
      blocks(row) {
        const blocks = blocksOf(run).of(row);
        return typeof blocks === 'string' ? undefined : blocks;
      },
    };
  }

  function renderNow(): void {
    const run = runs.get(key);
    if (run === undefined) {
      return;
    }
    const other = state.other === undefined ? undefined : runs.get(state.other);
    view = pictureOf(run, other);
    head.update(run, format);
    notice.update(run, sceneNotes({ scene: view?.scene, page: state, other, blocks: blocksOf(key) }));
    candidates.update(run.state, format);
    picture.element.hidden = view === undefined;
    if (view !== undefined) {
      picture.update(view);
      wantOpenTensor(view, other);
    }
  }

  function pictureOf(run: FollowedRun, other: FollowedRun | undefined): PictureView | undefined {
    if (run.state.tasks.length === 0 || run.state.tensors.length === 0) {
      return undefined;
    }
    const { tasks, tensors } = run.state;
    const told = other?.state;
    const compared =
      told === undefined || told.tasks.length === 0 ? undefined : otherRun(state.other ?? '', told.tasks, told.tensors);
    return {
      scene: buildScene(ownRun(key, tasks, tensors), compared, state),
      page: state,
      theme,
      format,
      other: compared === undefined ? undefined : other?.header?.name,
    };
  }

  function wantOpenTensor({ scene: { tensor } }: PictureView, other: FollowedRun | undefined): void {
    if (tensor === undefined) {
      return;
    }
    blocksOf(key).want([tensor]);
    const counterpart = other === undefined ? undefined : indexTensors(other.state).byName.get(tensor.tensor);
    if (counterpart !== undefined && state.other !== undefined) {
      blocksOf(state.other).want([counterpart.row]);
    }
  }

  async function compare(): Promise<void> {
    const { run } = await page.request('pick-run', { run: key });
    if (run !== undefined) {
      receive({ type: 'run', run });
      page.post({ type: 'follow', run: run.key });
      change({ ...state, other: run.key });
    }
  }

  function endComparison(): void {
    const { other, ...rest } = state;
    if (other !== undefined) {
      page.post({ type: 'unfollow', run: other });
      stores.delete(other);
      runs = new Map([...runs].filter(([one]) => one !== other));
    }
    change(rest);
  }

  async function save(format: 'csv' | 'png'): Promise<void> {
    const drawn = picture.drawn();
    if (drawn === undefined) {
      return;
    }
    const measure = viewTexts.measure[drawn.style.measure]();
    const name = runs.get(key)?.header?.name ?? page.run.name;
    const caption = `${measure}. ${drawn.caption}`;
    const said = await saveExport(page, async () => ({
      title: `${name} ${measure}`,
      format,
      content: format === 'csv' ? sceneCsv(drawn.scene) : await scenePng({ ...drawn, title: name, caption }),
    }));
    picture.toolbar.say(said);
  }

  async function saveScores(content: string): Promise<void> {
    const name = runs.get(key)?.header?.name ?? page.run.name;
    candidates.say(
      await saveExport(page, () => ({ title: `${name} ${candidateTexts.title()}`, format: 'csv', content })),
    );
  }

  function receive(message: HostMessage): void {
    runs = followRuns(runs, message);
    if (message.type === 'events' && message.restart) {
      stores.get(message.run)?.clear();
    }
    render();
  }

  if (state.other !== undefined) {
    page.post({ type: 'follow', run: state.other });
  }
  onDidChangeTheme(() => {
    theme = readTheme();
    render();
  });
  page.listen(receive);
  // Kept from the start: it is by this that the window finds the run again after a reload.
  remember(state);
  render();
}
