import { checkCall, checkedHeader, checkWait, ifMatchHeader, recordPath } from '../arguments.ts';
import { ArgumentError } from '../errors.ts';
import type { Checksum } from '../file.ts';
import type { CallOptions } from '../http/request.ts';
import type { CreateBody, Declared, Metadata } from '../types.ts';
import type { WaitOptions } from '../wait.ts';

export interface Progress {
  phase: 'hashing' | 'sending' | 'inspecting';
  /** Bytes that have left; starts again when an attempt is repeated. */
  sent: number;
  /** Bytes of the file. */
  total: number;
  /**
   * The bytes may be with the service by now: all have left, or an attempt of which nobody knows how far it came had no
   * answer. From then on the record alone tells what became of them.
   */
  maybeStored: boolean;
}

/** The caller's part of the record that an upload makes. */
export type NewRecord = Omit<CreateBody, 'filename' | keyof Declared>;

export interface UploadOptions extends NewRecord, Omit<CallOptions, 'keepalive'>, WaitOptions {
  /** Puts the image on this record, in place of the one that it has; else a new record is made. */
  id?: string | undefined;
  /** With `id`: only if the record still has this version. */
  ifMatch?: number | undefined;
  /** The file's own name by default, made fit for the service; the original is then kept as `title`. */
  filename?: string | undefined;
  /** Media type to declare, if it is known; S3 and the inspector then take no other. By default none is. */
  contentType?: string | undefined;
  /** Hexadecimal SHA-256, or a function that computes it; by default computed with Web Crypto; false declares none. */
  sha256?: Checksum | undefined;
  /**
   * Makes the upload of a new record safe to repeat, in another process too: it goes on with the same record, and finds
   * what came of the attempts before.
   */
  idempotencyKey?: string | undefined;
  onProgress?: ((progress: Progress) => void) | undefined;
  /** Called as soon as the record exists, and again with each further ticket. */
  onRecord?: ((metadata: Metadata) => void) | undefined;
}

/**
 * Ahead of the hashing, which can take long.
 * @throws ArgumentError for an option that cannot be right
 */
export function checkUploadOptions(options: UploadOptions): void {
  const { id, ifMatch, idempotencyKey, filename, sha256, waitMs } = options;
  checkCall(options);
  checkWait(waitMs);
  if (id !== undefined) recordPath(id);
  ifMatchHeader(ifMatch);
  if (idempotencyKey !== undefined) checkedHeader('idempotencyKey', idempotencyKey);
  if (filename !== undefined && typeof filename !== 'string') {
    throw new ArgumentError('filename', 'must be a text');
  }
  if (sha256 !== undefined && sha256 !== false && !/^(?:string|function)$/.test(typeof sha256)) {
    throw new ArgumentError('sha256', 'must be the hexadecimal text, a function that computes it, or false');
  }
  for (const name of ['onProgress', 'onRecord', 'onLook'] as const) {
    if (options[name] !== undefined && typeof options[name] !== 'function') {
      throw new ArgumentError(name, 'must be a function');
    }
  }
}
