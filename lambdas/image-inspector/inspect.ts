import type { ImageType } from '../../contract/image-types.ts';
import { canonicalType } from '../../contract/image-types.ts';
import { firstRange } from './formats/first-range.ts';
import type { ImageHeader } from './formats/header.ts';
import { readers } from './formats/readers.ts';
import { sniff } from './formats/sniff.ts';
import { BrokenImage, type ByteSource, SourceFailure, UnsupportedImage } from './formats/source.ts';
import { otherContent } from './other-content.ts';
import { displayed, reject, type Verdict } from './verdict.ts';

export interface InspectionRules {
  allowedTypes: ReadonlySet<string>;
  /** Bytes. */
  maxBytes: number;
  /** Pixels, stored or displayed, whichever are more. */
  maxPixels: number;
}

export interface InspectionHints {
  /** The type that the file name hints at. It sizes the first range and decides nothing. */
  hint?: ImageType | undefined;
  /** The Content-Type that the upload was signed for, asked for after the first read. */
  declaredType?: (() => string | undefined) | undefined;
}

/**
 * Tells what an object is from as few of its bytes as that takes.
 * @throws whatever the source's fetch threw: a failure to read the object, never a fault of the image.
 */
export async function inspect(
  source: ByteSource,
  rules: InspectionRules,
  { hint, declaredType }: InspectionHints = {},
): Promise<Verdict> {
  if (source.size === 0) return reject('EmptyObject', 'The file is empty.');
  if (source.size > rules.maxBytes) {
    return reject(
      'TooManyBytes',
      `The file has ${source.size} bytes; at most ${rules.maxBytes} are accepted.`,
    );
  }
  try {
    const head = await source.read(0, firstRange(source.size, hint));
    const kind = sniff(head);
    if (!kind) return notAnImage(head);
    if ('unsupported' in kind) return unsupported(kind.unsupported, rules);
    if (!rules.allowedTypes.has(kind.type) && !isHeif(kind.type)) return unsupported(kind.type, rules);
    return judge(await readers[kind.type](source), rules, declaredType?.());
  } catch (error) {
    if (error instanceof SourceFailure) throw error.cause;
    if (error instanceof UnsupportedImage) return unsupported(error.message, rules);
    const reason = error instanceof BrokenImage ? error.message : 'Its header is damaged.';
    return reject('Unreadable', `The image cannot be read. ${reason}`);
  }
}

/** HEIC and AVIF share their container: only the reader tells one from the other. */
function isHeif(type: ImageType): boolean {
  return type === 'image/heic' || type === 'image/avif';
}

function judge(header: ImageHeader, rules: InspectionRules, declared: string | undefined): Verdict {
  const { contentType, storedWidth, storedHeight } = header;
  if (!rules.allowedTypes.has(contentType)) return unsupported(contentType, rules);
  if (declared !== undefined && canonicalType(declared) !== contentType) {
    return reject(
      'TypeMismatch',
      `The upload was declared as ${declared}, but its bytes are ${contentType}.`,
    );
  }
  const image = displayed(header);
  const sides = [storedWidth, storedHeight, image.width, image.height];
  if (!sides.every((side) => Number.isInteger(side) && side >= 1)) {
    throw new BrokenImage('It claims to have no pixels.');
  }
  const pixels = Math.max(storedWidth * storedHeight, image.width * image.height);
  if (pixels > rules.maxPixels) {
    return reject(
      'TooManyPixels',
      `The image has ${storedWidth} × ${storedHeight} pixels; at most ${rules.maxPixels} are accepted.`,
    );
  }
  return { image };
}

function notAnImage(head: Buffer): Verdict {
  const known = otherContent(head);
  return reject('NotAnImage', `The file is not an image of any known format.${known ? ` ${known}` : ''}`);
}

function unsupported(name: string, rules: InspectionRules): Verdict {
  if (name === 'SVG') {
    return reject(
      'UnsupportedType',
      'SVG is not accepted: it is a document that can carry scripts and has no pixels of its own.',
    );
  }
  return reject(
    'UnsupportedType',
    `${name} is not accepted here; accepted are ${[...rules.allowedTypes].join(', ')}.`,
  );
}
