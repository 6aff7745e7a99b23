import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { projectRoot } from './project-root.js';

/** The folders of one VS Code under test; unique to this process and name, so that several can run at once. */
export interface RunFolders {
  readonly base: string;
  readonly home: string;
  readonly extensions: string;
  /** The folder that VS Code opens. */
  readonly workspace: string;
  readonly settingsFile: string;
}

export type Settings = Readonly<Record<string, unknown>>;

/** What keeps VS Code quiet, offline and the same on every machine. */
const quietSettings: Settings = {
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  // What fades in would stand half drawn in pictures.
  'workbench.reduceMotion': 'on',
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.colorTheme': 'Dark Modern',
  'window.autoDetectColorScheme': false,
  'security.workspace.trust.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'update.mode': 'none',
  'git.enabled': false,
  'remote.autoForwardPorts': false,
  'chat.disableAIFeatures': true,
  'editor.minimap.enabled': false,
};

/** Makes empty folders below .e2e/run/ with settings that keep VS Code quiet; `settings` adds to those. */
export function makeRunFolders(name: string, settings: Settings = {}): RunFolders {
  const base = path.join(projectRoot, '.e2e', 'run', `${String(process.pid)}-${name}`);
  rmSync(base, { recursive: true, force: true });
  const folders: RunFolders = {
    base,
    home: path.join(base, 'home'),
    extensions: path.join(base, 'extensions'),
    workspace: path.join(base, 'workspace'),
    settingsFile: path.join(base, 'data', 'User', 'settings.json'),
  };
  // The workspace is its runs' root, although it lies in a repository whose root may have runs of its own.
  const ownRuns = path.join(folders.workspace, '.modelsmith');
  for (const folder of [folders.home, folders.extensions, ownRuns, path.dirname(folders.settingsFile)]) {
    mkdirSync(folder, { recursive: true });
  }
  writeFileSync(folders.settingsFile, JSON.stringify({ ...quietSettings, ...settings }, null, 2));
  return folders;
}
