import type { ImageIntakeClient } from '../../client/client.ts';
import type { PageConfig } from '../config.ts';
import { byId } from '../dom.ts';
import { tell } from '../messages.ts';
import { loading } from '../page/loading.ts';
import { createLeftovers } from './leftovers.ts';
import type { Upload } from './upload.ts';
import type { UploaderEvents } from './uploader.ts';
import type { Uploads } from './uploads.ts';

/**
 * The picker comes when it is first wanted: by the button, or by files dropped or pasted anywhere on the page. The
 * uploads come with it, or when an earlier page has left some.
 * @param owner whose they are, where people sign in: no other is offered them
 */
export function connectUploader(
  client: ImageIntakeClient,
  config: PageConfig,
  owner: string | undefined,
  events: UploaderEvents,
) {
  const { memory, watch } = createLeftovers([config.apiBaseUrl, owner ?? []].flat().join(' '));
  let uploads: Uploads | undefined;

  const loadUploader = loading(() => import('./uploader.ts'));
  const loadPicker = loading(() => import('./picker/picker.ts'));
  const startUploads = once(async () => {
    const module = await loadUploader();
    uploads = module.startUploads({ client, memory, events, onEdit });
    return uploads;
  });
  const startPicker = once(async () => {
    const [{ createPicker }, { add }] = await Promise.all([loadPicker(), startUploads()]);
    return createPicker(config, add);
  });
  /** Undefined where it cannot be loaded, which the person is told. */
  const picker = () =>
    startPicker().catch(() => {
      tell('The uploader cannot be loaded. Check the connection and try again.', 'fault');
      return undefined;
    });
  const onEdit = async (upload: Upload) => (await picker())?.edit(upload) ?? false;
  const add = async (files: File[], folders?: string[]) => (await picker())?.add(files, folders);

  const button = byId<HTMLButtonElement>('upload');
  button.disabled = false;
  button.addEventListener('click', async () => (await picker())?.open());
  const inside = (event: Event) => (event.target as Element).closest?.('.uppy-Root, .pswp, dialog') !== null;
  document.addEventListener('dragover', (event) => {
    if (event.dataTransfer?.types.includes('Files') && !inside(event)) event.preventDefault();
  });
  document.addEventListener('drop', (event) => {
    const items = [...(event.dataTransfer?.items ?? [])].filter(({ kind }) => kind === 'file');
    if (items.length === 0 || inside(event)) return;
    event.preventDefault();
    // All of it at once: a browser empties it after the event.
    const entries = items.map((item) => ({ file: item.getAsFile(), entry: item.webkitGetAsEntry?.() }));
    const folders = entries.filter(({ entry }) => entry?.isDirectory);
    const files = entries.filter((one) => !folders.includes(one));
    void add(
      files.flatMap(({ file }) => file ?? []),
      folders.map(({ entry }) => entry!.name),
    );
  });
  document.addEventListener('paste', (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length > 0 && !inside(event)) void add(files);
  });

  const look = () => watch(async (left) => (await startUploads()).offer(left));
  void look();
  // Of what other tabs have begun since.
  addEventListener('focus', look);

  return {
    /** Whether an upload stands for this record: it is no cell beside its tile. */
    shows: (id: string): boolean => uploads?.shows(id) ?? false,
  };
}

/** Does it at the first call, and again only where that failed. */
function once<Result>(make: () => Promise<Result>): () => Promise<Result> {
  let made: Promise<Result> | undefined;
  return () => {
    made ??= make().catch((error) => {
      made = undefined;
      throw error;
    });
    return made;
  };
}
