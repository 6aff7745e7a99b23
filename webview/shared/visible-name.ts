/** Longer names are cut in the middle on the screen; exports have them whole. */
const LONGEST_VISIBLE = 160;

/**
 * C0 and C1 controls, line and paragraph separators, the marks and overrides of writing direction, zero-width characters,
 * the byte order mark, tag characters and lone surrogates: whatever could hide or reorder a name.
 */
const UNSEEN =
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/gu;

/** A name as it can be shown: everything unseen is spelled out as `\u{…}`, and the middle of a very long one left out. */
export function visibleName(name: string, longest = LONGEST_VISIBLE): string {
  const whole = shorten(name, longest).replace(
    UNSEEN,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
  return whole === '' ? '""' : shorten(whole, longest);
}

function shorten(text: string, longest: number): string {
  if (text.length <= longest) {
    return text;
  }
  const head = Math.ceil((longest - 1) / 3);
  return `${text.slice(0, head)}…${text.slice(text.length - (longest - 1 - head))}`;
}
