import type { Metadata } from '../../client/types.ts';
import { errorWords, nameOf } from '../words.ts';
import { excerpt, isolated } from './isolated.ts';

/** What could not be done to a record, and why. */
export interface Failure {
  metadata: Metadata;
  error: unknown;
}

/** How many names one sentence has. */
const NAMED = 5;

/** Characters (code points) of a name within a sentence. */
const MAX_NAME = 60;

/** A name as it stands in a sentence: cut where it is too long for one. */
export function nameInSentence(name: string): string {
  return isolated(excerpt(name, MAX_NAME));
}

/** The name of a record in quotation marks, as it stands in a sentence. */
export function quotedName(metadata: Metadata): string {
  return `“${nameInSentence(nameOf(metadata))}”`;
}

/** Which records failed, by name, and why: those of one reason together. */
export function failureWords(failures: readonly Failure[]): string {
  const namesOf = new Map<string, string[]>();
  for (const { metadata, error } of failures) {
    const reason = errorWords(error);
    namesOf.set(reason, [...(namesOf.get(reason) ?? []), quotedName(metadata)]);
  }
  return [...namesOf].map(([reason, names]) => `${listWords(names)}: ${reason}`).join(' ');
}

/** A few names, and how many more there are. */
export function listWords(names: string[]): string {
  const named = names.slice(0, NAMED).join(', ');
  return names.length > NAMED ? `${named} and ${names.length - NAMED} more` : named;
}

/** `1 image`, `3 images`. */
export function imagesWords(count: number): string {
  return count === 1 ? '1 image' : `${count.toLocaleString()} images`;
}
