import { NetworkError } from '../../../client/errors.ts';
import type { Metadata } from '../../../client/types.ts';
import type { UploadOptions } from '../../../client/upload.ts';
import { createTransfers } from '../../../web/uploader/transfers.ts';
import { someMetadata } from '../metadata.ts';

export const data = new Blob(['pixels'], { type: 'image/png' });
const file = { key: 'k', name: 'Ä photo.png', data };
export const { id } = someMetadata();
export const lost = new NetworkError('The connection broke.');

/** One call of the client's upload: what it does, with the options that it was given. */
export type Attempt = (options: UploadOptions) => Promise<Metadata>;

/** The record exists, and so many of the bytes have left. */
export const sending = (
  options: UploadOptions,
  sent: number,
  { version = 1, maybeStored = sent === data.size } = {},
) => {
  const progress = { phase: 'hashing', sent: 0, total: data.size, maybeStored: false } as const;
  options.onProgress?.(progress);
  options.onRecord?.(someMetadata({ version }));
  options.onProgress?.({ ...progress, phase: 'sending', sent, maybeStored });
};
export const inspecting = (options: UploadOptions) =>
  options.onProgress?.({ phase: 'inspecting', sent: data.size, total: data.size, maybeStored: true });
/** As `fetch` ends on abort. */
export const untilAborted = ({ signal }: UploadOptions) =>
  new Promise<never>((_, reject) => signal!.addEventListener('abort', () => reject(signal!.reason)));

/** The uploader's transfers on a client whose uploads go as scripted. */
export function givenTransfers(
  attempts: Attempt[],
  removal: () => Promise<void> = async () => {},
  hash: () => Promise<string> = async () => 'ab'.repeat(32),
) {
  const uploads: UploadOptions[] = [];
  const removals: unknown[][] = [];
  const events: string[] = [];
  const transfers = createTransfers(
    {
      upload: async (_, options = {}) => {
        uploads.push(options);
        return { metadata: await attempts[uploads.length - 1]!(options), preSignedUrl: null };
      },
      remove: (...args) => {
        removals.push(args);
        return removal();
      },
    },
    hash,
  );
  const run = (more: object = {}) =>
    transfers.run(
      { ...file, ...more },
      {
        onRecord: ({ version }) => events.push(`record ${version}`),
        onSent: (bytes) => events.push(`sent ${bytes}`),
        onInspecting: () => events.push('inspecting'),
      },
    );
  return { transfers, run, uploads, removals, events };
}

export const ready: Attempt = async (options) => {
  sending(options, data.size);
  inspecting(options);
  return someMetadata({ status: 'ready', contentVersion: 1, version: 2 });
};
