import type { Metadata } from '../../client/types.ts';
import { element } from '../dom.ts';
import { tell } from '../messages.ts';
import { copyText, showText } from '../page/links.ts';
import { bytesWords, momentWords } from '../words/quantities.ts';
import { thumbnailWords, typeName } from '../words.ts';

const ORIENTATIONS = [
  'upright',
  'mirrored',
  'turned by 180°',
  'mirrored, turned by 180°',
  'mirrored, turned left',
  'turned right by 90°',
  'mirrored, turned right',
  'turned left by 90°',
];

/** One thing to know of a record. */
export interface Fact {
  label: string;
  value: string;
  /** Epoch ms, of a point in time. */
  at?: number | undefined;
}

/** What people want to know of a record, in reading order. */
export function factsOf(metadata: Metadata): Fact[] {
  const { width, height, size, orientation, uploadedAt, thumbnailError, contentType, animated } = metadata;
  return known([
    fact('Dimensions', width && height && dimensionsWords(width, height)),
    fact('Type', contentType && `${typeName(contentType)}${animated ? ', animated' : ''}`),
    fact('Size', size !== undefined && bytesWords(size)),
    fact('Orientation', orientation !== undefined && orientation > 1 && ORIENTATIONS[orientation - 1]),
    fact('Thumbnail', thumbnailError && `none: ${thumbnailWords(thumbnailError)}`),
    uploadedAt === undefined ? moment('Created', metadata.createdAt) : moment('Uploaded', uploadedAt),
    ...Object.entries(metadata.attributes ?? {}).map(([name, value]) => fact(name, String(value))),
  ]);
}

/** What only those who look after the service want to know. */
export function technicalFactsOf(metadata: Metadata, showsOwner = true): Fact[] {
  const { storedWidth, storedHeight, orientation, uploadedAt, contentVersion } = metadata;
  return known([
    fact('Id', metadata.id),
    fact('SHA-256', metadata.sha256),
    fact('Media type', metadata.contentType),
    fact('Stored as', storedWidth && storedHeight && `${storedWidth} × ${storedHeight} pixels`),
    fact('EXIF orientation', orientation && String(orientation)),
    fact('Image version', contentVersion && String(contentVersion)),
    fact('Record version', String(metadata.version)),
    uploadedAt !== undefined && moment('Created', metadata.createdAt),
    moment('Changed', metadata.updatedAt),
    fact('Owner', showsOwner && metadata.userId),
    fact('Image name', metadata.imageId),
  ]);
}

/** `1600 × 900 pixels (1.4 megapixels)`; of a small image the pixels say enough. */
function dimensionsWords(width: number, height: number): string {
  const megapixels = (width * height) / 1e6;
  const pixels = `${width} × ${height} ${width * height === 1 ? 'pixel' : 'pixels'}`;
  if (megapixels < 0.95) return pixels;
  return `${pixels} (${megapixels.toFixed(megapixels < 9.95 ? 1 : 0)} megapixels)`;
}

function fact(label: string, value: string | false | 0 | undefined): Fact | false {
  return value ? { label, value } : false;
}

function moment(label: string, at: number): Fact {
  return { label, value: momentWords(at), at };
}

function known(facts: (Fact | false)[]): Fact[] {
  return facts.filter((each): each is Fact => each !== false);
}

/** What is known of a record: first what people want to know, the rest where they ask for it. */
export function createFacts(showsOwner: boolean) {
  const facts = element('dl', { className: 'facts' });
  const technical = element('dl', { className: 'facts' });
  const details = element('details', {}, element('summary', { textContent: 'Technical details' }), technical);
  return {
    elements: [facts, details],
    show: (metadata: Metadata) => {
      facts.replaceChildren(...factsOf(metadata).flatMap((fact) => rowOf(fact)));
      technical.replaceChildren(
        ...technicalFactsOf(metadata, showsOwner).flatMap((fact) =>
          rowOf(fact, /^(?:Id|SHA-256)$/.test(fact.label)),
        ),
      );
    },
  };
}

function rowOf({ label, value, at }: Fact, copied = false): HTMLElement[] {
  const shown =
    at === undefined ? value : element('time', { dateTime: new Date(at).toISOString(), textContent: value });
  const copy =
    copied && element('button', { type: 'button', textContent: 'Copy', ariaLabel: `Copy ${label}` });
  if (copy) copy.addEventListener('click', () => void copyFact(label, value));
  return [
    element('dt', { dir: 'auto', textContent: label }),
    element('dd', {}, element('span', { dir: 'auto' }, shown), copy),
  ];
}

async function copyFact(label: string, value: string): Promise<void> {
  if (await copyText(value)) tell(`${label} copied.`);
  else showText(value, '');
}
