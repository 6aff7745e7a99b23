import type { Locator, Page } from 'playwright-core';
import type { RunHeader } from '../../../src/protocol/view-messages.js';
import { makeRunHeader } from '../harness/run-header.js';
import type { ViewPage } from '../harness/view-page.js';

/** The lineage view as a person uses it. */
export class LineagePage {
  readonly page: Page;

  constructor(private readonly view: ViewPage) {
    this.page = view.page;
  }

  get graph(): Locator {
    return this.page.locator('.lineage-graph');
  }

  get details(): Locator {
    return this.page.locator('.details');
  }

  button(label: string): Locator {
    return this.page.locator('vscode-button', { hasText: label });
  }

  async ready(): Promise<void> {
    await this.graph.waitFor();
    await this.view.settled();
  }

  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) {
      await this.page.keyboard.press(key);
      await this.view.settled();
    }
  }

  /** What the graph last told of the individual that the keyboard is at. */
  async said(): Promise<string> {
    await this.view.settled();
    return (await this.page.locator('.lineage-stage [role=status]').textContent()) ?? '';
  }

  /** The id in the title of the details; undefined where they are closed. */
  async selected(): Promise<number | undefined> {
    await this.view.settled();
    const title = (await this.details.isVisible()) ? await this.details.locator('h2').textContent() : null;
    const id = /\d+/.exec(title ?? '')?.[0];
    return id === undefined ? undefined : Number(id);
  }

  /** The terms of the details with their values. */
  async facts(): Promise<Readonly<Record<string, string>>> {
    await this.view.settled();
    return this.details.locator('.fact-list').evaluate((list) => {
      const texts = (selector: string): string[] => [...list.querySelectorAll(selector)].map((one) => one.textContent);
      const values = texts('dd');
      return Object.fromEntries(texts('dt').map((term, i) => [term, values[i] ?? '']));
    });
  }

  async choose(label: string): Promise<void> {
    const dropdown = this.page.locator('vscode-dropdown').first();
    await dropdown.click();
    await dropdown.locator('vscode-option', { hasText: label }).click();
    await this.view.settled();
  }

  /** The rows of the table in sight. */
  async table(): Promise<string[][]> {
    await this.view.settled();
    await this.page.locator('.table-scroller tbody th').first().waitFor();
    return this.page
      .locator('.table-scroller tbody tr:not(.spacer)')
      .evaluateAll((rows) => rows.map((row) => [...row.children].map((cell) => cell.textContent)));
  }

  /** How many rows the table says it has, its head left out. */
  async rowCount(): Promise<number> {
    await this.view.settled();
    return Number(await this.page.locator('.table-scroller table').getAttribute('aria-rowcount')) - 1;
  }

  /** A number that is the same for the same picture of the individuals. */
  async picture(): Promise<number> {
    await this.view.settled();
    return this.graph
      .locator('canvas')
      .first()
      .evaluate((canvas) => {
        const { width, height } = canvas as HTMLCanvasElement;
        const data = (canvas as HTMLCanvasElement).getContext('2d')?.getImageData(0, 0, width, height).data ?? [];
        let hash = 0;
        for (const byte of data) {
          hash = (Math.imul(hash, 31) + byte) | 0;
        }
        return hash;
      });
  }
}

/** The header of an evolution that succeeded. */
export function lineageHeader(header: Partial<RunHeader> = {}): RunHeader {
  return makeRunHeader({
    key: '/workspace/.modelsmith/runs/20260101t120000-evolve-0a1b2c3d',
    kind: 'evolve',
    name: 'evolve three models',
    parameters: [{ path: 'algorithm.name', value: 'de' }],
    ...header,
  });
}
