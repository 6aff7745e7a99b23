import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';

/** What a view's page is made of. */
export interface PanelPage {
  readonly webview: vscode.Webview;
  readonly extensionUri: vscode.Uri;
  /** The view's name: its bundle is `dist/webview/<view>.js` with a style sheet beside it. */
  readonly view: string;
  readonly title: string;
}

/** Folders that a page may load from. */
export function pageRoots(extensionUri: vscode.Uri): readonly vscode.Uri[] {
  return [vscode.Uri.joinPath(extensionUri, 'dist', 'webview')];
}

/**
 * A view's page as `protocol/view-messages.ts` describes it: one script with a nonce, one style sheet, nothing inline and
 * nothing from elsewhere; the page builds itself.
 */
export function panelHtml({ webview, extensionUri, view, title }: PanelPage): string {
  const nonce = randomBytes(16).toString('base64');
  const file = (name: string): string =>
    escapeHtml(webview.asWebviewUri(vscode.Uri.joinPath(extensionUri, 'dist', 'webview', name)).toString());
  const policy = ["default-src 'none'", `style-src ${webview.cspSource}`, `script-src 'nonce-${nonce}'`].join('; ');
  return `<!doctype html>
<html lang="${escapeHtml(vscode.env.language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${escapeHtml(policy)}">
<title>${escapeHtml(title)}</title>
<link rel="stylesheet" href="${file(`${view}.css`)}">
</head>
<body>
<script nonce="${nonce}" src="${file(`${view}.js`)}"></script>
</body>
</html>`;
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
