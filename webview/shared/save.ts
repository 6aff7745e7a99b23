import { viewTexts } from '../../src/base/texts/views.js';
import type { ExportFormat } from '../../src/protocol/view-messages.js';
import type { Page } from './page.js';

export interface Export {
  /** What it is of; becomes the file's name. */
  readonly title: string;
  readonly format: ExportFormat;
  readonly content: string | Uint8Array;
}

/** Asks the host to save what the page has made; resolves to what came of it in words, empty when the user gave up. */
export async function saveExport(page: Page, make: () => Promise<Export> | Export): Promise<string> {
  try {
    const { title, format, content } = await make();
    const name = `${fileName(title)}.${format}`;
    const { saved } = await page.request('save', { name, format, content });
    return saved === undefined ? '' : viewTexts.exported(saved);
  } catch (error) {
    return viewTexts.exportFailed(error instanceof Error ? error.message : String(error));
  }
}

/** A title as a file name that every system takes. */
export function fileName(title: string): string {
  const slug = title
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 80)
    .replace(/^-+|-+$/g, '');
  return slug === '' ? 'picture' : slug;
}
