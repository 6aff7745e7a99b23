import type { ActionParts, Kind } from './kind.js';

const known = new WeakMap<ActionParts, Kind>();

/** The kind as an action has it: with the action's own schema and checks; the kind itself for the first, and for unknown ones. */
export function kindForAction(kind: Kind, action: unknown): Kind {
  const parts = typeof action === 'string' ? kind.actionParts?.get(action) : undefined;
  if (parts === undefined) {
    return kind;
  }
  const made = known.get(parts) ?? withParts(kind, parts);
  known.set(parts, made);
  return made;
}

/** Every form that experiments of a kind have: by the kind's name, or by it and the action. */
export function formsOf(
  kind: Kind,
): readonly { readonly name: string; readonly action: string | undefined; readonly kind: Kind }[] {
  const own = [...(kind.actionParts?.keys() ?? [])];
  return [
    { name: kind.kind, action: undefined, kind },
    ...own.map((action) => ({ name: `${kind.kind} ${action}`, action, kind: kindForAction(kind, action) })),
  ];
}

function withParts(kind: Kind, parts: ActionParts): Kind {
  // What only the first action has must not show through.
  const common = Object.entries(kind).filter(([key]) => key !== 'standIns' && key !== 'relevantKeys');
  return { ...(Object.fromEntries(common) as unknown as Kind), ...parts };
}
