/** Where the result of a run grows, beside the name that it gets when it is whole. */
export function partialOutput(output: string, runId: string): string {
  return `${output}.partial-${runId}`;
}
