import { createUploads, type UploadsOptions } from '../../../client/react/uploads.ts';
import type { Image, Metadata } from '../../../client/types.ts';
import type { UploadOptions } from '../../../client/upload.ts';

export const metadata = { id: 'the-record', status: 'pending' } as Metadata;
export const image = { metadata: { ...metadata, status: 'ready' }, preSignedUrl: null } as Image;
export const photo = (name: string) => new File(['1234'], name);

/** A list whose uploads go on, or end, when the test says so. */
export function given(options: Partial<UploadsOptions> = {}) {
  const begun: {
    name: string;
    options: UploadOptions;
    end: (image: Image) => void;
    fail: (e: unknown) => void;
  }[] = [];
  const upload = (file: unknown, own: UploadOptions) =>
    new Promise<Image>((end, fail) => {
      begun.push({ name: (file as File).name, options: own, end, fail });
      own.signal!.addEventListener('abort', () => fail(own.signal!.reason));
    });
  const client = { upload };
  const uploads = createUploads({ client, ...options });
  const states = () => uploads.list.files.map(({ name, state }) => `${name} ${state}`);
  return { uploads, begun, states, client };
}
