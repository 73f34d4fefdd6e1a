import Uppy, { type UppyFile } from '@uppy/core';
import '@uppy/core/css/style.min.css';
import Dashboard from '@uppy/dashboard';
import '@uppy/dashboard/css/style.min.css';
import Webcam from '@uppy/webcam';
import '@uppy/webcam/css/style.min.css';
import '../../styles/uploader.css';
import type { PageConfig } from '../../config.ts';
import { byId } from '../../dom.ts';
import { type Message, tell } from '../../messages.ts';
import { bytesWords } from '../../words/quantities.ts';
import { readTags } from '../../words/tag-text.ts';
import { previewOf } from '../previews.ts';
import { typeNames } from '../type-names.ts';
import type { ChosenFile } from '../upload.ts';
import { untilCameraRuns } from './camera.ts';
import { fieldFaultWords } from './field-faults.ts';
import { FOLDER, type Refusal, refusalOf, refusalWords } from './refusals.ts';

interface Meta {
  [name: string]: unknown;
  name: string;
  title?: string;
  tags?: string;
}

/** Previews are shown together so often. */
const PREVIEWS_MS = 250;

type Body = Record<string, never>;

/**
 * The Uppy Dashboard as picker: files are chosen, dropped, pasted or taken by the camera, and described. Nothing goes up
 * from here.
 * @param onChosen The person wants these to go up.
 */
export function createPicker(
  { maxUploadBytes, allowedTypes }: PageConfig,
  onChosen: (files: ChosenFile[]) => void,
) {
  const refused: Refusal[] = [];
  const refuse = (name: string, why: string) => {
    // Several at once are one message.
    if (refused.length === 0) queueMicrotask(() => tell(refusalWords(refused.splice(0)), 'fault'));
    refused.push({ name, why });
  };
  let faulty: Message | undefined;
  /** Object URLs, which go on with their files. */
  const previews = new Map<string, Promise<string | undefined>>();

  const uppy = new Uppy<Meta, Body>({
    id: 'image-intake',
    onBeforeFileAdded: (file, files) => {
      const why = refusalOf(file.size ?? 0, maxUploadBytes);
      if (why) refuse(file.name ?? 'A file', why);
      // The same file once more is the one that is there, with what was said of it.
      return why ? false : (files[file.id] ?? true);
    },
    // False: Uppy is to send nothing.
    onBeforeUpload: (files) => {
      const all = Object.values(files).map(chosen);
      const faults = fieldFaultWords(all);
      faulty?.close();
      faulty = faults ? tell(faults, 'fault') : undefined;
      if (faults) return false;
      onChosen(all);
      // Not while Uppy is in the middle of it.
      queueMicrotask(() => {
        uppy.clear();
        previews.clear();
        void dashboard.closeModal();
      });
      return false;
    },
  });
  const chosen = ({ id, name = '', data, meta }: UppyFile<Meta, Body>): ChosenFile => ({
    name,
    data: data as Blob,
    title: meta.title,
    tags: readTags(meta.tags ?? ''),
    preview: previews.get(id),
  });

  uppy.use(Dashboard, {
    inline: false,
    target: '#uploader',
    proudlyDisplayPoweredByUppy: false,
    theme: 'auto',
    // At its end the focus would be taken from wherever a person has gone by then.
    animateOpenClose: false,
    plugins: ['Webcam'],
    note: `${typeNames(allowedTypes)}, up to ${bytesWords(maxUploadBytes)} each`,
    // It leaves black bars on photos with an EXIF rotation.
    disableThumbnailGenerator: true,
    metaFields: [
      { id: 'title', name: 'Title', placeholder: 'What it shows' },
      { id: 'tags', name: 'Tags', placeholder: 'Separated by commas' },
    ],
  });
  uppy.use(Webcam, {
    modes: ['picture'],
    mobileNativeCamera: true,
    onBeforeSnapshot: () => untilCameraRuns(() => byId('uploader').querySelector('video')),
  });

  /** Previews that are not shown yet: for each change of a file, the Dashboard draws all of them. */
  let unshown: Record<string, { preview: string }> = {};
  const show = (id: string, preview: string) => {
    if (Object.keys(unshown).length === 0) {
      setTimeout(() => {
        const there = Object.entries(unshown).filter(([file]) => uppy.getFile(file));
        unshown = {};
        uppy.patchFilesState(Object.fromEntries(there));
      }, PREVIEWS_MS);
    }
    unshown[id] = { preview };
  };
  uppy.on('file-added', async ({ id, data }) => {
    if (previews.has(id)) return;
    const made = previewOf(data as Blob);
    previews.set(id, made);
    const preview = await made;
    if (preview && previews.get(id) === made) show(id, preview);
  });
  uppy.on('file-removed', ({ id }) => {
    void previews.get(id)?.then((preview) => preview && URL.revokeObjectURL(preview));
    previews.delete(id);
  });

  const dashboard = uppy.getPlugin('Dashboard') as Dashboard<Meta, Body>;
  byId('uploader').querySelector('[role=dialog]')?.setAttribute('aria-label', 'Upload images');
  return {
    open: () => void dashboard.openModal(),
    /** Takes an upload back, with what was said of it. */
    edit: ({ name, data, title = '', tags = [] }: ChosenFile) => {
      if (!data) return false;
      uppy.addFile({
        source: 'page',
        name,
        type: data.type,
        data,
        meta: { name, title, tags: tags.join(', ') },
      });
      void dashboard.openModal();
      return true;
    },
    /** @param folders Names of folders that came along. */
    add: (files: readonly File[], folders: readonly string[] = []) => {
      for (const name of folders) refuse(name, FOLDER);
      uppy.addFiles(files.map((data) => ({ source: 'page', name: data.name, type: data.type, data })));
      if (uppy.getFiles().length > 0) void dashboard.openModal();
    },
  };
}
