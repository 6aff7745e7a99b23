import { randomBytes } from 'node:crypto';

const PARTIAL_NAME = /^\.[0-9a-f]{16}\.partial$/;

/** A name for a file that is being written, beside the name that it gets when it is whole. */
export function newPartialName(): string {
  return `.${randomBytes(8).toString('hex')}.partial`;
}

/** True of what `newPartialName` makes. */
export function isPartialName(name: string): boolean {
  return PARTIAL_NAME.test(name);
}
