import type { ImageIntakeClient } from '../../client/client.ts';
import type { Image, Metadata } from '../../client/types.ts';
import type { PageConfig } from '../config.ts';
import { byId } from '../dom.ts';
import { tell } from '../messages.ts';

interface UploaderEvents {
  onRecord: (metadata: Metadata) => void;
  onInspected: (image: Pick<Image, 'metadata'> & Partial<Image>) => void;
  onCancelled: (id: string) => void;
}

/** The uploader comes when it is first wanted: by the button, or by files dropped or pasted anywhere on the page. */
export function connectUploader(client: ImageIntakeClient, config: PageConfig, events: UploaderEvents): void {
  let loading: Promise<ReturnType<typeof import('./uploader.ts').createUploader>> | undefined;
  const uploader = () => {
    loading ??= import('./uploader.ts').then(({ createUploader }) =>
      createUploader({ client, config, ...events }),
    );
    loading.catch(() => {
      loading = undefined;
      tell('The uploader cannot be loaded. Check the connection and try again.', 'fault');
    });
    return loading;
  };
  const add = async (files: File[]) => (await uploader()).add(files);

  const button = byId<HTMLButtonElement>('upload');
  button.disabled = false;
  button.addEventListener('click', async () => (await uploader()).open());
  const inside = (event: Event) => (event.target as Element).closest?.('.uppy-Root, .pswp, dialog') !== null;
  document.addEventListener('dragover', (event) => {
    if (event.dataTransfer?.types.includes('Files') && !inside(event)) event.preventDefault();
  });
  document.addEventListener('drop', (event) => {
    const files = [...(event.dataTransfer?.files ?? [])];
    if (files.length === 0 || inside(event)) return;
    event.preventDefault();
    void add(files);
  });
  document.addEventListener('paste', (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length > 0 && !inside(event)) void add(files);
  });
}
