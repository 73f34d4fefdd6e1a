import type { ImageIntakeClient } from '../../client/client.ts';
import { randomKey } from '../../client/random-key.ts';
import type { Left, Memory } from './leftovers.ts';
import { isConnectionLost } from './outcome.ts';
import { createSending } from './sending.ts';
import type { Sum } from './sum.ts';
import { createTransfers } from './transfers.ts';
import {
  type ChosenFile,
  isKeyValid,
  isSame,
  newUpload,
  type OwnUpload,
  STATES,
  type State,
  type Upload,
  type UploadsEvents,
} from './upload.ts';

/** Bytes are still to be sent by this page. */
const UNFINISHED: readonly State[] = ['waiting', 'sending', 'paused', 'offline'];

export interface UploadsOptions {
  client: Pick<ImageIntakeClient, 'uploader' | 'remove'>;
  hash: (file: Blob) => Promise<string>;
  memory: Memory;
  events: UploadsEvents;
}

export type Uploads = ReturnType<typeof createUploads>;

/** The uploads of this page, and what a person may do about each. */
export function createUploads({ client, hash, memory, events }: UploadsOptions) {
  const uploads = new Map<string, OwnUpload>();
  const { upload, look } = client.uploader(() => sending.slots());
  const transfers = createTransfers({ upload, remove: client.remove }, hash);
  /** Records that are being deleted. */
  const going = new Set<string>();
  /** Uploads of earlier pages that are being taken up: until then they stay `left`. */
  const takenUp = new WeakSet<OwnUpload>();
  let done = 0;
  /** Keys of what was given up before its bytes were with the service. */
  const cancelled = new Set<string>();
  const sending = createSending({ uploads, transfers, memory, events, look, onDone: () => (done += 1) });

  const inState = (...states: State[]) => [...uploads.values()].filter(({ state }) => states.includes(state));

  /** Takes an upload of an earlier page over. It may be that another tab was faster: then it is nobody's here. */
  const claim = async (upload: OwnUpload): Promise<boolean> => {
    if (upload.state !== 'left') return true;
    const mine = await memory.claim(upload.key);
    if (mine) {
      const { record, asked, maybeStored } = upload.begun!;
      transfers.takeOver(upload, { record, asked: asked && isKeyValid(upload), maybeStored });
    } else if (uploads.delete(upload.key)) {
      events.onTaken(upload);
      events.onChange();
    }
    return mine;
  };

  /**
   * Ends what was sent so far, and says what became of its record.
   * @returns false where that is not known, for want of a connection
   */
  const breakOff = async (upload: OwnUpload): Promise<boolean> => {
    const { id, key } = upload;
    if (id) going.add(id);
    let known = true;
    try {
      const end = await transfers.cancel(key);
      // It may become an image yet: nobody can say that it was cancelled.
      if (end?.deleted === false) cancelled.delete(key);
      if (end) events.onCancelled(upload, end);
    } catch (error) {
      known = !isConnectionLost(error);
      events.onCancelled(upload, { error });
    }
    if (id) going.delete(id);
    events.onChange();
    return known;
  };

  const renew = (upload: OwnUpload, change: Partial<OwnUpload> = {}) => {
    void breakOff({ ...upload });
    const idempotencyKey = randomKey();
    Object.assign(
      upload,
      { idempotencyKey, at: Date.now(), running: false, ahead: false, begun: undefined, id: undefined },
      change,
    );
    memory.keep(upload);
  };

  const go = (upload: OwnUpload) => {
    // It has been sent: its record is looked at as it is.
    if (upload.state === 'offline' && upload.running) return sending.tryNow();
    sending.queue(upload);
    events.onChange(upload);
    return sending.tryNow();
  };

  const deeds = {
    pause: (upload: OwnUpload) => {
      sending.set(upload, { state: 'paused', sent: 0, reason: '', ahead: false });
      if (upload.running) transfers.setPaused(upload.key, true);
      sending.schedule();
    },
    /** After a pause or a failure, or while the connection is waited for. */
    go,
    /** Goes on with what an earlier page has left. */
    takeUp: async (upload: OwnUpload) => {
      if (takenUp.has(upload)) return;
      takenUp.add(upload);
      if (!(await claim(upload))) return;
      if (!isKeyValid(upload)) renew(upload);
      go(upload);
    },
    /** Goes back to where it was chosen, with what was said of it. */
    edit: async (upload: OwnUpload) => {
      if (await events.onEdit(upload)) await deeds.remove(upload);
    },
    /** Its record too, where it is known to have no image. */
    remove: async (upload: OwnUpload) => {
      const { key, state } = upload;
      if (!(await claim(upload)) || !uploads.delete(key)) return;
      if (UNFINISHED.includes(state)) cancelled.add(key);
      const end = breakOff(upload);
      events.onChange();
      sending.schedule();
      // Until then a page that is left leaves it to the next.
      if (await end) memory.forget(key);
    },
  };

  return {
    all: (): readonly Upload[] => [...uploads.values()],
    /** A file that an earlier page has left, and that is chosen again, goes on where it was. */
    add: (files: readonly ChosenFile[]): void => {
      for (const file of files) {
        const left = inState('left').find((one) => !takenUp.has(one) && isSame(one, file));
        if (left) {
          left.data = file.data ?? left.data;
          void deeds.takeUp(left);
          continue;
        }
        const upload = newUpload(file);
        uploads.set(upload.key, upload);
        memory.keep(upload);
        sending.queue(upload);
      }
      events.onChange();
      sending.schedule();
    },
    /** Shows what pages that are gone have left. */
    offer: (left: readonly Left[]): void => {
      for (const { record, asked, maybeStored, ...one } of left) {
        if (uploads.has(one.key)) continue;
        const begun = { record, asked, maybeStored };
        uploads.set(one.key, { ...newUpload(one), ...one, state: 'left', begun, id: record?.id });
      }
      events.onChange();
    },
    act: async (key: string, deed: keyof typeof deeds): Promise<void> => {
      const upload = uploads.get(key);
      if (upload) await deeds[deed](upload);
    },
    /** Puts another file in the place of one that cannot be read any more, under the same title and tags. */
    replace: async (key: string, file: File): Promise<void> => {
      const upload = uploads.get(key);
      if (!upload || !(await claim(upload))) return;
      renew(upload, { name: file.name, data: file, size: file.size, preview: undefined });
      go(upload);
    },
    pauseAll: (paused: boolean): void => {
      if (paused) inState('waiting', 'sending', 'offline').reverse().forEach(deeds.pause);
      else inState('paused').forEach(go);
    },
    retryFailed: (): void => inState('failed').forEach(go),
    /** Forgets what has ended: what was uploaded, cancelled or refused, the refused with their records. */
    clear: (): void => {
      done = 0;
      cancelled.clear();
      for (const upload of inState('refused')) void deeds.remove(upload);
      events.onChange();
    },
    /** There may be a connection again. */
    reconnect: sending.tryNow,
    sum: (): Sum => {
      const counts = STATES.map((state) => [state, inState(state).length]);
      return { ...(Object.fromEntries(counts) as Record<State, number>), done, cancelled: cancelled.size };
    },
    /** Whether leaving the page would break something off. */
    unfinished: (): boolean => inState(...UNFINISHED).length > 0,
    /** The page is left: the records are removed that it made and has not sent. */
    leave: transfers.leave,
    /** Whether an upload stands for this record, or it is being deleted. */
    shows: (id: string): boolean => going.has(id) || [...uploads.values()].some((upload) => upload.id === id),
  };
}
