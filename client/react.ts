'use client';

import { useEffect, useState, useSyncExternalStore } from 'react';
import { NO_FILES, type UploadList } from './react/upload-list.ts';
import { createUploads, type Uploads, type UploadsOptions } from './react/uploads.ts';

export type { UploadFile, UploadState } from './react/file-state.ts';
export type { UploadList } from './react/upload-list.ts';
export type { Chosen, FileOptions } from './react/uploads.ts';
export type { UploadsOptions as UseUploadOptions };

export interface UseUpload extends UploadList {
  /**
   * Begins to upload files, at any time.
   * @param options of these files, before those of the hook
   * @returns their ids in the list
   */
  add: Uploads['add'];
  /** Stops one that is waiting or on its way, or all of them. Its record stays, for `retry` to go on with. */
  cancel: Uploads['cancel'];
  /** Goes on with one that failed or was cancelled, or with all of them, where it came to an end: under the same key. */
  retry: Uploads['retry'];
  /** Takes one off the list, which is cancelled before. */
  remove: Uploads['remove'];
  /** Takes off the list whatever is not waiting or on its way. */
  clear: Uploads['clear'];
}

/**
 * Uploads files from a component. What it gives beside the list stays the same functions. A component that is unmounted
 * stops nothing: its uploads go on to their end, unless they are cancelled.
 */
export function useUpload(options: UploadsOptions): UseUpload {
  const [{ uploads, calls }] = useState(() => {
    const made = createUploads(options);
    const { add, cancel, retry, remove, clear } = made;
    return { uploads: made, calls: { add, cancel, retry, remove, clear } };
  });
  const list = useSyncExternalStore(
    uploads.subscribe,
    () => uploads.list,
    () => NO_FILES,
  );
  useEffect(() => uploads.setOptions(options));
  return { ...list, ...calls };
}
