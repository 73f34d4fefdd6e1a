import { ArgumentError } from './errors.ts';
import type { Declared } from './types.ts';

/** What can be uploaded. In Node.js `fs.openAsBlob(path)` makes a Blob of a file without reading it. */
export type Uploadable = Blob | ArrayBuffer | Uint8Array<ArrayBuffer>;

/** A file larger than this is not hashed by default: Web Crypto needs all of it in memory. */
const LARGEST_HASHED_BYTES = 256 * 2 ** 20;

const LONGEST_FILENAME = 255;
const LONGEST_EXTENSION = 16;

/**
 * Makes any file name fit for the service: accents fall away, every other run of characters outside
 * `A-Z a-z 0-9 _ . -` becomes one `_`, and what is too long loses its middle, not its extension.
 */
export function fitFilename(name: string): string {
  const plain = name
    .slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1)
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/[^A-Za-z0-9_.-]+/g, '_');
  const dot = plain.lastIndexOf('.');
  const extension = dot >= 0 && plain.length - dot <= LONGEST_EXTENSION ? plain.slice(dot) : '';
  const stem = plain.slice(0, plain.length - extension.length);
  const meaningful = /[A-Za-z0-9]/.test(stem) ? stem : 'image';
  return meaningful.slice(0, LONGEST_FILENAME - extension.length) + extension;
}

/** @throws ArgumentError for anything but bytes: of a path, say, a Blob would be made that holds the path. */
export function toBlob(file: Uploadable): Blob {
  if (file instanceof Blob) return file;
  if (ArrayBuffer.isView(file) || hasTag(file, 'ArrayBuffer')) return new Blob([file]);
  // Of another window.
  if (hasTag(file, 'Blob') || hasTag(file, 'File')) return file as unknown as Blob;
  const fault = 'must be a Blob, File, ArrayBuffer or Uint8Array; in Node.js openAsBlob(path) makes a Blob';
  throw new ArgumentError('file', fault);
}

function hasTag(value: unknown, tag: string): boolean {
  return Object.prototype.toString.call(value) === `[object ${tag}]`;
}

/** @throws ArgumentError when a file was changed, moved or deleted since it was chosen: it is not the network then. */
export async function checkReadable(file: Blob): Promise<void> {
  try {
    await file.slice(0, 1).arrayBuffer();
  } catch (cause) {
    const fault = 'cannot be read any more: it was changed, moved or deleted since it was chosen';
    throw new ArgumentError('file', fault, cause);
  }
}

/** SHA-256 of a file in hexadecimal. @throws where there is no Web Crypto (pages that came by plain HTTP). */
export async function sha256Of(file: Blob): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', await file.arrayBuffer());
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** How to come by a file's SHA-256: known already, computed by a function of the caller's, or not at all. */
export type Checksum = string | false | ((file: Blob) => Promise<string>);

/**
 * What is known of a file ahead of its upload, for S3 to enforce. Its type is not: `File.type` is a guess from the name's
 * ending, in browsers too, and a guess that is signed refuses a good image. What the caller says is declared.
 */
export async function declarationOf(
  file: Blob,
  { contentType, sha256 }: { contentType?: string | undefined; sha256?: Checksum | undefined },
): Promise<Declared> {
  // Which types there are is for the service to judge: it names the field in its answer.
  const type = contentType as Declared['contentType'];
  const checksum = typeof sha256 === 'string' ? sha256 : await hash(file, sha256);
  return { size: file.size, ...(type && { contentType: type }), ...(checksum && { sha256: checksum }) };
}

async function hash(file: Blob, how: Exclude<Checksum, string> | undefined): Promise<string | undefined> {
  if (how === false) return undefined;
  const able = globalThis.crypto?.subtle !== undefined && file.size <= LARGEST_HASHED_BYTES;
  if (!how && !able) return undefined;
  try {
    return await (how ?? sha256Of)(file);
  } catch (error) {
    await checkReadable(file);
    throw error;
  }
}
