import { randomKey } from '../../client/random-key.ts';
import type { Image, Metadata } from '../../client/types.ts';
import type { Begun, Cancelled } from './transfer.ts';

/**
 * `left`: by a page that is gone. `waiting`: for its turn. `arrived`: its inspection takes long. `offline`: for the
 * connection. `unreadable`: the file changed or vanished. One that is finished is a record, and no upload any more.
 */
export const STATES = [
  'left',
  'waiting',
  'sending',
  'inspecting',
  'arrived',
  'paused',
  'offline',
  'failed',
  'unreadable',
  'refused',
] as const;

export type State = (typeof STATES)[number];

/** A file as it was chosen, with what the person says of it. */
export interface ChosenFile {
  name: string;
  /** Absent where the file has to be chosen again. */
  data?: Blob | undefined;
  title?: string | undefined;
  tags?: string[] | undefined;
  /** An object URL of a picture of it; one is made from `data` where it is absent. */
  preview?: Promise<string | undefined> | undefined;
}

/** A file on its way into the service. */
export interface Upload extends ChosenFile {
  readonly key: string;
  state: State;
  /** Bytes. */
  size: number;
  /** Bytes that have left. */
  sent: number;
  /** Why it is in its state, where there is more to say. */
  reason: string;
  /** Its title or tags are what was refused. */
  mendable?: boolean;
  /** Of its record. */
  id?: string | undefined;
}

/** What only the uploads themselves know of one. */
export interface OwnUpload extends Upload {
  idempotencyKey: string;
  /** Epoch ms of the key. */
  at: number;
  /** Its place in the queue. */
  turn: number;
  /** Its transfer has not ended: it is being sent or looked for, or is paused in the middle. */
  running: boolean;
  /** It is prepared, and waits for its turn to be sent. */
  ahead?: boolean | undefined;
  /** By an earlier page, which may have removed its record. */
  begun?: Begun | undefined;
}

export interface UploadsEvents {
  /** Something about this upload is new; about the list of them where none is given. */
  onChange: (upload?: Upload) => void;
  /** A record was made, and its image is on the way. */
  onRecord: (metadata: Metadata) => void;
  /** An image was inspected, accepted or not. */
  onInspected: (image: Pick<Image, 'metadata'> & Partial<Image>) => void;
  /** Its title or tags are to be edited. False where that cannot be done now. */
  onEdit: (upload: Upload) => Promise<boolean>;
  /** An upload of a page that is gone was offered here too, and another tab was faster. */
  onTaken: (upload: Upload) => void;
  /** What became of the record of an upload that was cancelled or removed; an error, where it could not be deleted. */
  onCancelled: (upload: Upload, end: Cancelled | { error: unknown }) => void;
}

/** The service may forget an `Idempotency-Key` after a day, and would make a second record under it. */
const DAY_MS = 24 * 60 * 60_000;

export function isKeyValid({ at }: OwnUpload): boolean {
  return Date.now() - at <= DAY_MS;
}

/** Whether a file that an earlier page has left is this one, with the same title and tags. */
export function isSame(left: Upload, { name, data, title = '', tags = [] }: ChosenFile): boolean {
  const said = JSON.stringify([left.title ?? '', left.tags ?? []]);
  return left.name === name && left.size === data?.size && said === JSON.stringify([title, tags]);
}

export function newUpload(file: ChosenFile): OwnUpload {
  const key = randomKey();
  const size = file.data?.size ?? 0;
  const fresh = { state: 'waiting', sent: 0, reason: '', turn: 0, running: false } as const;
  return { ...file, key, idempotencyKey: key, at: Date.now(), size, ...fresh };
}
