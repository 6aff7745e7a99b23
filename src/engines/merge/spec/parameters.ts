import * as z from 'zod';
import { parameterDescriptions } from './descriptions.js';
import { methodDeclarations, parametersOf, type ParameterDeclaration } from './methods.js';
import { parameterSettingSchema, type ParameterSetting } from './parameter-settings.js';

/** What values of a parameter look like; whether the method takes it, and in what range, is checked afterwards. */
function settingSchema(declaration: ParameterDeclaration): z.ZodType<ParameterSetting> {
  switch (declaration.type) {
    case 'number':
    case 'integer':
      return declaration.topLevel ? z.number() : parameterSettingSchema(z.number());
    case 'boolean':
      return parameterSettingSchema(z.boolean());
    case 'choice':
      return declaration.topLevel ? z.enum(declaration.choices) : parameterSettingSchema(z.enum(declaration.choices));
    case 'numbers-per-model':
      return z.array(z.number()).min(1);
    case 'tensor-names':
      return z.array(z.string());
    case 'statistics-file':
      return z.string().min(1);
  }
}

/** The methods that take a parameter, with what they take when it isn't given: `ties (1)`. */
function takersOf(name: string): readonly string[] {
  if (name === 'int8_mask') {
    // Nearly all of them, and it does nothing.
    return [];
  }
  return methodDeclarations.flatMap((method) => {
    const taken = parametersOf(method).find((parameter) => parameter.name === name);
    if (taken === undefined) {
      return [];
    }
    return 'default' in taken ? [`${method.name} (${String(taken.default)})`] : [method.name];
  });
}

/** One schema a name: where methods differ in how freely a parameter may be given, the freest. */
function parameterShape(): Record<string, z.ZodOptional<z.ZodType<ParameterSetting>>> {
  const freest = new Map<string, ParameterDeclaration>();
  for (const parameter of methodDeclarations.flatMap(parametersOf)) {
    const known = freest.get(parameter.name);
    if (known === undefined || (known.topLevel === true && parameter.topLevel !== true)) {
      freest.set(parameter.name, parameter);
    }
  }
  return Object.fromEntries(
    [...freest].map(([name, parameter]) => [
      name,
      settingSchema(parameter)
        .optional()
        .meta({ description: parameterDescriptions[name] ?? '', takers: takersOf(name) }),
    ]),
  );
}

/** The schema of a `parameters` block: every parameter of every method. */
export const parametersSchema = z.strictObject(parameterShape());
