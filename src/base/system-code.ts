/** The system's code of an error that `node:fs` or `node:child_process` threw, such as `ENOENT`; undefined of anything else. */
export function systemCodeOf(thrown: unknown): string | undefined {
  return thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : undefined;
}
