import * as path from 'node:path';

/** Files are called in kebab-case, so that a name is the same on file systems that ignore case. @type {import('eslint').Rule.RuleModule} */
export const fileName = {
  meta: {
    type: 'suggestion',
    schema: [],
    messages: { kebab: 'Call the file {{wanted}}.' },
  },
  create(context) {
    const name = path.basename(context.filename);
    const wanted = name
      .replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2')
      .replaceAll('_', '-')
      .toLowerCase();
    return {
      /** @param {any} node */
      Program(node) {
        if (name !== wanted) {
          context.report({ node, messageId: 'kebab', data: { wanted } });
        }
      },
    };
  },
};
