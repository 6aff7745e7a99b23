import type { Locator, Page } from 'playwright-core';
import type { ViewPage } from '../harness/view-page.js';

interface CellPlace {
  readonly row: number;
  readonly column: number;
}

/** The coefficients view as a person uses it. */
export class CoefficientsPage {
  readonly page: Page;
  readonly rows: Locator;

  constructor(private readonly view: ViewPage) {
    this.page = view.page;
    this.rows = this.page.locator('.grid-row');
  }

  button(label: string): Locator {
    return this.page.locator('vscode-button', { hasText: label });
  }

  rowNamed(name: string): Locator {
    return this.page.locator('.row-name', { hasText: name });
  }

  async rowNames(): Promise<string[]> {
    await this.view.settled();
    return this.page.locator('.row-name').allTextContents();
  }

  /** Chooses an entry of a dropdown. */
  async choose(dropdown: string, entry: string): Promise<void> {
    const control = this.page.locator(`vscode-dropdown[aria-label="${dropdown}"]`);
    await control.click();
    await control.locator('vscode-option', { hasText: entry }).click();
    await this.view.settled();
  }

  /** Presses Tab until an element like this has the keyboard. */
  async tabTo(selector: string): Promise<void> {
    for (let i = 0; i < 40; i += 1) {
      await this.page.keyboard.press('Tab');
      if (await this.page.evaluate((wanted) => document.activeElement?.matches(wanted) === true, selector)) {
        return;
      }
    }
    throw new Error(`Tab never came to ${selector}`);
  }

  async focusGrid(): Promise<void> {
    await this.view.settled();
    await this.page.locator('.grid-cell[tabindex="0"]').focus();
  }

  async focusedLabel(): Promise<string> {
    await this.view.settled();
    return this.page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? '');
  }

  async tooltip(): Promise<string> {
    await this.view.settled();
    const box = this.page.locator('.tooltip');
    await box.waitFor();
    return (await box.textContent()) ?? '';
  }

  /** The words of every cell, row by row. */
  async cellLabels(): Promise<string[][]> {
    await this.view.settled();
    return this.rows.evaluateAll((rows) =>
      rows.map((row) => [...row.querySelectorAll('.grid-cell')].map((cell) => cell.getAttribute('aria-label') ?? '')),
    );
  }

  async table(): Promise<string[][]> {
    await this.view.settled();
    await this.page.locator('tbody th').first().waitFor();
    return this.page
      .locator('tbody tr:not(.spacer)')
      .evaluateAll((rows) => rows.map((row) => [...row.children].map((cell) => cell.textContent)));
  }

  /** How many rows the grid says it has. */
  async rowCount(): Promise<number> {
    await this.view.settled();
    return Number(await this.page.locator('.grid').getAttribute('aria-rowcount')) - 1;
  }

  async scrollTo(top: number): Promise<void> {
    await this.page.locator('.heatmap').evaluate((scroller, to) => {
      scroller.scrollTop = to;
    }, top);
    await this.view.settled();
  }

  /** The topmost row in sight, and how much of it is scrolled out. */
  async topRow(): Promise<{ readonly name: string; readonly offset: number }> {
    await this.view.settled();
    return this.page.locator('.heatmap').evaluate((scroller) => {
      const height = 22;
      const index = Math.floor(scroller.scrollTop / height);
      const row = document.querySelector(`.grid-row[aria-rowindex="${index + 2}"] .row-name`);
      return { name: row?.textContent ?? '', offset: scroller.scrollTop - index * height };
    });
  }

  /** What is to be the same before and after a reload. */
  async appearance(): Promise<Readonly<Record<string, unknown>> & { readonly focus: string }> {
    return {
      focus: await this.focusedLabel(),
      labels: await this.cellLabels(),
      way: await this.page.locator('.breadcrumb li').allTextContents(),
      sorted: await this.page.locator('.head-cell').evaluateAll((cells) => cells.map((cell) => cell.ariaSort)),
      filter: await this.page.locator('vscode-text-field input').inputValue(),
    };
  }

  /** The canvas in CSS pixels, and its real width. */
  canvas(): Promise<{ readonly width: number; readonly height: number; readonly real: number }> {
    return this.page.locator('.heatmap canvas').evaluate((canvas) => {
      const { width, height } = canvas.getBoundingClientRect();
      return { width, height, real: (canvas as HTMLCanvasElement).width };
    });
  }

  /** How bright cells are painted, 0..255, taken at their upper left corner, where no number stands. */
  brightness(cells: readonly CellPlace[]): Promise<number[]> {
    return this.page.evaluate(async (wanted) => {
      const read = (): number[] => {
        const canvas = document.querySelector<HTMLCanvasElement>('.heatmap canvas');
        const context = canvas?.getContext('2d');
        const box = canvas?.getBoundingClientRect();
        if (canvas === null || !context || box === undefined) {
          return [];
        }
        return wanted.map(({ row, column }) => {
          const cells = document.querySelectorAll(`.grid-row[aria-rowindex="${row + 2}"] .grid-cell`);
          const cell = cells[column]?.getBoundingClientRect();
          const scale = canvas.width / box.width;
          const at = [((cell?.left ?? 0) - box.left + 3) * scale, ((cell?.top ?? 0) - box.top + 3) * scale] as const;
          const [red = 0, green = 0, blue = 0] = context.getImageData(Math.round(at[0]), Math.round(at[1]), 1, 1).data;
          return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
        });
      };
      const frame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve));
      // Rows are there a frame or two before they are painted in their place: read what no longer changes.
      for (let before: number[] = []; ; ) {
        await frame();
        await frame();
        const now = read();
        if (now.join() === before.join()) {
          return now;
        }
        before = now;
      }
    }, cells);
  }

  /** Moves the pointer to a share of a cell's width. */
  async hover({ row, column, share }: CellPlace & { readonly share: number }): Promise<void> {
    const cell = await this.rows.nth(row).locator('.grid-cell').nth(column).boundingBox();
    if (cell === null) {
      throw new Error('The cell is not in sight.');
    }
    await this.page.mouse.move(cell.x + cell.width * share, cell.y + cell.height / 2);
  }

  /** Size and count of colours of a PNG file. */
  decodePng(content: string | Uint8Array | undefined): Promise<{ height: number; width: number; colours: number }> {
    const bytes = content instanceof Uint8Array ? Buffer.from(content).toString('base64') : '';
    return this.page.evaluate(async (file) => {
      const image = await createImageBitmap(
        new Blob([Uint8Array.from(atob(file), (character) => character.charCodeAt(0))], { type: 'image/png' }),
      );
      const canvas = new OffscreenCanvas(image.width, image.height);
      const context = canvas.getContext('2d');
      context?.drawImage(image, 0, 0);
      const pixels = new Uint32Array(
        context?.getImageData(0, 0, image.width, image.height).data.buffer ?? new ArrayBuffer(0),
      );
      return { width: image.width, height: image.height, colours: new Set(pixels).size };
    }, bytes);
  }
}
