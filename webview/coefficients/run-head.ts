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
      const { arxiv, idea: says } = methodText(state.method ?? '');
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
function factsOf({ header, state }: { header: RunHeader; state: FollowedRun['state'] }, format: Format): Node[] {
  const method = state.method === undefined ? [] : [{ term: '', value: methodText(state.method).name }];
  const parameters = header.parameters
    .filter(({ path }) => path !== 'merge_method')
    .map(({ path, value }) => ({
      term: visibleName(path.replace(/^parameters\./, ''), 40),
      value: visibleName(String(value), 60),
    }));
  const figures = (state.figures ?? header.figures ?? []).map(({ name, value, unit }) => ({
    term: visibleName(figureName(name), 40),
    value:
      typeof value === 'number' && unit === undefined
        ? format.figure(value)
        : visibleName(figureValue({ name, value, unit }), 60),
  }));
  return [...method, ...parameters, ...figures].map(({ term, value }) =>
    element(
      'span',
      { class: 'fact' },
      ...(term === '' ? [] : [element('span', { class: 'fact-term' }, term), ' ']),
      element('span', { class: 'fact-value' }, value),
    ),
  );
}

function paperLink(arxiv: string): HTMLElement {
  return element('a', { href: `https://arxiv.org/abs/${arxiv}` }, `arXiv ${arxiv}`);
}
