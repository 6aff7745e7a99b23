/** Attributes by name. `true` sets an empty one; `false` and `undefined` set none. */
export type Attributes = Readonly<Record<Exclude<string, 'style'>, string | number | boolean | undefined>>;

/**
 * An HTML element with attributes and children. Strings become text nodes, so nothing that comes from a run is ever read
 * as markup; inline styles are blocked by the page's policy and belong into the stylesheet.
 */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    setAttribute(made, name, value);
  }
  made.append(...children);
  return made;
}

/** Sets an attribute only when it changes, so that a live page doesn't disturb what reads it aloud. */
export function setAttribute(target: Element, name: string, value: string | number | boolean | undefined): void {
  if (value === undefined || value === false) {
    target.removeAttribute(name);
    return;
  }
  const text = value === true ? '' : String(value);
  if (target.getAttribute(name) !== text) {
    target.setAttribute(name, text);
  }
}

/** Sets the text of an element only when it changes. */
export function setText(target: Element, text: string): void {
  if (target.textContent !== text) {
    target.textContent = text;
  }
}
