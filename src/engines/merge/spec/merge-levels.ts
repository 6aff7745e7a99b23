import type { KeyPath } from '../../../base/key-path.js';
import type { ParameterSettings } from './parameter-settings.js';
import type { MergeSpec } from './schema.js';

/** A `parameters` block, or the lack of one, at its place. */
export interface ParameterLevel {
  readonly path: KeyPath;
  readonly parameters: ParameterSettings | undefined;
}

/** An entry of `models`, or a source of a slice. */
export interface MergeEntry extends ParameterLevel {
  readonly model: string;
  readonly layerRange: readonly number[] | undefined;
}

/** What is merged with what, as far as the file tells: the models of a module, or the sources of one slice. */
export interface DeclaredGroup {
  readonly type: 'models' | 'slice';
  readonly path: KeyPath;
  readonly base: string | undefined;
  readonly entries: readonly MergeEntry[];
  /** What holds for all entries, the nearest level first: slice, module, top. */
  readonly levels: readonly ParameterLevel[];
}

type Content = Pick<MergeSpec, 'models' | 'slices'>;

/** All groups of a file, in its order. */
export function declaredGroups(spec: MergeSpec): readonly DeclaredGroup[] {
  const top: ParameterLevel = { path: [], parameters: spec.parameters };
  const modules = Object.entries(spec.modules ?? {}).flatMap(([name, module]) => {
    const path = ['modules', name];
    return groupsIn(module, path, { base: spec.base_model, levels: [{ path, parameters: module.parameters }, top] });
  });
  return [...groupsIn(spec, [], { base: spec.base_model, levels: [top] }), ...modules];
}

function groupsIn(
  content: Content,
  path: KeyPath,
  { base, levels }: Pick<DeclaredGroup, 'base' | 'levels'>,
): readonly DeclaredGroup[] {
  const groups: DeclaredGroup[] = [];
  if (content.models !== undefined) {
    const here = [...path, 'models'];
    const entries = content.models.map(({ model, parameters }, index) => ({
      model,
      parameters,
      layerRange: undefined,
      path: [...here, index],
    }));
    groups.push({ type: 'models', path: here, base, entries, levels });
  }
  for (const [index, slice] of (content.slices ?? []).entries()) {
    const here = [...path, 'slices', index];
    groups.push({
      type: 'slice',
      path: here,
      base: slice.base_model ?? base,
      entries: slice.sources.map((source, at) => ({
        model: source.model,
        parameters: source.parameters,
        layerRange: source.layer_range,
        path: [...here, 'sources', at],
      })),
      levels: [{ path: here, parameters: slice.parameters }, ...levels],
    });
  }
  return groups;
}

/** Two references that are written differently and mean the same: `./math/` and `math`. Links are not followed here. */
export function plainReference(reference: string): string {
  const parts: string[] = [];
  for (const part of reference.replaceAll('\\', '/').split('/')) {
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') {
      parts.pop();
    } else if (part !== '.' && (part !== '' || parts.length === 0)) {
      parts.push(part);
    }
  }
  return parts.join('/');
}
