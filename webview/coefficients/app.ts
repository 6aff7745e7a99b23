import { viewTexts } from '../../src/base/texts/views.js';
import { createFormat } from '../shared/format.js';
import { oncePerFrame } from '../shared/frame.js';
import type { HostMessage, Page } from '../shared/page.js';
import { saveExport } from '../shared/save.js';
import { onDidChangeTheme, readTheme } from '../shared/theme.js';
import { createBlockStore } from './block-store.js';
import type { BlockStore } from './block-store.js';
import type { SceneRun } from './build-rows.js';
import { followRuns } from './followed-runs.js';
import type { FollowedRun, FollowedRuns } from './followed-runs.js';
import { captionOf } from './caption.js';
import { backFrom, goTo, inside } from './navigation.js';
import { createNotice } from './notice.js';
import { readPageState } from './page-state.js';
import type { PageState } from './page-state.js';
import { createPicture, styleOf } from './picture.js';
import type { PictureView } from './picture.js';
import { createRunHead } from './run-head.js';
import { sceneCsv } from './scene-csv.js';
import { sceneNotes } from './scene-notes.js';
import { scenePng } from './scene-png.js';
import { buildScene } from './scene.js';
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
    moved({ focus, top }) {
      const { focus: _focus, top: _top, ...rest } = state;
      remember({ ...rest, ...(focus === undefined ? {} : { focus }), ...(top === undefined ? {} : { top }) });
    },
    saw(rows) {
      if (view?.scene.level === 'tensors' && !view.scene.comparing) {
        blocksOf(key).want(rows.flatMap(({ tensors }) => tensors));
      }
    },
    compare: () => void compare(),
    endComparison,
    exportCsv: () => void exportCsv(),
    exportPng: () => void exportPng(),
  });
  document.body.append(head.element, notice.element, picture.element);

  function blocksOf(run: string): BlockStore {
    const store =
      stores.get(run) ??
      createBlockStore(async (arrays) => (await page.request('dense', { run, arrays })).arrays, render);
    stores.set(run, store);
    return store;
  }

  function sceneRun(run: string, { state: told }: FollowedRun): SceneRun {
    return {
      state: told,
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
    const compared = other !== undefined && other.state.tasks.length > 0 ? other : undefined;
    const otherRun = compared === undefined ? undefined : sceneRun(state.other ?? '', compared);
    return {
      scene: buildScene(sceneRun(key, run), otherRun, state),
      page: state,
      theme,
      format,
      other: compared?.header?.name,
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

  async function exportCsv(): Promise<void> {
    const { scene, page: shown } = view ?? {};
    if (scene !== undefined && shown !== undefined) {
      const title = `${page.run.name} ${viewTexts.measure[shown.measure]()}`;
      picture.toolbar.say(await saveExport(page, () => ({ title, format: 'csv', content: sceneCsv(scene) })));
    }
  }

  async function exportPng(): Promise<void> {
    const shown = view;
    if (shown !== undefined) {
      const measure = viewTexts.measure[shown.page.measure]();
      const { style } = styleOf(shown);
      const made = saveExport(page, async () => ({
        title: `${page.run.name} ${measure}`,
        format: 'png',
        content: await scenePng({
          scene: shown.scene,
          style,
          title: page.run.name,
          caption: `${measure}. ${captionOf(shown.scene, shown.page.grouping)}`,
        }),
      }));
      picture.toolbar.say(await made);
    }
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
  render();
}
