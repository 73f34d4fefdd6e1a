import { listWords, nameInSentence } from '../../words/failures.ts';
import { bytesWords } from '../../words/quantities.ts';

/** What is not taken, and why: goes on from the file's name, in brackets. */
export interface Refusal {
  name: string;
  why: string;
}

/** Why a file is refused early, by its size alone: name and type are guesses, and the service reads what it is. */
export function refusalOf(size: number, maxUploadBytes: number): string | undefined {
  if (size === 0) return 'it is empty';
  return size > maxUploadBytes ? `it is larger than ${bytesWords(maxUploadBytes)}` : undefined;
}

export const FOLDER = 'it is a folder: open it and choose its images';

/** One message for all that were refused together. */
export function refusalWords(refusals: readonly Refusal[]): string {
  return `Not taken: ${listWords(refusals.map(({ name, why }) => `${nameInSentence(name)} (${why})`))}.`;
}
