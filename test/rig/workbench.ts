import type { Frame, FrameLocator, Locator, Page } from 'playwright-core';

/** Generous, because a machine may be slow; no test asserts on speed. */
const startTimeoutMs = 120_000;
const webviewTimeoutMs = 30_000;
/** What takes longer is looked for in the list of notifications, too. */
const toastTimeoutMs = 15_000;
/** How long a picker that was opened may take, and how often it is opened. */
const pickerTimeoutMs = 15_000;
const pickerTries = 4;

/**
 * The window of VS Code as a person sees it. Methods act as a mouse and a keyboard do and wait until the window shows the effect;
 * those that answer with a `Locator` leave the waiting to the caller. Needs only a page, so it drives a desktop window, too.
 */
export class Workbench {
  constructor(readonly page: Page) {}

  /** Waits until the window is drawn and its status bar is there. */
  async ready(): Promise<void> {
    await this.page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: startTimeoutMs });
  }

  // ── Commands and pickers

  /** Runs a command by its title in the palette, `Modelsmith: Run experiment` say; doesn't wait for what it does. */
  async runCommand(title: string): Promise<void> {
    // The palette also offers similar titles: take the row that has this one.
    await this.#pickByKey('F1', `>${title}`, (rows) =>
      rows.filter({ has: this.page.getByText(title, { exact: true }) }),
    );
  }

  /**
   * Opens a picker by its key, types, and clicks a row. While the keyboard's focus is still on its way elsewhere, VS Code closes
   * a picker as soon as it is open, so that all this is tried again: as a person would who sees it close.
   */
  async #pickByKey(key: string, text: string, rowOf: (rows: Locator) => Locator): Promise<void> {
    const input = this.quickInput().locator('input.input').first();
    const row = rowOf(this.quickInput().locator('.quick-input-list .monaco-list-row')).first();
    for (let tries = 1; ; tries++) {
      await this.page.keyboard.press(key);
      try {
        await input.waitFor({ timeout: pickerTimeoutMs });
        await input.fill(text, { timeout: pickerTimeoutMs });
        await row.click({ timeout: pickerTimeoutMs });
        return;
      } catch (error) {
        if (tries === pickerTries) {
          throw error;
        }
      }
    }
  }

  /** The box at the top: palette, pickers, input boxes, and the file dialogs of a window in a browser. */
  quickInput(): Locator {
    return this.page.locator('.quick-input-widget:visible');
  }

  /** Chooses the entry of the open picker that shows `label`. */
  async pick(label: string | RegExp): Promise<void> {
    await this.quickInput().locator('.quick-input-list .monaco-list-row', { hasText: label }).first().click();
  }

  /** Types into the open input box, or file dialog, and confirms. */
  async answer(text: string): Promise<void> {
    const input = this.quickInput().locator('input.input').first();
    await input.waitFor();
    await input.fill(text);
    await input.press('Enter');
  }

  /** Saves under an absolute name in the file dialog of a window in a browser, which proposes a name with the same ending. */
  async saveAs(target: string): Promise<void> {
    const input = this.quickInput().locator('input.input').first();
    // The dialog looks at the folder before it writes its proposal, over what was typed until then.
    const name = target.slice(target.lastIndexOf('/') + 1);
    const ending = name.slice(name.lastIndexOf('.'));
    await this.page.waitForFunction(
      (end) => document.querySelector<HTMLInputElement>('.quick-input-widget input.input')?.value.endsWith(end),
      ending,
    );
    await input.fill(target);
    await input.press('Enter');
    await this.quickInput().waitFor({ state: 'hidden' });
  }

  // ── Editors

  /** Opens a file of the workspace by its name, as Ctrl+P does. */
  async openFile(name: string): Promise<void> {
    await this.#pickByKey('ControlOrMeta+P', name, (rows) => rows.filter({ hasText: name }));
    await this.quickInput().waitFor({ state: 'hidden' });
    await this.editorTab(name).waitFor();
  }

  editorTab(title: string): Locator {
    return this.page.locator('.tabs-container .tab', { hasText: title }).first();
  }

  /** The lines of the visible text editor. */
  editorLines(): Locator {
    return this.page.locator('.editor-instance .view-line');
  }

  /** The text of a CodeLens in the visible editor. */
  codeLens(text: string): Locator {
    return this.page.locator('.editor-instance .codelens-decoration a', { hasText: text }).first();
  }

  /** The squiggles of the visible editor: `.squiggly-error`, `.squiggly-warning`. */
  squiggles(severity: 'error' | 'warning'): Locator {
    return this.page.locator(`.editor-instance .squiggly-${severity}`);
  }

  /** The rows of the Problems panel, which is opened. */
  async problems(): Promise<Locator> {
    await this.runCommand('Problems: Focus on Problems View');
    return this.page.locator('.markers-panel .monaco-list-row');
  }

  // ── Side bar, status bar, notifications

  /** Opens a container of the activity bar by its title. */
  async openContainer(title: string): Promise<void> {
    const tab = this.page.locator(`.activitybar .action-item:has(a.action-label[aria-label^="${title}"])`);
    await tab.waitFor({ timeout: webviewTimeoutMs });
    if ((await tab.getAttribute('aria-selected')) !== 'true') {
      await tab.click();
    }
  }

  /** The row of the side bar's tree that shows `label`. */
  treeItem(label: string | RegExp): Locator {
    return this.page.locator('.part.sidebar .monaco-list-row', { hasText: label }).first();
  }

  /** Opens a tree row's context menu and chooses an entry. */
  async chooseFromMenu(row: Locator, entry: string): Promise<void> {
    await row.click({ button: 'right' });
    const item = this.page.locator('.context-view .action-menu-item', { hasText: entry }).first();
    await item.waitFor();
    // A menu takes no notice of a click that comes right after the one that opened it.
    for (const until = Date.now() + webviewTimeoutMs; (await item.isVisible()) && Date.now() < until; ) {
      await item.click({ timeout: webviewTimeoutMs }).catch(() => undefined);
      await item.waitFor({ state: 'hidden', timeout: 1000 }).catch(() => undefined);
    }
  }

  statusBarItem(text: string | RegExp): Locator {
    return this.page.locator('.statusbar-item', { hasText: text }).first();
  }

  /** What was said: on its own for a while, else in the list of notifications. */
  notification(text: string | RegExp): Locator {
    return this.page
      .locator(':is(.notifications-toasts, .notifications-center) .notification-list-item:visible', { hasText: text })
      .first();
  }

  /** Waits until this is said. VS Code lets nothing pop up right after several others: the list is opened then. */
  async notified(text: string | RegExp): Promise<Locator> {
    const said = this.notification(text);
    const pops = await said.waitFor({ timeout: toastTimeoutMs }).then(
      () => true,
      () => false,
    );
    if (!pops) {
      await this.runCommand('Notifications: Show Notifications');
      await said.waitFor();
    }
    return said;
  }

  /** A modal question's button. */
  dialogButton(text: string): Locator {
    return this.page.locator('.monaco-dialog-box .dialog-buttons .monaco-button', { hasText: text }).first();
  }

  // ── Terminal

  /** Opens a new terminal and gives it the keyboard; an older one is not taken for it. */
  async openTerminal(): Promise<void> {
    await this.page.locator('textarea.xterm-helper-textarea').evaluateAll((older) => {
      for (const one of older) {
        one.setAttribute('data-older', '');
      }
    });
    await this.runCommand('Terminal: Create New Terminal');
    const input = this.page.locator('.terminal-wrapper.active textarea.xterm-helper-textarea:not([data-older])');
    await input.waitFor({ state: 'attached', timeout: webviewTimeoutMs });
    await input.focus();
  }

  /** Types a line into the focused terminal. */
  async typeInTerminal(line: string): Promise<void> {
    await this.page.keyboard.type(line);
    await this.page.keyboard.press('Enter');
  }

  // ── Webviews

  /** The document of the visible webview, inside the two frames that VS Code puts around it. */
  webview(): FrameLocator {
    return this.page.frameLocator('iframe.webview.ready:visible').frameLocator('iframe#active-frame');
  }

  /** The visible webview's frame itself, to run scripts in. */
  async webviewFrame(): Promise<Frame> {
    const handle = await this.page
      .frameLocator('iframe.webview.ready:visible')
      .locator('iframe#active-frame')
      .elementHandle({ timeout: webviewTimeoutMs });
    const frame = await handle.contentFrame();
    if (!frame) {
      throw new Error('No webview is visible.');
    }
    return frame;
  }
}
