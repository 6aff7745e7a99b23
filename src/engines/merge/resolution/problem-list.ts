import {
  problem,
  type ErrorArguments,
  type ErrorCode,
  type Problem,
  type Severity,
  type Where,
} from '../../../base/errors.js';

/** Problems of one code and model that are told one by one; the rest is counted. A model has thousands of tensors. */
const LISTED = 20;

/** Gathers everything that is wrong, so that it can be told at once. */
export class ProblemList {
  private readonly groups = new Map<string, { readonly shown: Problem[]; left: number }>();

  add<C extends ErrorCode>(code: C, args: ErrorArguments[C], where: Where = {}, severity: Severity = 'error'): void {
    this.push(problem(code, args, where, severity));
  }

  push(...problems: readonly Problem[]): void {
    for (const one of problems) {
      const key = JSON.stringify([one.code, one.where.model, one.severity]);
      const group = this.groups.get(key) ?? { shown: [], left: 0 };
      if (group.shown.length < LISTED) {
        group.shown.push(one);
      } else {
        group.left += 1;
      }
      this.groups.set(key, group);
    }
  }

  get hasErrors(): boolean {
    return this.list.some((one) => one.severity === 'error');
  }

  /** Grouped by code and model; a group that is cut ends with `problems-more`. */
  get list(): readonly Problem[] {
    return [...this.groups.values()].flatMap(({ shown, left }) => {
      const first = shown[0];
      if (left === 0 || first === undefined) {
        return shown;
      }
      const where = first.where.model === undefined ? {} : { model: first.where.model };
      return [...shown, problem('problems-more', { code: first.code, count: left }, where, first.severity)];
    });
  }
}
