import type { Metadata } from '../../client/types.ts';
import { bytesWords, momentWords, thumbnailWords } from '../words.ts';

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

/** What there is to know of a record, as label and value, in reading order. */
export function factsOf(metadata: Metadata): [label: string, value: string][] {
  const { width, height, storedWidth, storedHeight, size, orientation, uploadedAt, contentVersion } =
    metadata;
  const { thumbnailError } = metadata;
  const facts: [string, string | false | undefined | 0][] = [
    ['File name', metadata.filename],
    ['Dimensions', width && height && `${width} × ${height} pixels`],
    ['Stored as', storedWidth && storedHeight && `${storedWidth} × ${storedHeight} pixels`],
    ['Orientation', orientation && `${orientation} (${ORIENTATIONS[orientation - 1]})`],
    ['Type', metadata.contentType && metadata.contentType + (metadata.animated ? ', animated' : '')],
    ['Size', size !== undefined && bytesWords(size)],
    ['Thumbnail', thumbnailError && `none: ${thumbnailWords(thumbnailError)}`],
    ['Uploaded', uploadedAt !== undefined && momentWords(uploadedAt)],
    ['Created', momentWords(metadata.createdAt)],
    ['Image version', contentVersion && contentVersion > 1 && String(contentVersion)],
    ['SHA-256', metadata.sha256],
    ['Id', metadata.id],
    ...Object.entries(metadata.attributes ?? {}).map(([name, value]): [string, string] => [
      name,
      String(value),
    ]),
  ];
  return facts.filter((fact): fact is [string, string] => typeof fact[1] === 'string' && fact[1] !== '');
}
