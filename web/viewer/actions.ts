import type { ImageIntakeClient } from '../../client/client.ts';
import { ImageRejectedError } from '../../client/errors.ts';
import type { Metadata } from '../../client/types.ts';
import type { Progress } from '../../client/upload.ts';
import type { Records } from '../gallery/records.ts';
import { hashFile } from '../hashing.ts';
import { downloadImage } from '../page/download.ts';
import { quotedName } from '../words/failures.ts';
import type { Question } from './dialogs.ts';
import { changesOf, conflictsOf, type Difference, type Edited } from './edits.ts';
import { insist } from './insist.ts';
import type { OwnChanges } from './own-changes.ts';

export type Actions = ReturnType<typeof createActions>;

/** A question, and what two editors disagree on. */
export type AskAbout = (question: Question, differences?: Difference[]) => Promise<boolean>;

/** What can be done to a record in the viewer. All under `If-Match`; each says whether it was done. */
export function createActions({
  client,
  records,
  own,
  ask,
}: {
  client: Pick<ImageIntakeClient, 'get' | 'update' | 'upload'>;
  records: Pick<Records, 'putAll' | 'putImage'>;
  own: OwnChanges;
  ask: AskAbout;
}) {
  const read = async (id: string): Promise<Metadata> => {
    const image = await client.get(id);
    records.putImage(image);
    return image.metadata;
  };

  const save = async (seen: Metadata, edited: Edited): Promise<boolean> => {
    const body = changesOf(seen, edited);
    if (!body) return true;
    const { id } = seen;
    const ticket = await insist(seen, {
      attempt: (ifMatch) => {
        own.attempt(id, { title: edited.title, tags: edited.tags });
        return client.update(id, body, { ifMatch });
      },
      read: () => read(id),
      ask: (before, now) => {
        const conflicts = conflictsOf(before, now, edited);
        const changer = own.changer(before, now, ['title']);
        if (conflicts.length === 0 || changer === 'me') return true;
        const name = quotedName(now);
        return ask(
          {
            title: 'Changed meanwhile',
            text:
              changer === 'my other tab'
                ? `You have changed ${name} in another tab since you opened it here.`
                : `Somebody else has changed ${name} since you opened it.`,
            yes: 'Write mine',
            no: changer === 'my other tab' ? 'Keep the other' : 'Keep theirs',
          },
          conflicts,
        );
      },
    });
    if (!ticket) return false;
    records.putAll([ticket.metadata]);
    return true;
  };

  const replace = async (
    seen: Metadata,
    file: File,
    onProgress: (progress: Progress) => void,
  ): Promise<boolean> => {
    const { id } = seen;
    const sha256 = async (blob: Blob) => {
      const hash = await hashFile(blob);
      own.attempt(id, { image: { size: blob.size, sha256: hash } });
      return hash;
    };
    const onRecord = (metadata: Metadata) => records.putAll([metadata]);
    try {
      const image = await insist(seen, {
        attempt: (ifMatch) => client.upload(file, { id, ifMatch, sha256, onProgress, onRecord }),
        read: () => read(id),
        ask: (before, now) =>
          own.changer(before, now) !== 'somebody else' ||
          ask({
            title: 'Changed meanwhile',
            text: `Somebody else has changed ${quotedName(now)} since you opened it. Replace its image all the same?`,
            yes: 'Replace',
            no: 'Do not replace',
          }),
      });
      if (!image) return false;
      own.done(image.metadata);
      records.putImage(image);
      return true;
    } catch (error) {
      // The refusal is on the record, and has given it another version.
      if (error instanceof ImageRejectedError) records.putAll([error.metadata]);
      throw error;
    }
  };

  const download = (metadata: Metadata): Promise<void> => downloadImage(client, metadata);

  return { save, replace, download };
}
