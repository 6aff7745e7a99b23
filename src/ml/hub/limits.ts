// Limits on what a hub may answer, each with its reason. All are far above what any model needs.

/** Files of a repository: the largest data sets have some 100,000; each costs memory before anything is known of it. */
export const MAX_LISTED_FILES = 50_000;

/** Answers that one listing is made of: a hub that always names a further one would be followed for ever. */
export const MAX_LISTING_PAGES = 1000;

/** Bytes of one answer that isn't a file: a page of a listing has some hundred kilobytes. */
export const MAX_ANSWER_BYTES = 32 * 1024 * 1024;

/** Redirects of one request: a file needs one or two, a circle has no end. */
export const MAX_REDIRECTS = 5;

/** Bytes of a file that is read whole while planning, such as a tokenizer: the largest have some 40 MB. */
export const MAX_WHOLE_FILE_BYTES = 256 * 1024 * 1024;

/** Characters of a file's path: what file systems take. */
export const MAX_PATH_CHARACTERS = 1024;

/** Tries of a request that fails in a way that passes, without any progress between them. */
export const MAX_TRIES = 5;

/** A server that asks to wait longer is told to the user instead. */
export const MAX_RETRY_AFTER_SECONDS = 300;

/** A server that says nothing for so long is taken for gone. */
export const SILENCE_MS = 60_000;
