import { methodText } from '../../src/base/texts/merge-methods.js';
import { durationText, figureName, figureValue, phaseText, statusWord } from '../../src/base/texts/runs.js';
import { viewTexts } from '../../src/base/texts/views.js';
import type { RunAction, RunHeader } from '../../src/protocol/view-messages.js';
import { createButton } from '../shared/controls.js';
import { element, setText } from '../shared/element.js';
import type { Format } from '../shared/format.js';
import { createProgressBar } from '../shared/progress-bar.js';
import { visibleName } from '../shared/visible-name.js';
import type { FollowedRun } from './followed-runs.js';

export interface RunHead {
  readonly element: HTMLElement;
  update(run: FollowedRun, format: Format): void;
}

/** In the order in which they stand. */
const actions = [
  'resume',
  'stop',
  'reveal-output',
  'show-log',
  'open-experiment',
] as const satisfies readonly RunAction[];

/** The head of a run: what it is, how it stands, by which method and with what result. */
export function createRunHead(onAction: (action: RunAction) => void): RunHead {
  const name = element('h1', {});
  const status = element('span', { class: 'status' });
  const time = element('span', { class: 'time' });
  const buttons = actions.map((action) => ({
    action,
    button: createButton(viewTexts.action[action](), () => onAction(action), { primary: action === 'resume' }),
  }));
  const progress = createProgressBar(viewTexts.headProgress());
  const facts = element('p', { class: 'facts' });
  const idea = element('p', { class: 'idea' });
  return {
    element: element(
      'header',
      { class: 'run-head' },
      element(
        'div',
        { class: 'run-title' },
        name,
        status,
        time,
        element('div', { class: 'actions' }, ...buttons.map(({ button }) => button.element)),
      ),
      progress.element,
      facts,
      idea,
    ),
    update({ header, state }, format) {
      if (header === undefined) {
        return;
      }
      setText(name, visibleName(header.name));
      setText(status, statusWord(header.status));
      status.className = `status status-${header.status}`;
      setText(time, header.seconds === undefined ? '' : durationText(header.seconds));
      for (const { action, button } of buttons) {
        button.show(header.actions.includes(action));
      }
      const isLive = header.status === 'running' || header.status === 'stopping';
      progress.update(isLive ? (progressShare(state.progress) ?? 0) : undefined, progressText(state, format));
      const { arxiv, idea: says } = methodText(methodOf({ header, state }));
      facts.replaceChildren(...factsOf({ header, state }, format));
      idea.hidden = says === '';
      idea.replaceChildren(says, ...(arxiv === undefined ? [] : [' ', paperLink(arxiv)]));
    },
  };
}

type Progress = FollowedRun['state']['progress'];

const progressShare = (progress: Progress): number | undefined =>
  progress === undefined || progress.total <= 0 ? undefined : progress.done / progress.total;

/** `writing · 40 % · 335M of 836M parameters` */
function progressText({ phase, progress }: FollowedRun['state'], format: Format): string {
  const parts = phase === undefined ? [] : [phaseText(phase)];
  if (progress !== undefined && progress.total > 0) {
    const unit = Object.entries(viewTexts.unit).find(([name]) => name === progress.unit)?.[1]() ?? progress.unit;
    parts.push(
      format.percent(progress.done / progress.total, 0),
      viewTexts.progress(format.figure(progress.done), format.figure(progress.total), unit),
    );
  }
  return parts.join(' · ');
}

/** Method, parameters and figures as short terms with their values. */
function factsOf({ header, state }: ToldRun, format: Format): Node[] {
  const parameters = header.parameters
    .filter(({ path }) => path !== METHOD)
    .map(({ path, value }) => fact(path.replace(/^parameters\./, ''), String(value)));
  const figures = (state.figures ?? header.figures ?? []).map(({ name, value, unit }) =>
    fact(
      figureName(name),
      typeof value === 'number' && unit === undefined ? format.figure(value) : figureValue({ name, value, unit }),
    ),
  );
  const method = methodOf({ header, state });
  const name = element('span', { class: 'method' }, visibleName(methodText(method).name, 60));
  return [...(method === '' ? [] : [name]), ...parameters, ...figures];
}

function fact(term: string, value: string): HTMLElement {
  return element(
    'span',
    {},
    element('span', { class: 'fact-term' }, visibleName(term, 40)),
    ' ',
    element('span', {}, visibleName(value, 60)),
  );
}

interface ToldRun {
  readonly header: RunHeader;
  readonly state: FollowedRun['state'];
}

/** The key of an experiment that names its method. */
const METHOD = 'merge_method';

/** The method by the run's own word, or what the experiment asks for while the run hasn't said anything. */
function methodOf({ header, state }: ToldRun): string {
  return state.method ?? String(header.parameters.find(({ path }) => path === METHOD)?.value ?? '');
}

function paperLink(arxiv: string): HTMLElement {
  return element('a', { href: `https://arxiv.org/abs/${arxiv}` }, `arXiv ${arxiv}`);
}
