import { sniff } from './formats/sniff.ts';

/** How much of a text in Base64 is decoded: enough for every signature. */
const BASE64_CHARACTERS = 64;

/**
 * What clients send by mistake instead of an image's bytes, by how it begins, as Latin-1: what it is, and what to do.
 * The first match counts.
 */
const KINDS: [beginning: RegExp | string, says: string][] = [
  [
    /^(?:\r?\n)*--[^\r\n]{1,70}\r?\n(?:[\w-]+:[^\r\n]*\r?\n)*?content-(?:disposition: *(?:form-data|attachment)|type: *[\w-]+\/)/i,
    'It is a form (multipart/form-data) with the file in it, as `curl -F` sends it. Send the file alone as the body: `curl -T`.',
  ],
  [/^data:[\w.+-]*\/?[\w.+-]*[;,]/i, 'It is a data: URL, as text. Send the bytes that it stands for.'],
  [/^(?:blob|file|https?|ftp):/i, 'It is the address of a file, not the file. Send its bytes.'],
  [
    /^\[object \w+\]|^(?:undefined|null|NaN)$/,
    'It is the text that JavaScript makes of an object. Send the Blob, File or bytes themselves.',
  ],
  [/^[0-9a-f]+;chunk-signature=/i, 'It is in aws-chunked coding. Send the bytes in one piece.'],
  ['\x1f\x8b', 'It is compressed with gzip. Send the image as it is.'],
  ['PK\x03\x04', 'It is a ZIP archive. Send the image in it.'],
  ['%PDF-', 'It is a PDF document.'],
  [/^....ftyp/s, 'It is a video, or a container of images that nobody knows here.'],
  [
    /^(?:\xef\xbf\xbd){2}|^\xef\xbf\xbdPNG|^\xc3\xbf\xc3\x98\xc3\xbf|^\xc2\x89PNG/,
    'It was an image once, and was read as text on its way, which destroys it. Read and send it as bytes.',
  ],
  [/^(?:\xef\xbb\xbf)?\s*<(?:!doctype html|html|head|body)[\s>]/i, 'It is an HTML page.'],
  [/^(?:\xef\xbb\xbf)?\s*<(?:\?xml|Error>)/i, 'It is an XML document.'],
  [
    /^(?:\xef\xbb\xbf)?\s*(?:\{\s*(?:"|\})|\[\s*(?:["{[\]\d-]|true|false|null))/,
    'It is JSON. Send the bytes of the image as the body.',
  ],
];

/**
 * A sentence or two that tell what the beginning of an object is, where it is no image; undefined where nothing is known
 * of it.
 */
export function otherContent(head: Buffer): string | undefined {
  const text = head.toString('latin1');
  const known = KINDS.find(([beginning]) =>
    typeof beginning === 'string' ? text.startsWith(beginning) : beginning.test(text),
  )?.[1];
  if (known) return known;
  return isBase64OfImage(text)
    ? 'It is an image in Base64, as text. Send the bytes that it stands for.'
    : undefined;
}

function isBase64OfImage(text: string): boolean {
  const [start = ''] = /^[A-Za-z0-9+/_-]{16,}/.exec(text.trimStart().slice(0, BASE64_CHARACTERS)) ?? [];
  const found = sniff(Buffer.from(start, 'base64'));
  return found !== undefined && 'type' in found;
}
