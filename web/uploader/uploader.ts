import Uppy from '@uppy/core';
import '@uppy/core/css/style.min.css';
import { TaskQueue } from '@uppy/core/utils';
import Dashboard from '@uppy/dashboard';
import '@uppy/dashboard/css/style.min.css';
import Webcam from '@uppy/webcam';
import '@uppy/webcam/css/style.min.css';
import '../styles/uploader.css';
import type { ImageIntakeClient } from '../../client/client.ts';
import { ImageRejectedError } from '../../client/errors.ts';
import type { Image, Metadata } from '../../client/types.ts';
import type { PageConfig } from '../config.ts';
import { byId } from '../dom.ts';
import { hashFile } from '../hashing.ts';
import { tell } from '../messages.ts';
import { readTags } from '../viewer/edits.ts';
import { bytesWords, errorWords, isolated } from '../words.ts';
import { previewOf } from './previews.ts';
import { createTransfers, type FileToSend } from './transfers.ts';
import { typeNames } from './type-names.ts';

interface Meta {
  [name: string]: unknown;
  name: string;
  title?: string;
  tags?: string;
}

type Body = Record<string, never>;

/** Files that are sent at once. */
const AT_ONCE = 4;

export interface UploaderOptions {
  client: ImageIntakeClient;
  config: PageConfig;
  /** A record was made, and its image is on the way. */
  onRecord: (metadata: Metadata) => void;
  /** An image was inspected, accepted or not. */
  onInspected: (image: Pick<Image, 'metadata'> & Partial<Image>) => void;
  /** A file was cancelled, and its record with it. */
  onCancelled: (id: string) => void;
}

/** The Uppy Dashboard on the client: Uppy has the files and shows them, the client sends them. */
export function createUploader({ client, config, onRecord, onInspected, onCancelled }: UploaderOptions) {
  const { maxUploadBytes, allowedTypes } = config;
  const uppy = new Uppy<Meta, Body>({
    id: 'image-intake',
    // By size alone: name and type of a file are guesses, and the service reads what it is.
    restrictions: { maxFileSize: maxUploadBytes, minFileSize: 1 },
  });
  uppy.setState({ capabilities: { ...uppy.getState().capabilities, resumableUploads: true } });
  const transfers = createTransfers(client, hashFile);
  const queue = new TaskQueue({ concurrency: AT_ONCE });
  const inspections = new Map<string, Promise<void>>();

  uppy.use(Dashboard, {
    inline: false,
    target: '#uploader',
    closeAfterFinish: false,
    proudlyDisplayPoweredByUppy: false,
    theme: 'auto',
    plugins: ['Webcam'],
    note: `${typeNames(allowedTypes)}, up to ${bytesWords(maxUploadBytes)} each`,
    disableThumbnailGenerator: true,
    metaFields: [
      { id: 'title', name: 'Title', placeholder: 'What it shows' },
      { id: 'tags', name: 'Tags', placeholder: 'Separated by commas' },
    ],
  });
  uppy.use(Webcam, { modes: ['picture'], mobileNativeCamera: true });

  const fileOf = (key: string): FileToSend => {
    const { name, data, meta } = uppy.getFile(key);
    return { key, name, data: data as Blob, title: meta.title, tags: readTags(meta.tags ?? '') };
  };

  /** Sends a file; over once S3 has it, or it failed, or was cancelled. Its inspection goes on by itself. */
  const send = (key: string) =>
    new Promise<void>((over) => {
      if (!uppy.getFile(key)) return over();
      const events = {
        onRecord,
        onSent: (bytesUploaded: number) => {
          const file = uppy.getFile(key);
          const uploadStarted = file.progress.uploadStarted ?? Date.now();
          uppy.emit('upload-progress', file, { uploadStarted, bytesUploaded, bytesTotal: file.size });
        },
        onInspecting: () => {
          uppy.emit('upload-success', uppy.getFile(key), { status: 200 });
          over();
        },
      };
      inspections.set(key, transfers.run(fileOf(key), events).then(inspected, failed(key)).finally(over));
      // It may have been paused while it waited for its turn.
      reviewPauses();
      return undefined;
    });

  const inspected = (image: Image | undefined) => {
    if (image) onInspected(image);
  };
  const failed = (key: string) => (error: unknown) => {
    if (error instanceof ImageRejectedError) onInspected(error);
    const file = uppy.getFile(key);
    if (file) uppy.emit('upload-error', file, { name: 'UploadError', message: errorWords(error) });
  };

  uppy.addUploader(async (keys) => {
    uppy.emit('upload-start', uppy.getFilesByIds(keys));
    await Promise.all(keys.map((key) => queue.add(() => send(key))));
  });
  const reviewPauses = () => {
    for (const { id, isPaused = false } of uppy.getFiles()) transfers.setPaused(id, isPaused);
  };
  uppy.on('upload-pause', reviewPauses);
  uppy.on('pause-all', reviewPauses);
  uppy.on('resume-all', reviewPauses);

  uppy.on('file-added', async ({ id, data }) => {
    const preview = await previewOf(data as Blob);
    if (preview && uppy.getFile(id)) uppy.setFileState(id, { preview });
    else if (preview) URL.revokeObjectURL(preview);
  });
  uppy.addPostProcessor(async (keys) => {
    for (const key of keys) {
      const file = uppy.getFile(key);
      if (!file || !inspections.has(key)) continue;
      uppy.emit('postprocess-progress', file, { mode: 'indeterminate', message: 'Being inspected…' });
    }
    await Promise.all(keys.map((key) => inspections.get(key)));
    for (const key of keys) {
      inspections.delete(key);
      const file = uppy.getFile(key);
      if (file) uppy.emit('postprocess-complete', file);
    }
  });
  uppy.on('upload-error', (file, error) => {
    if (file) tell(`${isolated(file.name)}: ${error.message}`, 'fault');
  });
  uppy.on('file-removed', (file) => {
    if (file.preview) URL.revokeObjectURL(file.preview);
    transfers.cancel(file.id).then(
      (cancelled) => {
        if (cancelled?.deleted) onCancelled(cancelled.id);
        else if (cancelled)
          tell(
            `${isolated(file.name)} may have arrived already, and stays. The gallery shows what came of it.`,
          );
      },
      // A record without an image expires by itself.
      () => undefined,
    );
  });

  const dashboard = uppy.getPlugin('Dashboard') as Dashboard<Meta, Body>;
  byId('uploader').querySelector('[role=dialog]')?.setAttribute('aria-label', 'Upload images');
  return {
    open: () => dashboard.openModal(),
    add: (files: Iterable<File>) => {
      for (const data of files) {
        try {
          uppy.addFile({ source: 'page', name: data.name, type: data.type, data });
        } catch {
          // Uppy has told why it refuses the file.
        }
      }
      dashboard.openModal();
    },
  };
}
