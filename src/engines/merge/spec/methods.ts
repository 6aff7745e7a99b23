/**
 * What `base_model` is to a method (spec/merge.md, section 2, "Base").
 * - `required`: needed and subtracted; an entry of `models` equal to it is the base, not an input, and needs no parameters.
 * - `required-input`: needed and subtracted; an entry equal to it is an input like any other (pcb).
 * - `optional`: subtracted and added back where it is given; an entry equal to it is the base.
 * - `input`: one more input where it is given and not listed (linear); nothing is subtracted.
 * - `first-input`: is, or is added as, one of the inputs, and comes first (slerp: t = 0); nothing is subtracted.
 * - `none`: plays no part.
 */
export type BaseRole = 'required' | 'required-input' | 'optional' | 'input' | 'first-input' | 'none';

/** A parameter of a method. Without `default` and `optional` it is required. */
export type ParameterDeclaration = {
  readonly name: string;
  readonly optional?: true;
  /** Only at the top level of the file, never per layer, slice or filter (pcb). */
  readonly topLevel?: true;
} & (
  | { readonly type: 'number'; readonly default?: number; readonly minimum?: number; readonly maximum?: number }
  | { readonly type: 'integer'; readonly default?: number; readonly minimum?: number; readonly maximum?: number }
  | { readonly type: 'boolean'; readonly default?: boolean }
  | { readonly type: 'choice'; readonly default?: string; readonly choices: readonly string[] }
  /** One number per entry of `models`. */
  | { readonly type: 'numbers-per-model' }
  /** Names of output tensors. */
  | { readonly type: 'tensor-names' }
  /** A safetensors file of statistics. */
  | { readonly type: 'statistics-file' }
);

/** A method as far as a file can be checked against it without reading a model. */
export interface MethodDeclaration {
  readonly name: string;
  readonly base: BaseRole;
  /** How many inputs, the base not counted (`first-input`: counted). */
  readonly inputs: { readonly minimum: number; readonly maximum?: number };
  /** Parameters that each input has a value of. */
  readonly perModel: readonly ParameterDeclaration[];
  /** Parameters with one value for all inputs. */
  readonly shared: readonly ParameterDeclaration[];
}

const weight: ParameterDeclaration = { name: 'weight', type: 'number' };
const density: ParameterDeclaration = { name: 'density', type: 'number', default: 1, minimum: 0 };
const gamma: ParameterDeclaration = { name: 'gamma', type: 'number', default: 0.01, minimum: 0 };
const statistics: ParameterDeclaration = { name: 'statistics', type: 'statistics-file' };
const lambda: ParameterDeclaration = { name: 'lambda', type: 'number', default: 1 };
const int8Mask: ParameterDeclaration = { name: 'int8_mask', type: 'boolean', default: false };
const rescale = (value: boolean): ParameterDeclaration => ({ name: 'rescale', type: 'boolean', default: value });
const normalize = (value: boolean): ParameterDeclaration => ({ name: 'normalize', type: 'boolean', default: value });

/** Every method, with its parameters and defaults (spec/merge.md, sections 1 and 2), in the order of lists and docs. */
export const methodDeclarations: readonly MethodDeclaration[] = [
  {
    name: 'pcb',
    base: 'required-input',
    // Its scores hold exp(inputs), which must stay a float32 number: e^88 = 1.7e38.
    inputs: { minimum: 1, maximum: 88 },
    perModel: [],
    shared: [
      { name: 'ratio', type: 'number', default: 0.1, minimum: 0, maximum: 1, topLevel: true },
      { name: 'lambda', type: 'number', default: 1, topLevel: true },
      { name: 'lambdas', type: 'numbers-per-model', optional: true, topLevel: true },
      {
        name: 'variant',
        type: 'choice',
        default: 'release',
        choices: ['release', 'nlp', 'vision', 'vision_es'],
        topLevel: true,
      },
      { name: 'scope', type: 'choice', default: 'model', choices: ['model', 'tensor'], topLevel: true },
      { name: 'exclude', type: 'tensor-names', optional: true, topLevel: true },
    ],
  },
  {
    name: 'ties',
    base: 'required',
    inputs: { minimum: 1 },
    perModel: [weight, density],
    shared: [normalize(true), rescale(false), lambda, int8Mask],
  },
  {
    name: 'task_arithmetic',
    base: 'required',
    inputs: { minimum: 1 },
    perModel: [weight],
    shared: [normalize(false), lambda, int8Mask],
  },
  {
    name: 'dare_linear',
    base: 'required',
    inputs: { minimum: 1 },
    perModel: [weight, density],
    shared: [normalize(false), rescale(true), lambda, int8Mask],
  },
  {
    name: 'dare_ties',
    base: 'required',
    inputs: { minimum: 1 },
    perModel: [weight, density],
    shared: [normalize(false), rescale(true), lambda, int8Mask],
  },
  { name: 'linear', base: 'input', inputs: { minimum: 1 }, perModel: [weight], shared: [normalize(true), int8Mask] },
  {
    name: 'slerp',
    base: 'first-input',
    inputs: { minimum: 2, maximum: 2 },
    perModel: [],
    shared: [{ name: 't', type: 'number' }, int8Mask],
  },
  {
    name: 'nuslerp',
    base: 'optional',
    inputs: { minimum: 2, maximum: 2 },
    perModel: [weight],
    shared: [
      { name: 'nuslerp_flatten', type: 'boolean', default: true },
      { name: 'nuslerp_row_wise', type: 'boolean', default: false },
      int8Mask,
    ],
  },
  {
    name: 'multislerp',
    base: 'optional',
    inputs: { minimum: 1 },
    perModel: [weight],
    shared: [
      { name: 'normalize_weights', type: 'boolean', default: true },
      { name: 'eps', type: 'number', default: 1e-8, minimum: 0 },
      int8Mask,
    ],
  },
  {
    name: 'karcher',
    base: 'input',
    inputs: { minimum: 2 },
    perModel: [{ ...weight, optional: true }],
    shared: [
      { name: 'max_iter', type: 'integer', default: 10, minimum: 0 },
      { name: 'tol', type: 'number', default: 1e-5, minimum: 0 },
      int8Mask,
    ],
  },
  {
    name: 'model_stock',
    base: 'required',
    inputs: { minimum: 2 },
    perModel: [],
    shared: [{ name: 'filter_wise', type: 'boolean', default: false }, int8Mask],
  },
  {
    name: 'breadcrumbs',
    base: 'required',
    inputs: { minimum: 1 },
    perModel: [weight, density, gamma],
    shared: [normalize(false), rescale(false), lambda, int8Mask],
  },
  {
    name: 'breadcrumbs_ties',
    base: 'required',
    inputs: { minimum: 1 },
    perModel: [weight, density, gamma],
    shared: [normalize(false), rescale(false), lambda, int8Mask],
  },
  {
    name: 'della',
    base: 'required',
    inputs: { minimum: 1 },
    perModel: [weight, density, { name: 'epsilon', type: 'number', default: 0.15, minimum: 0 }],
    shared: [normalize(true), rescale(true), lambda, int8Mask],
  },
  {
    name: 'della_linear',
    base: 'required',
    inputs: { minimum: 1 },
    perModel: [weight, density, { name: 'epsilon', type: 'number', default: 0.15, minimum: 0 }],
    shared: [normalize(false), rescale(true), lambda, int8Mask],
  },
  {
    name: 'sce',
    base: 'required',
    inputs: { minimum: 1 },
    perModel: [],
    shared: [{ name: 'select_topk', type: 'number', default: 1, minimum: 0 }, int8Mask],
  },
  {
    name: 'nearswap',
    base: 'required',
    inputs: { minimum: 1, maximum: 1 },
    perModel: [],
    shared: [{ name: 't', type: 'number' }, int8Mask],
  },
  {
    name: 'arcee_fusion',
    base: 'required',
    inputs: { minimum: 1, maximum: 1 },
    perModel: [],
    shared: [int8Mask],
  },
  {
    name: 'ram',
    base: 'required',
    inputs: { minimum: 1 },
    perModel: [],
    shared: [{ name: 'epsilon', type: 'number', default: 1e-5, minimum: 0 }, int8Mask],
  },
  {
    name: 'ramplus_tl',
    base: 'required',
    inputs: { minimum: 1 },
    perModel: [],
    shared: [
      { name: 'epsilon', type: 'number', default: 1e-5, minimum: 0 },
      { name: 'r', type: 'number', default: 0.1 },
      { name: 'alpha', type: 'number', default: 0.2, minimum: 0 },
      int8Mask,
    ],
  },
  {
    name: 'passthrough',
    base: 'none',
    inputs: { minimum: 1, maximum: 1 },
    perModel: [{ name: 'scale', type: 'number', default: 1 }],
    shared: [int8Mask],
  },
  {
    name: 'fisher',
    base: 'none',
    inputs: { minimum: 1 },
    perModel: [{ ...weight, optional: true }, statistics],
    shared: [],
  },
  {
    name: 'regmean',
    base: 'none',
    inputs: { minimum: 1 },
    perModel: [{ ...weight, optional: true }, statistics],
    shared: [{ name: 'off_diagonal', type: 'number', default: 0.9, minimum: 0, maximum: 1 }],
  },
];

/** The declaration of a method; undefined where there is none of that name. */
export function findMethod(name: string): MethodDeclaration | undefined {
  return methodDeclarations.find((method) => method.name === name);
}

/** All parameters of a method, those of the models first. */
export function parametersOf(method: MethodDeclaration): readonly ParameterDeclaration[] {
  return [...method.perModel, ...method.shared];
}

/** The declaration of a method that exists. */
export function declarationOf(name: string): MethodDeclaration {
  const declaration = findMethod(name);
  if (declaration === undefined) {
    throw new TypeError(`${name} is not declared`);
  }
  return declaration;
}
