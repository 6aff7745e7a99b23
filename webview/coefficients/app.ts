import { candidateTexts } from '../../src/base/texts/candidates.js';
import { moduleTexts } from '../../src/base/texts/modules.js';
import { viewTexts } from '../../src/base/texts/views.js';
import { emptyCoefficients, reduceCoefficients } from '../../src/protocol/coefficients.js';
import type { CoefficientsState } from '../../src/protocol/coefficients.js';
import { element } from '../shared/element.js';
import { createFormat } from '../shared/format.js';
import type { FollowedRun } from '../shared/followed-runs.js';
import { memoizeLast } from '../shared/memoize-last.js';
import { createNotice } from '../shared/notice.js';
import type { Page } from '../shared/page.js';
import { createRunHead } from '../shared/run-head.js';
import { createRunSession } from '../shared/run-session.js';
import { saveExport } from '../shared/save.js';
import { createBlockStore } from './block-store.js';
import type { BlockStore } from './block-store.js';
import type { SceneRun } from './build-rows.js';
import { createCandidates } from './candidates.js';
import { createModules } from './modules.js';
import { backFrom, goTo, inside, withoutPosition } from './navigation.js';
import { readPageState } from './page-state.js';
import { createPicture } from './picture.js';
import type { PictureView } from './picture.js';
import { METHOD_KEY, runMethod } from './run-method.js';
import { sceneCsv } from './scene-csv.js';
import { sceneNotes } from './scene-notes.js';
import { scenePng } from './scene-png.js';
import { createSceneBuilder } from './scene.js';
import { indexTensors } from './tensor-index.js';

type Followed = FollowedRun<CoefficientsState>;

/** Builds the coefficients view, and keeps it in step with its runs, the user's choices and the theme. */
export function createApp(page: Page): void {
  const format = createFormat(page.language);
  const stores = new Map<string, BlockStore>();
  const session = createRunSession(page, {
    reducer: { empty: emptyCoefficients, reduce: reduceCoefficients },
    readKept: readPageState,
    render,
    onForget: (run) => stores.get(run)?.clear(),
  });
  const { key, change } = session;
  let view: PictureView | undefined;
  const buildScene = createSceneBuilder();
  const [ownRun, otherRun] = [memoizeLast(sceneRun), memoizeLast(sceneRun)];

  const head = createRunHead((action) => page.post({ type: 'action', run: key, action }));
  const notice = createNotice();
  const candidates = createCandidates((content) => void saveTable(candidates, candidateTexts.title(), content));
  const modules = createModules((content) => void saveTable(modules, moduleTexts.title(), content));
  const picture = createPicture({
    change(chosen) {
      const state = session.kept();
      const next = { ...state, ...chosen };
      change(chosen.grouping === undefined || chosen.grouping === state.grouping ? next : goTo(next, {}));
    },
    sort: (sorting) => change({ ...session.kept(), sorting }),
    open: (row) => change(inside(session.kept(), row)),
    back: () => change(backFrom(session.kept(), view?.scene.place ?? {})),
    go(place) {
      change(goTo(session.kept(), place));
      picture.focus();
    },
    moved: (position) => session.remember({ ...withoutPosition(session.kept()), ...position }),
    saw(rows) {
      if (view?.scene.level === 'tensors' && !view.scene.comparing) {
        blocksOf(key).want(rows.flatMap(({ tensors }) => tensors));
      }
    },
    showTable: (shows) => change({ ...session.kept(), shown: shows ? 'table' : 'heatmap' }),
    comparison: session.comparison,
    exportCsv: () => void save('csv'),
    exportPng: () => void save('png'),
  });
  document.body.append(
    head.element,
    element('main', {}, notice.element, candidates.element, modules.element, picture.element),
  );

  function blocksOf(run: string): BlockStore {
    const store =
      stores.get(run) ??
      createBlockStore(
        async (arrays) => (await page.request('dense', { run, arrays })).arrays,
        () => session.render(),
      );
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

  function render(): void {
    const run = session.own();
    if (run === undefined) {
      return;
    }
    const other = session.other();
    const { header, state } = run;
    view = pictureOf(run, other);
    head.update({ header, state, format, method: runMethod(header, state), unmentioned: [METHOD_KEY] });
    const notes = sceneNotes({ scene: view?.scene, page: session.kept(), other, blocks: blocksOf(key) });
    notice.update({
      run,
      isEmpty: state.tensors.length + state.modules.length === 0,
      words: viewTexts.merging,
      others: notes,
    });
    candidates.update(state, format);
    modules.update(state.modules, format);
    picture.element.hidden = view === undefined;
    if (view !== undefined) {
      picture.update(view);
      wantOpenTensor(view, other);
    }
  }

  function pictureOf(run: Followed, other: Followed | undefined): PictureView | undefined {
    if (run.state.tasks.length === 0 || run.state.tensors.length === 0) {
      return undefined;
    }
    const { tasks, tensors } = run.state;
    const kept = session.kept();
    const told = other?.state;
    const compared =
      told === undefined || told.tasks.length === 0 ? undefined : otherRun(kept.other ?? '', told.tasks, told.tensors);
    return {
      scene: buildScene(ownRun(key, tasks, tensors), compared, kept),
      page: kept,
      theme: session.theme(),
      format,
      other: compared === undefined ? undefined : other?.header?.name,
    };
  }

  function wantOpenTensor({ scene: { tensor } }: PictureView, other: Followed | undefined): void {
    if (tensor === undefined) {
      return;
    }
    blocksOf(key).want([tensor]);
    const counterpart = other === undefined ? undefined : indexTensors(other.state).byName.get(tensor.tensor);
    const otherKey = session.kept().other;
    if (counterpart !== undefined && otherKey !== undefined) {
      blocksOf(otherKey).want([counterpart.row]);
    }
  }

  async function save(format: 'csv' | 'png'): Promise<void> {
    const drawn = picture.drawn();
    if (drawn === undefined) {
      return;
    }
    const measure = viewTexts.measure[drawn.style.measure]();
    const name = session.name();
    const caption = `${measure}. ${drawn.caption}`;
    const said = await saveExport(page, async () => ({
      title: `${name} ${measure}`,
      format,
      content: format === 'csv' ? sceneCsv(drawn.scene) : await scenePng({ ...drawn, title: name, caption }),
    }));
    picture.toolbar.say(said);
  }

  async function saveTable(of: { say(text: string): void }, title: string, content: string): Promise<void> {
    of.say(await saveExport(page, () => ({ title: `${session.name()} ${title}`, format: 'csv', content })));
  }

  session.begin();
}
