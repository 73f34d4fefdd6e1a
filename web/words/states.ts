import type { Metadata } from '../../client/types.ts';
import { rejectionWords, unshownWords } from '../words.ts';

/** What is the matter with a record; nothing where all is well. */
export function stateWords(metadata: Metadata): string {
  const { status, rejection, thumbnailError } = metadata;
  const refused = rejection && rejectionWords(rejection.code);
  if (refused) return `${status === 'ready' ? 'A replacement was refused. ' : 'Refused. '}${refused}`;
  if (status === 'pending') return 'Pending: its image has not arrived, or is being inspected.';
  return thumbnailError === 'Undecodable' ? unshownWords(metadata) : '';
}
