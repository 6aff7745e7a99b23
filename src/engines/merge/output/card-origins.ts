import { inlineCode } from '../../../base/markdown.js';
import type { InputFile } from '../../../base/ports.js';

/** Lines of a card that say which commits the inputs from a hub are; none where all are folders. */
export function cardOrigins(inputs: readonly Pick<InputFile, 'origin'>[]): readonly string[] {
  const commits = new Map(inputs.flatMap(({ origin }) => (origin === undefined ? [] : [[originKey(origin), origin]])));
  return commits.size === 0
    ? []
    : [
        '| Repository | Commit |',
        '| --- | --- |',
        ...[...commits.values()].map(({ repo, commit }) => `| ${inlineCode(repo)} | ${inlineCode(commit)} |`),
        '',
      ];
}

function originKey({ repo, commit }: NonNullable<InputFile['origin']>): string {
  return `${repo}@${commit}`;
}
