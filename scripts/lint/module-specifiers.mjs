import { builtinModules } from 'node:module';

const builtin = new Set(builtinModules);

/** Node's modules are named with `node:`, own modules with the extension that they have once compiled. @type {import('eslint').Rule.RuleModule} */
export const moduleSpecifiers = {
  meta: {
    type: 'suggestion',
    schema: [],
    messages: { node: 'Write node:{{name}}.', extension: 'A relative import ends in .js, .json, .css or .wasm.' },
  },
  create(context) {
    /** @param {{ source?: any }} node */
    const check = ({ source }) => {
      if (source?.type !== 'Literal' || typeof source.value !== 'string') {
        return;
      }
      if (builtin.has(source.value) && !source.value.startsWith('node:')) {
        context.report({ node: source, messageId: 'node', data: { name: source.value } });
      }
      if (source.value.startsWith('.') && !/\.(m?js|json|css|wasm)$/.test(source.value)) {
        context.report({ node: source, messageId: 'extension' });
      }
    };
    return {
      ImportDeclaration: check,
      ImportExpression: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
    };
  },
};
