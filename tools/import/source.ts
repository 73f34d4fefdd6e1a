/** An image where it lies, or what looks like one. */
export interface FoundImage {
  kind: 'image';
  imageId: string;
  /** The last part of its name. */
  filename: string;
  bytes: number;
  /** Called when its turn has come. @throws Error of the file system or of S3, or the signal's reason */
  open(signal: AbortSignal): Promise<Blob>;
  /** Its bytes are not needed any more. May be called twice, and without `open`. */
  done?(): void;
}

/** What cannot be imported as it is. */
export interface FoundProblem {
  kind: 'problem';
  /** `failed` may go well the next time, `refused` will not. */
  state: 'refused' | 'failed';
  /** Its name, as far as it is text. */
  imageId: string;
  code: string;
  message: string;
}

/** Why something is passed over. */
export type Reason = 'hidden' | 'name' | 'other';

export type Found = FoundImage | FoundProblem | { kind: 'left'; reason: Reason };

export interface Source {
  /** @throws Error with one sentence: it is not there, or cannot be read */
  check(): Promise<void>;
  /** All that is there, in the same order each time, read as it is asked for. */
  walk(): AsyncIterable<Found>;
  /** Deletes what it has put aside. */
  close(): void;
}
