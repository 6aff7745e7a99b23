/**
 * The only module that knows `@vscode/webview-ui-toolkit`, which is no longer developed: whoever replaces it changes this
 * file alone. Pages get plain elements with a few functions.
 */
import {
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeDropdown,
  vsCodeOption,
  vsCodeTextField,
} from '@vscode/webview-ui-toolkit';
import type { Button, Dropdown, TextField } from '@vscode/webview-ui-toolkit';
import { element, setAttribute, setText } from './element.js';

let registered = false;

interface Controls {
  readonly 'vscode-button': Button;
  readonly 'vscode-dropdown': Dropdown;
  readonly 'vscode-text-field': TextField;
}

function create<K extends keyof Controls>(tag: K): Controls[K] {
  if (!registered) {
    registered = true;
    provideVSCodeDesignSystem().register(vsCodeButton(), vsCodeDropdown(), vsCodeOption(), vsCodeTextField());
  }
  // Registered above under this very name.
  return document.createElement(tag) as unknown as Controls[K];
}

export interface ButtonControl {
  readonly element: HTMLElement;
  setLabel(label: string): void;
  show(shown: boolean): void;
}

export function createButton(
  label: string,
  onPress: () => void,
  options: { readonly primary?: boolean } = {},
): ButtonControl {
  const button = create('vscode-button');
  button.appearance = options.primary === true ? 'primary' : 'secondary';
  button.textContent = label;
  button.addEventListener('click', onPress);
  return {
    element: button,
    setLabel: (text) => setText(button, text),
    show: (shown) => void (button.hidden = !shown),
  };
}

export interface Choice {
  readonly value: string;
  readonly label: string;
}

export interface DropdownControl {
  readonly element: HTMLElement;
  /** Shows these choices, with this one chosen; silent. */
  set(choices: readonly Choice[], value: string): void;
}

/** A dropdown with its label beside it. */
export function createDropdown(label: string, onChoose: (value: string) => void): DropdownControl {
  const dropdown = create('vscode-dropdown');
  setAttribute(dropdown, 'aria-label', label);
  let shown: readonly Choice[] = [];
  dropdown.addEventListener('change', () => onChoose(dropdown.value));
  return {
    element: element(
      'div',
      { class: 'control' },
      element('span', { class: 'control-label', 'aria-hidden': 'true' }, label),
      dropdown,
    ),
    set(choices, value) {
      const same =
        choices.length === shown.length &&
        choices.every((choice, i) => choice.value === shown[i]?.value && choice.label === shown[i].label);
      if (!same) {
        shown = choices;
        dropdown.replaceChildren(
          ...choices.map((choice) => {
            const option = document.createElement('vscode-option');
            setAttribute(option, 'value', choice.value);
            setAttribute(option, 'selected', choice.value === value);
            option.textContent = choice.label;
            return option;
          }),
        );
      }
      if (dropdown.value !== value) {
        dropdown.value = value;
      }
    },
  };
}

export interface TextFieldControl {
  readonly element: HTMLElement;
  set(value: string): void;
  focus(): void;
}

/** A one-line text field with its label beside it. */
export function createTextField(
  label: string,
  placeholder: string,
  onInput: (value: string) => void,
): TextFieldControl {
  const field = create('vscode-text-field');
  setAttribute(field, 'aria-label', label);
  field.placeholder = placeholder;
  field.addEventListener('input', () => onInput(field.value));
  return {
    element: element(
      'div',
      { class: 'control' },
      element('span', { class: 'control-label', 'aria-hidden': 'true' }, label),
      field,
    ),
    set(value) {
      if (field.value !== value) {
        field.value = value;
      }
    },
    focus: () => field.focus(),
  };
}
