import { createGate, type Gate } from '../../../client/many/gate.ts';
import type { Image } from '../../../client/types.ts';
import type { UploadOptions } from '../../../client/upload.ts';
import type { Memory } from '../../../web/uploader/leftovers.ts';
import { sumWords } from '../../../web/uploader/sum.ts';
import { createUploads } from '../../../web/uploader/uploads.ts';
import { someMetadata } from '../metadata.ts';
import type { Attempt } from './scripted-transfers.ts';

/** Lets everything happen that waits for nothing but its turn. */
export const settled = () => new Promise((resolve) => setImmediate(resolve));

/** Lets promises go on that wait for each other. */
async function settledPromises(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await undefined;
}

/** An attempt that stays where it is until it is told how to end. */
export function heldAttempts() {
  const held: { options: UploadOptions; end: (attempt: Attempt) => void }[] = [];
  const attempt: Attempt = (options) =>
    new Promise((resolve, reject) => {
      options.signal?.addEventListener('abort', () => reject(options.signal!.reason));
      held.push({ options, end: (then) => void then(options).then(resolve, reject) });
    });
  return { held, attempt };
}

/** The page's uploads on a client whose calls go as scripted; the last attempt serves for all that follow. */
export function givenUploads(attempts: Attempt[], { claims = true, removal = async () => {} } = {}) {
  const calls: UploadOptions[] = [];
  const removals: unknown[][] = [];
  const remembered: string[] = [];
  const inspected: string[] = [];
  const taken: string[] = [];
  const edited: string[] = [];
  const memory: Memory = {
    keep: ({ name, idempotencyKey }) => remembered.push(`keep ${name} ${idempotencyKey.length}`),
    change: (_, change) => remembered.push(`change ${Object.keys(change)}`),
    forget: () => remembered.push('forget'),
    claim: async () => claims,
  };
  /** Holds a place until its bytes have left. */
  const gated = async (gate: Gate, options: UploadOptions): Promise<Image> => {
    const leave = await gate.enter(options.signal);
    calls.push(options);
    options.onProgress?.({ phase: 'sending', sent: 0, total: 6, maybeStored: false });
    const attempt = attempts[Math.min(calls.length, attempts.length) - 1]!;
    const onProgress: UploadOptions['onProgress'] = (progress) => {
      options.onProgress?.(progress);
      if (progress.phase === 'inspecting') leave();
    };
    try {
      return { metadata: await attempt({ ...options, onProgress }), preSignedUrl: null };
    } finally {
      // A moment later, as the client's does.
      void settledPromises().then(leave);
    }
  };
  const uploads = createUploads({
    client: {
      uploader: (places) => {
        const gate = createGate(places as () => number);
        return { upload: (_, options = {}) => gated(gate, options), look: gate.look };
      },
      remove: (...args) => {
        removals.push(args);
        return removal();
      },
    },
    hash: async () => 'ab'.repeat(32),
    memory,
    events: {
      onChange: () => {},
      onRecord: () => {},
      onInspected: ({ metadata }) => inspected.push(metadata.status),
      onEdit: async ({ name }) => {
        edited.push(name);
        return true;
      },
      onTaken: ({ name }) => taken.push(name),
      onCancelled: () => {},
    },
  });
  const add = (...names: string[]) =>
    uploads.add(names.map((name) => ({ name, data: new Blob(['pixels']), title: '', tags: ['x'] })));
  const stateOf = (name: string) => uploads.all().find((upload) => upload.name === name)?.state;
  const keyOf = (name: string) => uploads.all().find((upload) => upload.name === name)!.key;
  const act = (name: string, deed: Parameters<typeof uploads.act>[1]) => uploads.act(keyOf(name), deed);
  const words = () => sumWords(uploads.sum());
  return { uploads, add, act, stateOf, keyOf, words, calls, removals, remembered, inspected, taken, edited };
}

export const leftUpload = (change: object = {}) => ({
  key: 'left',
  idempotencyKey: 'of-the-page-before',
  at: Date.now() - 60_000,
  name: 'left.png',
  size: 6,
  title: 'Dawn',
  tags: ['x'],
  data: new Blob(['pixels']),
  record: { id: someMetadata().id, version: 3 },
  maybeStored: false,
  ...change,
});
