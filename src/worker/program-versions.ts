import { VERSION } from '../base/version.js';

/** What a run's record says about the program: the same bytes are promised for the same versions only. */
export function programVersions(): Readonly<Record<string, string>> {
  return { modelsmith: VERSION, node: process.versions.node, platform: `${process.platform}-${process.arch}` };
}
