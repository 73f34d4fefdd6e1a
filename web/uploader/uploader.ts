import '../styles/uploads.css';
import type { ImageIntakeClient } from '../../client/client.ts';
import { hashFile } from '../hashing.ts';
import { tell } from '../messages.ts';
import { errorWords, isolated } from '../words.ts';
import type { Memory } from './leftovers.ts';
import { nameOfUpload } from './tile.ts';
import { createTiles } from './tiles.ts';
import type { UploadsEvents } from './upload.ts';
import { createUploads } from './uploads.ts';

export interface UploaderEvents extends Pick<UploadsEvents, 'onRecord' | 'onInspected'> {
  /** An upload was cancelled or removed, and its record with it. */
  onCancelled: (id: string) => void;
  /** Other records may be shown by uploads than before. */
  onShown: () => void;
}

interface UploaderOptions extends Pick<UploadsEvents, 'onEdit'> {
  client: ImageIntakeClient;
  memory: Memory;
  events: UploaderEvents;
}

/** The uploads of the page, drawn, as long as it lives. */
export function startUploads({ client, memory, events, onEdit }: UploaderOptions) {
  let asking = false;

  const ask = (event: BeforeUnloadEvent) => event.preventDefault();
  const onChange: UploadsEvents['onChange'] = (upload) => {
    tiles.draw(upload);
    if (!upload) events.onShown();
    // Only while it is needed: browsers do not keep pages in their back-forward cache that might ask.
    if (asking === uploads.unfinished()) return;
    asking = !asking;
    if (asking) addEventListener('beforeunload', ask);
    else removeEventListener('beforeunload', ask);
  };
  const onCancelled: UploadsEvents['onCancelled'] = (upload, end) => {
    const name = isolated(nameOfUpload(upload));
    if ('error' in end) {
      // A record without an image expires by itself.
      if (upload.state === 'refused') tell(`${name} is still there: ${errorWords(end.error)}`, 'fault');
    } else if (end.deleted) events.onCancelled(end.id);
    else tell(`${name} may have arrived already, and stays. The gallery shows what came of it.`);
  };

  const onTaken: UploadsEvents['onTaken'] = (upload) =>
    tell(`${isolated(nameOfUpload(upload))}: Another tab goes on with it, or has ended it.`);

  const { onRecord, onInspected } = events;
  const uploads = createUploads({
    client,
    hash: hashFile,
    memory,
    events: { onChange, onEdit, onTaken, onCancelled, onRecord, onInspected },
  });
  const tiles = createTiles(uploads);

  addEventListener('online', uploads.reconnect);
  addEventListener('pagehide', ({ persisted }) => {
    if (!persisted) uploads.leave();
  });
  return uploads;
}
