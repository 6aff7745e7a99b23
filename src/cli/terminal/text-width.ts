const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
const WIDE =
  /\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]/u;
const PLAIN = /^[ -~]*$/;

/** Columns that a text takes in a terminal: two for East Asian wide characters and emoji. */
export function textWidth(text: string): number {
  if (PLAIN.test(text)) {
    return text.length;
  }
  let width = 0;
  for (const { segment } of graphemes.segment(text)) {
    width += WIDE.test(segment) ? 2 : 1;
  }
  return width;
}

/** The text within so many columns: the middle, which tells least of a name or path, gives way to an ellipsis. */
export function shortenToWidth(text: string, width: number): string {
  if (textWidth(text) <= width) {
    return text;
  }
  const segments = [...graphemes.segment(text)].map(({ segment }) => segment);
  let head = Math.ceil((width - 1) / 2);
  let tail = Math.max(0, width - 1 - head);
  for (;;) {
    const short = `${segments.slice(0, head).join('')}…${tail === 0 ? '' : segments.slice(-tail).join('')}`;
    if (textWidth(short) <= width || head + tail === 0) {
      return short;
    }
    if (tail > 0) {
      tail -= 1;
    } else {
      head -= 1;
    }
  }
}
