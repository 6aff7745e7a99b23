// What a user reads stands in the catalogue (src/base/texts), where it can be translated. This rule finds sentences elsewhere.

/** Places that show their text: properties, arguments and attributes of these names. */
const shown = new Set([
  'label',
  'title',
  'tooltip',
  'detail',
  'description',
  'placeHolder',
  'placeholder',
  'prompt',
  'caption',
  'textContent',
  'innerText',
  'ariaLabel',
  'ariaDescription',
  'aria-label',
  'aria-description',
]);
const showing = /^(show(Information|Warning|Error)Message|setStatusBarMessage|createStatusText|alert|confirm)$/;

/** Words, the first with a capital: a sentence, or a title. */
const sentence = /^\p{Lu}[\p{L}'’]*[,:]?( [\p{L}\p{N}'’"(][\p{L}\p{N}'’").,:;…-]*)+/u;
const word = /\p{L}{2}/u;
/** Icons in labels of VS Code. */
const icons = /\$\([a-z-]+\)/g;
const comparing = /^(describe|includes|startsWith|endsWith|test|equals)$/;

/** @param {any} node @returns {string | undefined} the text of a literal, with a blank for each value put into it */
function textOf(node) {
  if (node?.type === 'Literal' && typeof node.value === 'string') {
    return node.value;
  }
  return node?.type === 'TemplateLiteral'
    ? node.quasis.map((/** @type {any} */ part) => part.value.cooked).join(' ')
    : undefined;
}

/** @param {any} node */
const nameOf = (node) => (node?.type === 'Identifier' ? node.name : textOf(node));

/** @type {import('eslint').Rule.RuleModule} */
export const noTextLiterals = {
  meta: {
    type: 'suggestion',
    // How many words make a sentence.
    schema: [{ type: 'object', properties: { words: { type: 'integer' } }, additionalProperties: false }],
    messages: { text: 'Texts for people stand in src/base/texts; throw a code, or call the text by its name.' },
  },
  create(context) {
    const words = context.options[0]?.words ?? 2;
    /** Whether the literal shows itself to a user by where it stands. @param {any} node */
    const isShown = (node) => {
      const { parent } = node;
      switch (parent.type) {
        case 'Property':
          return parent.value === node && shown.has(nameOf(parent.key) ?? '');
        case 'AssignmentExpression':
          return (
            parent.right === node &&
            parent.left.type === 'MemberExpression' &&
            shown.has(nameOf(parent.left.property) ?? '')
          );
        case 'CallExpression': {
          const called =
            parent.callee.type === 'MemberExpression' ? nameOf(parent.callee.property) : nameOf(parent.callee);
          return (
            showing.test(called ?? '') ||
            (called === 'setAttribute' && parent.arguments[1] === node && shown.has(textOf(parent.arguments[0]) ?? ''))
          );
        }
        default:
          return false;
      }
    };
    /** Whether the literal is meant for a developer, or compared: an invariant's message, a schema's description, a type. @param {any} node */
    const isForDevelopers = (node) => {
      const { parent } = node;
      return (
        parent.type === 'TSLiteralType' ||
        (parent.type === 'NewExpression' && /Error$/.test(nameOf(parent.callee) ?? '')) ||
        (parent.type === 'CallExpression' && comparing.test(nameOf(parent.callee.property) ?? ''))
      );
    };
    /** @param {any} node */
    const check = (node) => {
      const text = textOf(node)?.replaceAll(icons, '');
      if (text === undefined || isForDevelopers(node)) {
        return;
      }
      const isSentence = sentence.test(text) && text.split(' ').length >= words;
      if (isSentence || (isShown(node) && word.test(text))) {
        context.report({ node, messageId: 'text' });
      }
    };
    return { Literal: check, TemplateLiteral: check };
  },
};
