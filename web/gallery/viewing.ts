import type { ImageIntakeClient } from '../../client/client.ts';
import { isRecordId } from '../address.ts';
import type { Deletions } from '../deletions.ts';
import { tell } from '../messages.ts';
import { loading } from '../page/loading.ts';
import type { PageAddress } from '../page/page-address.ts';
import type { OwnChanges } from '../viewer/own-changes.ts';
import type { Viewer } from '../viewer/viewer.ts';
import { errorWords } from '../words.ts';
import type { Feed } from './feed.ts';
import { createOpening, type Opening } from './opening.ts';
import type { Records } from './records.ts';
import type { Shown } from './shown.ts';

export interface ViewingOptions {
  client: ImageIntakeClient;
  address: PageAddress;
  records: Records;
  feed: Feed;
  shown: Shown;
  deletions: Deletions;
  own: OwnChanges;
  /** Not where all that is shown is the reader's own. */
  showsOwner: boolean;
  onClosed: (last: string | undefined) => void;
}

/** The viewer before the gallery: which image it opens is said by the address. It is loaded when it is first wanted. */
export function createViewing(options: ViewingOptions): Opening & Pick<Viewer, 'back'> {
  const { client, address, records, feed, shown, deletions, own, showsOwner, onClosed } = options;
  const loadViewer = loading(() => import('../viewer/viewer.ts'));
  let viewer: Viewer | undefined;

  const find = async (id: string) => {
    if (!isRecordId(id)) throw new Error('The address is damaged: it names no image. Copy it anew.');
    if (deletions.isHidden(id)) throw new Error('It was deleted.');
    if (records.get(id)) return;
    records.putImage(await client.get(id));
  };

  const opening = createOpening({
    address,
    find,
    open: async (id, events) => {
      const { openViewer } = await loadViewer().catch(() => {
        throw new Error('The viewer cannot be loaded. Check the connection and try again.');
      });
      viewer = openViewer({
        client,
        records,
        own,
        showsOwner,
        ids: shown.idsWith(id),
        id,
        ...events,
        remove: (metadata) => deletions.remove([metadata]),
        more: async () => {
          await feed.more();
          return shown.ids();
        },
        hasMore: () => feed.state().kind !== 'end',
        knownTags: shown.knownTags,
      });
      return viewer;
    },
    onClosed,
    onFault: (id, error) => {
      const again = { text: 'Try again', run: () => void opening.open(id) };
      tell(`The image of this address is not shown. ${errorWords(error)}`, 'fault', again);
    },
  });
  return { ...opening, back: (ids) => viewer?.back(ids) };
}
