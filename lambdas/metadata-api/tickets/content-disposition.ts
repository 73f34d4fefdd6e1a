import { hintedType, IMAGE_TYPES, type ImageType } from '../../../contract/image-types.ts';
import type { Disposition } from '../../../contract/requests.ts';

/** UTF-8 bytes of a title that become a name: with its extension within the 255 that file systems take. */
const MAX_NAME_BYTES = 180;

/** What a file system gives a meaning. */
const UNFIT = /[\p{Cc}\p{Zl}\p{Zp}"*/:<>?\\|]+/gu;
/** `gpj.exe` must not show as `exe.jpg`. */
const TURNING = /\p{Bidi_Control}+/gu;

interface Named {
  title?: string | undefined;
  /** ASCII without quotes, as the contract has it. */
  filename: string;
  image: { contentType: ImageType };
}

/**
 * `Content-Disposition` of a download: the title is its name, where there is one, with the extension of the true type;
 * else the filename, as it is. ASCII alone, since S3 gives the value back as a header: `filename*` is encoded (RFC 8187),
 * and `filename`, for what does not know that, has `_` for other characters (RFC 6266, appendix D).
 */
export function contentDisposition(disposition: Disposition, record: Named): string {
  const name =
    (record.title !== undefined && nameOf(record.title, record.image.contentType)) || record.filename;
  return `${disposition}; filename="${plain(name, record.filename)}"; filename*=UTF-8''${encoded(name)}`;
}

/** A title as the name of a file; empty when nothing is left of it. */
function nameOf(title: string, contentType: ImageType): string {
  const fit = title
    .toWellFormed()
    .replace(TURNING, '')
    .replace(UNFIT, '_')
    .replace(/^[\s._]+|[\s._]+$/gu, '');
  const dot = fit.lastIndexOf('.');
  const hint = dot > 0 ? hintedType(fit.slice(dot)) : undefined;
  const stem = shortened(hint ? fit.slice(0, dot) : fit).trimEnd();
  if (stem === '') return '';
  return stem + (hint === contentType ? fit.slice(dot) : `.${IMAGE_TYPES[contentType].extensions[0]}`);
}

/** As many whole characters, as readers count them, as there is room for. */
function shortened(text: string): string {
  if (Buffer.byteLength(text) <= MAX_NAME_BYTES) return text;
  let kept = '';
  let bytes = 0;
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    bytes += Buffer.byteLength(segment);
    if (bytes > MAX_NAME_BYTES) break;
    kept += segment;
  }
  return kept;
}

/** A name in ASCII: accents fall away. Where no letter or digit is left, the filename says more. */
function plain(name: string, filename: string): string {
  const ascii = name
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/[^ \w().,+=@~-]+/g, '_');
  const dot = ascii.lastIndexOf('.');
  return /[A-Za-z0-9]/.test(ascii.slice(0, dot < 0 ? undefined : dot)) ? ascii : filename;
}

/** RFC 8187, section 3.2.1. */
function encoded(name: string): string {
  return encodeURIComponent(name).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
