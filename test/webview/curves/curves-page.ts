import type { Locator, Page } from 'playwright-core';
import type { ViewPage } from '../harness/view-page.js';

/** The curves view as a person uses it. */
export class CurvesPage {
  readonly page: Page;
  readonly charts: Locator;

  constructor(private readonly view: ViewPage) {
    this.page = view.page;
    this.charts = this.page.locator('figure.chart');
  }

  button(label: string): Locator {
    return this.page.locator('vscode-button', { hasText: label });
  }

  /** Chooses an entry of a dropdown. */
  async choose(dropdown: string, entry: string): Promise<void> {
    const control = this.page.locator(`vscode-dropdown[aria-label="${dropdown}"]`);
    await control.click();
    await control.getByRole('option', { name: entry, exact: true }).click();
    await this.view.settled();
  }

  async titles(): Promise<string[]> {
    await this.view.settled();
    return this.page.locator('figure.chart h2').allTextContents();
  }

  chart(title: string): Locator {
    return this.charts.filter({ has: this.page.getByRole('heading', { name: title, exact: true }) });
  }

  /** What a screen reader is told of a chart: its ends, where it reads, and the values there. */
  async slider(title: string): Promise<{ readonly least: number; readonly most: number; readonly text: string }> {
    await this.view.settled();
    const slider = this.chart(title).getByRole('slider');
    const number = async (name: string): Promise<number> => Number(await slider.getAttribute(name));
    return {
      least: await number('aria-valuemin'),
      most: await number('aria-valuemax'),
      text: (await slider.getAttribute('aria-valuetext')) ?? '',
    };
  }

  /** Names and values of a chart's legend. */
  async legend(title: string): Promise<string[]> {
    await this.view.settled();
    return this.chart(title).locator('.chart-legend li').allTextContents();
  }

  async table(): Promise<string[][]> {
    await this.view.settled();
    await this.page.locator('.value-table tbody th').first().waitFor();
    return this.page
      .locator('.value-table tbody tr:not(.spacer)')
      .evaluateAll((rows) => rows.map((row) => [...row.children].map((cell) => cell.textContent)));
  }

  /** How many colours a canvas has; 1 where nothing is painted. */
  async colours(selector: string): Promise<number> {
    await this.view.settled();
    return this.page.locator(selector).evaluate((element) => {
      const canvas = element as HTMLCanvasElement;
      const data = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data;
      return new Set(new Uint32Array(data?.buffer ?? new ArrayBuffer(4))).size;
    });
  }
}
