import { createClient, type ImageIntakeClient } from '../client/client.ts';
import { ArgumentError } from '../client/errors.ts';
import type { Metadata } from '../client/types.ts';
import { loadConfig, type PageConfig } from './config.ts';
import { byId } from './dom.ts';
import { createFeed, type FeedState, fits, isChanging } from './gallery/feed.ts';
import { connectFilters, readFilters } from './gallery/filter-form.ts';
import { createGallery } from './gallery/gallery.ts';
import { createPoller } from './gallery/polling.ts';
import { createRecords } from './gallery/records.ts';
import { askForKey, forgetKey, isKeyRefused, storedKey, storeKey } from './key.ts';
import { connectUploader } from './uploader/connect.ts';
import { errorWords } from './words.ts';

/** Loads more when the end of the list comes this near (CSS pixels). */
const AHEAD = '1200px';

async function start(): Promise<void> {
  const config = await loadConfig();
  run(await connect(config.apiBaseUrl), config);
}

/** Asks for the key until there is one that can be sent; whether it is the right one, the service says. */
async function connect(baseUrl: string): Promise<ImageIntakeClient> {
  let apiKey = storedKey() ?? (await askForKey());
  for (;;) {
    try {
      const client = createClient({ baseUrl, apiKey });
      storeKey(apiKey);
      return client;
    } catch (error) {
      if (!(error instanceof ArgumentError) || error.argument !== 'apiKey') throw error;
      apiKey = await askForKey(errorWords(error));
    }
  }
}

function run(client: ImageIntakeClient, config: PageConfig): void {
  const records = createRecords();
  const summary = byId('summary');
  const moreButton = byId<HTMLButtonElement>('more');
  let state: FeedState = { kind: 'loading' };

  const feed = createFeed(client, records, (next) => {
    state = next;
    describe();
    if (next.kind === 'more') watchEnd();
    if (next.kind === 'failed') void failed(next.error);
  });
  /** An upload that is not ready is shown by its tile, ahead of the images. */
  const shown = ({ metadata }: { metadata: Metadata }) =>
    fits(feed.filters(), metadata) && (metadata.status === 'ready' || !uploads.shows(metadata.id));
  const gallery = createGallery(byId('gallery'), records, shown, {
    open: (id) => void view(id),
    renew: (id) => {
      records.dropUrl(id);
      void feed.look(id);
    },
  });
  const poller = createPoller({
    needed: () => records.all().some(({ metadata }) => isChanging(metadata)),
    possible: () => !document.hidden && navigator.onLine,
    poll: feed.refresh,
  });
  records.onChange(() => {
    describe();
    poller.review();
  });

  const end = new IntersectionObserver(
    ([entry]) => entry?.isIntersecting && state.kind === 'more' && void feed.more(),
    { rootMargin: AHEAD },
  );
  /** Asks anew whether the end is near: a page may fill less than the screen, and then nothing would cross it. */
  const watchEnd = () => {
    end.disconnect();
    end.observe(moreButton.parentElement!);
  };

  const describe = () => {
    const count = gallery.count();
    const images = count === 1 ? '1 image' : `${count} images`;
    moreButton.hidden = state.kind !== 'more' && state.kind !== 'failed';
    moreButton.textContent = state.kind === 'failed' ? 'Try again' : 'Load more';
    if (state.kind === 'failed') summary.textContent = errorWords(state.error);
    else if (state.kind === 'loading' && count === 0) summary.textContent = 'Loading…';
    else if (count > 0) summary.textContent = state.kind === 'end' ? images : `${images}, and more below`;
    else summary.textContent = filtered() ? 'No image fits the filter.' : 'No images yet. Drop some here.';
  };
  const filtered = () => Boolean(feed.filters().status || feed.filters().tag);

  const failed = async (error: unknown) => {
    if (!isKeyRefused(error)) return;
    forgetKey();
    storeKey(await askForKey(errorWords(error)));
    location.reload();
  };

  const view = async (id: string) => {
    const { openViewer } = await import('./viewer/viewer.ts');
    const ids = records
      .all()
      .map(({ metadata }) => metadata)
      .filter((metadata) => fits(feed.filters(), metadata))
      .map((metadata) => metadata.id);
    openViewer({ client, records, ids, id, onClose: (last) => gallery.focus(last) });
  };

  connectFilters((filters) => void feed.open(filters).then(poller.wake));
  const uploads = connectUploader(client, config, {
    onRecord: (metadata) => {
      records.putAll([metadata]);
      poller.wake();
    },
    onInspected: ({ metadata, preSignedUrl }) => {
      records.putAll([metadata], preSignedUrl ? [preSignedUrl] : []);
      // For its thumbnail.
      poller.wake();
    },
    onCancelled: records.remove,
    onShown: gallery.render,
  });

  moreButton.addEventListener('click', () => void feed.more());
  document.addEventListener('visibilitychange', poller.review);
  const network = () => {
    byId('offline').hidden = navigator.onLine;
    if (navigator.onLine)
      void (state.kind === 'failed' ? feed.more() : feed.refresh().catch(() => undefined));
    poller.review();
  };
  addEventListener('online', network);
  addEventListener('offline', network);

  void feed.open(readFilters()).then(poller.wake);
}

byId('key').addEventListener('click', () => {
  forgetKey();
  location.reload();
});
start().catch((error) => {
  byId('summary').textContent = errorWords(error);
});
