import type { Metadata } from '../../client/types.ts';
import { errorWords, isolated, nameOf } from '../words.ts';

/** What could not be done to a record, and why. */
export interface Failure {
  metadata: Metadata;
  error: unknown;
}

/** How many records are named for one reason. */
const NAMED = 5;

/** Which records failed, by name, and why: those of one reason together. */
export function failureWords(failures: readonly Failure[]): string {
  const namesOf = new Map<string, string[]>();
  for (const { metadata, error } of failures) {
    const reason = errorWords(error);
    namesOf.set(reason, [...(namesOf.get(reason) ?? []), `“${isolated(nameOf(metadata))}”`]);
  }
  return [...namesOf].map(([reason, names]) => `${listWords(names)}: ${reason}`).join(' ');
}

function listWords(names: string[]): string {
  const named = names.slice(0, NAMED).join(', ');
  return names.length > NAMED ? `${named} and ${names.length - NAMED} more` : named;
}

/** `1 image`, `3 images`. */
export function imagesWords(count: number): string {
  return count === 1 ? '1 image' : `${count.toLocaleString()} images`;
}
