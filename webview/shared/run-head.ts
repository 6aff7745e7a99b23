import { durationText, figureName, figureValue, phaseText, statusWord } from '../../src/base/texts/runs.js';
import { viewTexts } from '../../src/base/texts/views.js';
import type { RunFacts } from '../../src/protocol/run-facts.js';
import type { RunAction, RunHeader } from '../../src/protocol/view-messages.js';
import { createButton } from './controls.js';
import { element, setText } from './element.js';
import type { Format } from './format.js';
import { createProgressBar } from './progress-bar.js';
import { visibleName } from './visible-name.js';

/** By what the run does its work, where there is a name for it. */
export interface RunMethod {
  readonly name: string;
  /** Its idea in a sentence. */
  readonly idea?: string;
  /** The number of its paper. */
  readonly arxiv?: string | undefined;
}

export interface RunHeadView {
  readonly header: RunHeader | undefined;
  readonly state: Pick<RunFacts, 'phase' | 'progress' | 'figures'>;
  readonly format: Format;
  readonly method?: RunMethod | undefined;
  /** Paths of the experiment that need no mention: the method says them. */
  readonly unmentioned?: readonly string[];
}

export interface RunHead {
  readonly element: HTMLElement;
  update(view: RunHeadView): void;
}

/** In the order in which they stand. */
const actions = [
  'resume',
  'stop',
  'reveal-output',
  'show-log',
  'open-experiment',
] as const satisfies readonly RunAction[];

/** The head of a run: what it is, how it stands, by which method, with which parameters and with what result. */
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
    update({ header, state, format, method, unmentioned = [] }) {
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
      facts.replaceChildren(...methodName(method), ...factsOf({ header, state, format, unmentioned }));
      const { idea: says = '', arxiv } = method ?? {};
      idea.hidden = says === '';
      idea.replaceChildren(says, ...(arxiv === undefined ? [] : [' ', paperLink(arxiv)]));
    },
  };
}

const progressShare = (progress: RunFacts['progress']): number | undefined =>
  progress === undefined || progress.total <= 0 ? undefined : progress.done / progress.total;

/** `writing · 40 % · 335M of 836M parameters` */
function progressText({ phase, progress }: Pick<RunFacts, 'phase' | 'progress'>, format: Format): string {
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

const methodName = (method: RunMethod | undefined): readonly HTMLElement[] =>
  method === undefined ? [] : [element('span', { class: 'method' }, visibleName(method.name, 60))];

interface Told {
  readonly header: RunHeader;
  readonly state: Pick<RunFacts, 'phase' | 'progress' | 'figures'>;
  readonly format: Format;
  readonly unmentioned: readonly string[];
}

/** Parameters and figures as short terms with their values. */
function factsOf({ header, state, format, unmentioned }: Told): readonly HTMLElement[] {
  const parameters = header.parameters
    .filter(({ path }) => !unmentioned.includes(path))
    .map(({ path, value }) => fact(path.replace(/^parameters\./, ''), String(value)));
  const figures = (state.figures ?? header.figures ?? []).map(({ name, value, unit }) =>
    fact(
      figureName(name),
      typeof value === 'number' && unit === undefined ? format.figure(value) : figureValue({ name, value, unit }),
    ),
  );
  return [...parameters, ...figures];
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

function paperLink(arxiv: string): HTMLElement {
  return element('a', { href: `https://arxiv.org/abs/${arxiv}` }, `arXiv ${arxiv}`);
}
