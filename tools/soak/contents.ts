import { createHash } from 'node:crypto';
import sharp from 'sharp';
import type { ImageType } from '../../contract/image-types.ts';
import type { RejectionCode } from '../../contract/outcomes.ts';
import { type Random, seeded } from '../../local/seeded.ts';
import { join, text, u8, u32be } from '../specimens/craft-bytes.ts';
import { bmp } from '../specimens/craft-others.ts';
import { PNG_SIGNATURE, png } from '../specimens/craft-png.ts';

/** What the service must make of an upload: the facts of an image, or the code of a refusal. */
export type Verdict =
  | { contentType: ImageType; width: number; height: number; thumbnail: 'drawn' | 'refused' }
  | { refused: RejectionCode };

/** Bytes that many uploads begin with; what follows them makes each upload its own. */
interface Base {
  name: string;
  bytes: Buffer;
  /** The type that a client would declare. */
  contentType: ImageType;
  verdict: Verdict;
  /** Bytes that may follow without being part of the image. */
  tail(unique: Buffer): Buffer;
}

/** What to upload. Its bytes are made anew each time, so that thousands of them take no memory. */
export interface Content {
  base: Base;
  /** Names the content within its run: no two contents have the same bytes. */
  serial: string;
  /** Bytes behind those of the base. */
  padding: number;
  /** Hexadecimal, of the bytes. */
  sha256: string;
  /** Bytes. */
  size: number;
}

export type ContentKind = 'image' | 'text' | 'empty' | 'svg' | 'damaged' | 'huge';

const SIDES = [
  [24, 16],
  [64, 48],
  [160, 120],
  [320, 240],
] as const;
/** The fewest bytes that a serial number takes. */
const SERIAL_BYTES = 16;
const MOST_PADDING = 4096;

/** Everything that is uploaded in a run. The same seed makes the same bytes. */
export class Contents {
  private readonly bases: Record<ContentKind, Base[]>;

  private constructor(bases: Record<ContentKind, Base[]>) {
    this.bases = bases;
  }

  static async draw(seed: number): Promise<Contents> {
    return new Contents({ image: await images(seeded(seed)), ...badFiles() });
  }

  make(kind: ContentKind, random: Random, serial: string): Content {
    const bases = this.bases[kind];
    const base = bases[Math.floor(random() * bases.length)]!;
    return contentOf(base, SERIAL_BYTES + Math.floor(random() * MOST_PADDING), serial);
  }
}

/** Other bytes of the same size and type. */
export function sameSize({ base, padding }: Content, serial: string): Content {
  return contentOf(base, padding, serial);
}

function contentOf(base: Base, padding: number, serial: string): Content {
  const unhashed = { base, serial, padding, sha256: '', size: 0 };
  const bytes = bytesOf(unhashed);
  return { ...unhashed, size: bytes.length, sha256: sha256Of(bytes) };
}

export function bytesOf({ base, serial, padding }: Content): Uint8Array<ArrayBuffer> {
  const unique = Buffer.alloc(padding, `${serial} `.padStart(SERIAL_BYTES, '.'));
  return new Uint8Array(join(base.bytes, base.tail(unique)));
}

export const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** What the service must make of it, uploaded with a ticket that declares this type, or none. */
export function verdictOf({ base }: Content, declaredType?: string): Verdict {
  const { verdict } = base;
  if ('refused' in verdict || declaredType === undefined || declaredType === verdict.contentType)
    return verdict;
  return { refused: 'TypeMismatch' };
}

export function nameOf({ base, serial, size }: Content): string {
  return `#${serial} (${base.name}, ${size} bytes)`;
}

const asItIs = (unique: Buffer): Buffer => unique;

async function images(random: Random): Promise<Base[]> {
  const bases: Base[] = [];
  const add = async (
    format: 'jpeg' | 'png' | 'webp' | 'gif' | 'tiff' | 'avif',
    [width, height]: readonly [number, number],
    orientation?: number,
  ) => {
    const noise = Buffer.from(Array.from({ length: width * height * 3 }, () => random() * 256));
    const image = sharp(noise, { raw: { width, height, channels: 3 } });
    const encoded = (orientation ? image.withMetadata({ orientation }) : image).toFormat(format);
    const turned = orientation !== undefined && orientation >= 5;
    bases.push({
      name: `${format} ${width}×${height}${orientation ? `, orientation ${orientation}` : ''}`,
      bytes: await encoded.toBuffer(),
      contentType: `image/${format}`,
      verdict: {
        contentType: `image/${format}`,
        width: turned ? height : width,
        height: turned ? width : height,
        thumbnail: 'drawn',
      },
      // Boxes of ISO media files go on to the end of the file.
      tail: format === 'avif' ? (unique) => join(u32be(unique.length + 8), text('free'), unique) : asItIs,
    });
  };
  for (const sides of SIDES)
    for (const format of ['jpeg', 'png', 'webp', 'gif', 'tiff'] as const) await add(format, sides);
  await add('jpeg', SIDES[1], 6);
  await add('avif', SIDES[1]);
  const crafted = (contentType: ImageType, [width, height]: readonly [number, number], bytes: Buffer) =>
    bases.push({
      name: `${contentType.slice('image/'.length)} ${width}×${height} without pixels`,
      bytes,
      contentType,
      verdict: { contentType, width, height, thumbnail: 'refused' },
      tail: asItIs,
    });
  crafted('image/bmp', SIDES[0], bmp(...SIDES[0]));
  crafted('image/png', SIDES[1], png(...SIDES[1]));
  return bases;
}

function badFiles(): Record<Exclude<ContentKind, 'image'>, Base[]> {
  const bad = (
    name: string,
    bytes: Buffer,
    refused: RejectionCode,
    contentType: ImageType = 'image/jpeg',
    tail = asItIs,
  ): Base[] => [{ name, bytes, contentType, verdict: { refused }, tail }];
  return {
    text: bad('a text', text('This is no image. '), 'NotAnImage'),
    empty: bad('nothing', Buffer.alloc(0), 'EmptyObject', 'image/jpeg', () => Buffer.alloc(0)),
    svg: bad('an SVG', text('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'UnsupportedType'),
    damaged: bad(
      'a PNG that breaks off',
      join(PNG_SIGNATURE, u32be(13), text('IHDR'), u8(0, 0)),
      'Unreadable',
      'image/png',
    ),
    huge: bad('a PNG of 400 megapixels', png(20_000, 20_000), 'TooManyPixels', 'image/png'),
  };
}
