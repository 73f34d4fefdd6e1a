import type { ImageIntakeClient } from '../../client/client.ts';
import type { Image, Metadata } from '../../client/types.ts';
import type { Progress } from '../../client/upload.ts';
import type { Records } from '../gallery/records.ts';
import { hashFile } from '../hashing.ts';
import { isolated, nameOf } from '../words.ts';
import { ask, differencesTable } from './dialogs.ts';
import { changesOf, conflictsOf, type Edited } from './edits.ts';
import { insist } from './insist.ts';

export type Actions = ReturnType<typeof createActions>;

/** What can be done to a record in the viewer. All under `If-Match`; each says whether it was done. */
export function createActions(
  client: ImageIntakeClient,
  records: Records,
  host: () => HTMLElement,
  erase: (metadata: Metadata) => void,
) {
  const take = ({ metadata, preSignedUrl }: Image) =>
    records.putAll([metadata], preSignedUrl ? [preSignedUrl] : []);
  const read = async (id: string): Promise<Metadata> => {
    const image = await client.get(id);
    take(image);
    return image.metadata;
  };

  const save = async (metadata: Metadata, edited: Edited): Promise<boolean> => {
    const body = changesOf(metadata, edited);
    if (!body) return true;
    const { id } = metadata;
    const ticket = await insist(metadata, {
      attempt: (ifMatch) => client.update(id, body, { ifMatch }),
      read: () => read(id),
      ask: async (theirs) => {
        const conflicts = conflictsOf(metadata, theirs, edited);
        if (conflicts.length === 0) return true;
        return ask(host(), {
          title: 'Changed meanwhile',
          text: `Somebody else has changed “${isolated(nameOf(theirs))}” since you opened it.`,
          content: differencesTable(conflicts),
          yes: 'Write mine',
          no: 'Keep theirs',
        });
      },
    });
    if (ticket) records.putAll([ticket.metadata]);
    return ticket !== undefined;
  };

  const replace = async (
    metadata: Metadata,
    file: File,
    onProgress: (progress: Progress) => void,
  ): Promise<boolean> => {
    const { id } = metadata;
    const image = await insist(metadata, {
      attempt: (ifMatch) => client.upload(file, { id, ifMatch, sha256: hashFile, onProgress }),
      read: () => read(id),
      ask: (theirs) =>
        ask(host(), {
          title: 'Changed meanwhile',
          text: `Somebody else has changed “${isolated(nameOf(theirs))}” since you opened it. Replace its image all the same?`,
          yes: 'Replace',
          no: 'Do not replace',
        }),
    });
    if (image) take(image);
    return image !== undefined;
  };

  const remove = async (metadata: Metadata): Promise<boolean> => {
    erase(metadata);
    return true;
  };

  /** Has the browser save the image under its own name. */
  const download = async ({ id }: Metadata): Promise<void> => {
    const { preSignedUrl } = await client.get(id, { disposition: 'attachment' });
    if (preSignedUrl) location.assign(preSignedUrl.url);
  };

  return { save, replace, remove, download };
}
