import { isPending, type UploadFile } from './file-state.ts';

/** The list as it is now; another object after each change. */
export interface UploadList {
  readonly files: readonly UploadFile[];
  /** Bytes of all files but those that are `refused`, `failed` or `cancelled`. */
  readonly progress: { readonly sent: number; readonly total: number };
  /** Whether files are waiting or on their way. */
  readonly busy: boolean;
}

export const NO_FILES: UploadList = { files: [], progress: { sent: 0, total: 0 }, busy: false };

export function listOf(files: readonly UploadFile[]): UploadList {
  const counted = files.filter((file) => isPending(file) || file.state === 'ready');
  return {
    files,
    progress: {
      sent: counted.reduce((sum, { progress }) => sum + progress.sent, 0),
      total: counted.reduce((sum, { size }) => sum + size, 0),
    },
    busy: files.some(isPending),
  };
}
