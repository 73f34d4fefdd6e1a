import AwsS3 from '@uppy/aws-s3';
import Uppy from '@uppy/core';
import '@uppy/core/css/style.min.css';
import Dashboard from '@uppy/dashboard';
import '@uppy/dashboard/css/style.min.css';
import Webcam from '@uppy/webcam';
import '@uppy/webcam/css/style.min.css';
import '../styles/uploader.css';
import type { ImageIntakeClient } from '../../client/client.ts';
import { ImageRejectedError, NetworkError, UploadRefusedError } from '../../client/errors.ts';
import type { Image, Metadata } from '../../client/types.ts';
import type { PageConfig } from '../config.ts';
import { byId } from '../dom.ts';
import { hashFile } from '../hashing.ts';
import { tell } from '../messages.ts';
import { readTags } from '../viewer/edits.ts';
import { bytesWords, errorWords } from '../words.ts';
import { previewOf } from './previews.ts';
import { acceptedFiles, typeNames } from './restrictions.ts';
import { createTickets, type FileToTake } from './tickets.ts';

interface Meta {
  [name: string]: unknown;
  name: string;
  title?: string;
  tags?: string;
}

type Body = Record<string, never>;

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

/** The Uppy Dashboard on the client: Uppy sends the bytes, the client takes tickets and waits for the inspector. */
export function createUploader({ client, config, onRecord, onInspected, onCancelled }: UploaderOptions) {
  const { maxUploadBytes, allowedTypes } = config;
  const uppy = new Uppy<Meta, Body>({
    id: 'image-intake',
    restrictions: {
      maxFileSize: maxUploadBytes,
      minFileSize: 1,
      allowedFileTypes: acceptedFiles(allowedTypes),
    },
  });
  const tickets = createTickets(client, hashFile);
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
  uppy.use(AwsS3<Meta, Body>, {
    shouldUseMultipart: false,
    limit: 4,
    // The service names its objects itself; here the key only says which file a ticket is for.
    generateObjectKey: (file) => file.id,
    signRequest: async ({ key }) => {
      try {
        const { metadata, preSignedUrl } = await tickets.take(fileOf(key));
        onRecord(metadata);
        return { url: preSignedUrl.url, headers: sendable(preSignedUrl.headers) };
      } catch (error) {
        throw new Error(errorWords(error), { cause: error });
      }
    },
  });

  const fileOf = (key: string): FileToTake => {
    const { name, type, data, meta } = uppy.getFile(key);
    return { key, name, type, data: data as Blob, title: meta.title, tags: readTags(meta.tags ?? '') };
  };

  const inspect = async (key: string): Promise<void> => {
    const intake = tickets.get(key);
    if (!intake) return;
    const { id, before, declared } = intake;
    try {
      onInspected(await client.wait({ id, before, size: declared.size ?? 0, sha256: declared.sha256 }));
      tickets.finish(key);
    } catch (error) {
      if (error instanceof ImageRejectedError) onInspected(error);
      const file = uppy.getFile(key);
      if (file) uppy.emit('upload-error', file, { name: 'InspectionError', message: errorWords(error) });
    }
  };

  uppy.on('file-added', async ({ id, data }) => {
    const preview = await previewOf(data as Blob);
    if (preview && uppy.getFile(id)) uppy.setFileState(id, { preview });
    else if (preview) URL.revokeObjectURL(preview);
  });
  uppy.on('upload-success', (file) => {
    if (file) inspections.set(file.id, inspect(file.id));
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
    if (!file) return;
    const words = uploadFault(error);
    uppy.setFileState(file.id, { error: words });
    tell(`${file.name}: ${words}`, 'fault');
  });
  uppy.on('file-removed', (file) => {
    if (file.preview) URL.revokeObjectURL(file.preview);
    tickets.cancel(file.id).then(
      (id) => id && onCancelled(id),
      // The record expires by itself.
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

/** A browser sets Content-Length itself, and refuses it from a script. */
function sendable(headers: Record<string, string> = {}): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => !/^(content-length|host)$/i.test(name)),
  );
}

/** Words for what Uppy's S3 client met: an answer of S3, no answer at all, or a fault that has its words already. */
function uploadFault(error: { name?: string; message: string }): string {
  const { status, code, body } = error as { status?: number; code?: string; body?: string };
  if (status === undefined || code === undefined) {
    return error.name === 'S3NetworkError' ? errorWords(new NetworkError(error.message)) : error.message;
  }
  return errorWords(new UploadRefusedError(status, { code, message: body ?? '' }));
}
