import { viewTexts } from '../../src/base/texts/views.js';
import { createDropdown, createTextField } from '../shared/controls.js';
import type { Choice } from '../shared/controls.js';
import { element } from '../shared/element.js';
import { createPictureTools } from '../shared/picture-tools.js';
import type { PictureToolsEvents } from '../shared/picture-tools.js';
import { visibleName } from '../shared/visible-name.js';
import { measures } from './measures.js';
import { groupings } from './page-state.js';
import type { PageState, Sorting } from './page-state.js';

export interface ToolbarEvents extends PictureToolsEvents {
  change(change: Partial<Pick<PageState, 'measure' | 'grouping' | 'sorting' | 'range' | 'filter' | 'shown'>>): void;
}

export interface Toolbar {
  readonly element: HTMLElement;
  update(page: PageState, tasks: readonly { readonly label: string }[]): void;
  /** What came of an export. */
  say(text: string): void;
}

/** What the user chooses about the picture. */
export function createToolbar(events: ToolbarEvents): Toolbar {
  const measure = createDropdown(viewTexts.measureLabel(), (value) => {
    const chosen = measures.find((one) => one === value);
    events.change(chosen === undefined ? {} : { measure: chosen });
  });
  const grouping = createDropdown(viewTexts.groupingLabel(), (value) => {
    const chosen = groupings.find((one) => one === value);
    events.change(chosen === undefined ? {} : { grouping: chosen });
  });
  const sorting = createDropdown(viewTexts.sortingLabel(), (value) => events.change({ sorting: readChoice(value) }));
  const filter = createTextField(viewTexts.filterLabel(), viewTexts.filterPlaceholder(), (value) =>
    events.change({ filter: value }),
  );
  const tools = createPictureTools(viewTexts.showHeatmap, events);
  return {
    element: element(
      'div',
      { class: 'toolbar', role: 'group', 'aria-label': viewTexts.tools() },
      measure.element,
      grouping.element,
      sorting.element,
      filter.element,
      tools.element,
    ),
    update(page, tasks) {
      measure.set(
        measures.map((one) => ({ value: one, label: viewTexts.measure[one]() })),
        page.measure,
      );
      grouping.set(
        groupings.map((one) => ({ value: one, label: viewTexts.grouping[one]() })),
        page.grouping,
      );
      sorting.set(sortingChoices(tasks), writeChoice(page.sorting));
      filter.set(page.filter);
      tools.update({
        showsTable: page.shown === 'table',
        isComparing: page.other !== undefined,
        savesHiddenPicture: true,
      });
    },
    say: (text) => tools.say(text),
  };
}

function sortingChoices(tasks: readonly { readonly label: string }[]): readonly Choice[] {
  return [
    { value: 'model', label: viewTexts.sortByModel() },
    { value: 'name', label: viewTexts.sortByName() },
    { value: 'elements', label: viewTexts.sortByElements() },
    ...tasks.map(({ label }, i) => ({ value: `task ${i}`, label: viewTexts.sortByTask(visibleName(label, 40)) })),
  ];
}

const writeChoice = (sorting: Sorting): string => (sorting.by === 'task' ? `task ${sorting.task}` : sorting.by);

function readChoice(value: string): Sorting {
  const task = /^task (\d+)$/.exec(value)?.[1];
  return task === undefined
    ? { by: value === 'name' || value === 'elements' ? value : 'model', reversed: false }
    : { by: 'task', task: Number(task), reversed: false };
}
