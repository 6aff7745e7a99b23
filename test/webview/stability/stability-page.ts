import type { Locator, Page } from 'playwright-core';
import type { RunHeader } from '../../../src/protocol/view-messages.js';
import { makeRunHeader } from '../harness/run-header.js';
import type { ViewPage } from '../harness/view-page.js';

/** The stability view as a person uses it. */
export class StabilityPage {
  readonly page: Page;

  constructor(private readonly view: ViewPage) {
    this.page = view.page;
  }

  button(label: string): Locator {
    return this.page.locator('vscode-button', { hasText: label });
  }

  /** A cell by the numbers of its row (0 is tuned Adam) and column. */
  cell(row: number, column: number): Locator {
    return this.page.locator('.gap-grid tbody tr').nth(row).locator('.gap-cell').nth(column);
  }

  chartTitle(): Locator {
    return this.page.locator('.cell-chart h2');
  }

  /** The optimizers' table without its head. */
  async summary(): Promise<string[][]> {
    await this.view.settled();
    return this.page
      .locator('.summary tbody tr')
      .evaluateAll((rows) => rows.map((row) => [...row.children].map((cell) => cell.textContent)));
  }

  async focusedLabel(): Promise<string> {
    await this.view.settled();
    return this.page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? '');
  }
}

/** The header of a comparison that succeeded. */
export function stabilityHeader(header: Partial<RunHeader> = {}): RunHeader {
  return makeRunHeader({
    key: '/workspace/.modelsmith/runs/20260101t120000-optimizers-0a1b2c3d',
    kind: 'stability',
    name: 'optimizers',
    parameters: [{ path: 'margin', value: 0.05 }],
    ...header,
  });
}
