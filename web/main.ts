import type { ImageIntakeClient } from '../client/client.ts';
import type { Address } from './address.ts';
import { loadConfig, type PageConfig } from './config.ts';
import { createDeletions } from './deletions.ts';
import { byId } from './dom.ts';
import { createFeed } from './gallery/feed.ts';
import { connectFilters } from './gallery/filters/form.ts';
import { createGallery } from './gallery/gallery.ts';
import { createChanges } from './gallery/news/changes.ts';
import { keepUp } from './gallery/news/keep-up.ts';
import { createNewcomers } from './gallery/news/newcomers.ts';
import { createRecords } from './gallery/records.ts';
import { connectSelection } from './gallery/selection/connect.ts';
import { createSelection } from './gallery/selection/selection.ts';
import { createShown } from './gallery/shown.ts';
import { createStatus } from './gallery/status.ts';
import { createViewing } from './gallery/viewing.ts';
import { tell } from './messages.ts';
import { takeCallback } from './page/callback.ts';
import { type Connected, connect, watchReach } from './page/connect.ts';
import { createPageAddress } from './page/page-address.ts';
import { announceDeletion, connectUndoKey } from './page/undo-message.ts';
import { connectView, showView } from './page/view.ts';
import { connectUploader } from './uploader/connect.ts';
import { createOwnChanges, openTabsChannel } from './viewer/own-changes.ts';
import { failureWords, imagesWords } from './words/failures.ts';
import { errorWords } from './words.ts';

async function start(): Promise<void> {
  const callback = takeCallback();
  const config = await loadConfig();
  const { client, act, owner } = await connected(config, callback);
  byId('key').addEventListener('click', () => void act());
  run(client, config, owner);
}

/** By the API key, or by who is signed in. */
async function connected(
  { apiBaseUrl: baseUrl, users }: PageConfig,
  callback: URLSearchParams | undefined,
): Promise<Connected> {
  const request = watchReach();
  if (!users) return connect(baseUrl, request);
  const { connectUsers } = await import('./users/connect.ts');
  return connectUsers({ baseUrl, users, callback, request });
}

function run(plain: ImageIntakeClient, config: PageConfig, owner: string | undefined): void {
  const own = createOwnChanges(openTabsChannel());
  const client = own.watch(plain);
  const address = createPageAddress();
  const records = createRecords();
  const feed = createFeed(client, records, (state) => {
    redraw();
    if (state.kind === 'more') status.watchEnd();
  });
  const changes = createChanges(client, records);
  const newcomers = createNewcomers(client, records, feed);
  const deletions = createDeletions({
    client,
    announce: announceDeletion,
    onChange: () => redraw(),
    onGone: records.remove,
    onBack: (back) => {
      feed.include(back.map(({ id }) => id));
      records.putAll([...back]);
      viewing.back(back.map(({ id }) => id));
      redraw();
      // The button that undid it is gone.
      if (document.activeElement === document.body) gallery.focus(back[0]?.id);
    },
    onFailed: (failures) => {
      tell(`${imagesWords(failures.length)} not deleted. ${failureWords(failures)}`, 'fault');
      for (const { metadata } of failures) void changes.look(metadata.id);
    },
  });
  own.onOtherTab((id) => records.get(id) && void changes.look(id));
  const shown = createShown(
    records,
    feed,
    // An upload that is not ready is shown by its tile, ahead of the images.
    ({ id, status }) => deletions.isHidden(id) || (status !== 'ready' && uploads.shows(id)),
  );
  const selection = createSelection(() => selected.render());
  const gallery = createGallery(byId('gallery'), records, shown.entries, {
    isSelected: selection.has,
    renew: (id) => {
      records.dropUrl(id);
      void changes.look(id);
    },
  });
  const viewing = createViewing({
    client,
    address,
    records,
    feed,
    shown,
    deletions,
    own,
    showsOwner: owner === undefined,
    onClosed: gallery.focus,
  });
  const open = (id: string) => void viewing.open(id);
  const selected = connectSelection({ client, records, gallery, open, remove: deletions.remove }, selection);
  const status = createStatus({
    client,
    records,
    feed,
    shown,
    newcomers,
    look: changes.look,
    redraw: () => redraw(),
    onNewcomers: () => {
      if (newcomers.waiting(shown.wouldShow).many) return void reopen();
      newcomers.release();
      redraw();
      gallery.focus(gallery.ids()[0]);
      scrollTo({ top: 0 });
    },
  });
  const upkeep = keepUp({
    feed,
    changes,
    newcomers,
    isCalm: () =>
      scrollY < 8 && !viewing.isOpen() && !selection.isOn() && !newcomers.waiting(shown.wouldShow).many,
    onNews: () => redraw(),
  });

  const redraw = () => {
    selection.prune((id) => records.get(id) !== undefined && !deletions.isHidden(id));
    gallery.render();
    status.render();
    selected.render();
  };
  records.onChange(() => {
    redraw();
    upkeep.review();
  });

  const reopen = async () => {
    const { status: wanted, tag, order } = address.read();
    selection.clear();
    status.stopSearch();
    await feed.open({ status: wanted, tag, order });
    await newcomers.begin().catch(() => undefined);
    upkeep.start();
  };

  /** Shows what the address says. */
  const show = (now: Address) => {
    const { status, tag, order } = feed.filters();
    filters.show(now);
    shown.setQuery(now.q);
    gallery.setView(now.view);
    showView(now.view);
    if (status !== now.status || tag !== now.tag || order !== now.order) void reopen();
    else redraw();
  };
  const go = (changes: Partial<Address>) => {
    address.replace(changes);
    show(address.read());
  };
  const filters = connectFilters(go);
  connectView(() => go({ view: address.read().view === 'list' ? 'grid' : 'list' }));
  address.onMove(() => {
    show(address.read());
    void viewing.follow();
  });

  const uploads = connectUploader(client, config, owner, {
    onRecord: (metadata) => {
      feed.include([metadata.id]);
      records.putAll([metadata]);
      upkeep.wake();
    },
    onInspected: (image) => {
      feed.include([image.metadata.id]);
      records.putImage(image);
      // For its thumbnail.
      upkeep.wake();
    },
    onCancelled: records.remove,
    onShown: () => redraw(),
  });
  connectUndoKey(deletions);
  addEventListener('pagehide', deletions.leave);

  show(address.read());
  void viewing.follow();
}

start().catch((error) => {
  byId('summary').textContent = errorWords(error);
});
