/** Names of runs and artifacts: short enough for every file system, and free of what any of them treats specially. */
export const MAX_SLUG_LENGTH = 40;

/** What Windows reserves for devices, with or without an extension. */
const RESERVED = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])$/;
const SLUG = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

/** True of a–z, 0–9 and single hyphens between them, at most 40 characters, and nothing that Windows reserves. */
export function isSlug(text: string): boolean {
  return text.length <= MAX_SLUG_LENGTH && SLUG.test(text) && !RESERVED.test(text);
}

/** The slug nearest to a name: accents dropped, the rest hyphenated. `fallback` (a slug) where nothing is left. */
export function slugOf(name: string, fallback = 'run'): string {
  const plain = name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  const words = plain.replace(/[^a-z0-9]+/g, '-');
  const slug = words.replace(/^-/, '').slice(0, MAX_SLUG_LENGTH).replace(/-$/, '');
  if (slug === '') {
    return fallback;
  }
  return RESERVED.test(slug) ? `${slug}-${fallback}` : slug;
}
