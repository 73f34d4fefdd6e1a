import type { Attack } from './attack.ts';
import type { Wire } from './wire.ts';

const OTHER_ID = '00000000-0000-4000-8000-000000000000';

/** `/bucket/images/{id}/{uploadId}` */
function parts(wire: Wire) {
  const [, bucket = '', prefix = '', id = '', uploadId = ''] = wire.path.split('/');
  return { bucket, prefix, id, uploadId };
}

function path(change: (at: ReturnType<typeof parts>) => string): (wire: Wire) => void {
  return (wire) => {
    wire.path = change(parts(wire));
  };
}

const mismatch = (title: string, change: (at: ReturnType<typeof parts>) => string): Attack => ({
  title,
  ticket: 'bare',
  change: path(change),
  refusedWith: 'SignatureDoesNotMatch',
});

export const pathAttacks: Attack[] = [
  mismatch("another record's key", ({ bucket, uploadId }) => `/${bucket}/images/${OTHER_ID}/${uploadId}`),
  mismatch('another upload id', ({ bucket, id }) => `/${bucket}/images/${id}/AAAAAAAAAAAAAAAAAAAAAA.jpg`),
  mismatch('a longer key', ({ bucket, id, uploadId }) => `/${bucket}/images/${id}/${uploadId}.exe`),
  mismatch('a shorter key', ({ bucket, id, uploadId }) => `/${bucket}/images/${id}/${uploadId.slice(0, -1)}`),
  mismatch(
    'another case',
    ({ bucket, id, uploadId }) => `/${bucket}/images/${id.toUpperCase()}x/${uploadId}`,
  ),
  mismatch('another prefix', ({ bucket, id, uploadId }) => `/${bucket}/backup/${id}/${uploadId}`),
  mismatch(
    '`..` into another record',
    ({ bucket, id, uploadId }) => `/${bucket}/images/${id}/../${OTHER_ID}/${uploadId}`,
  ),
  mismatch(
    '`..` that comes back to its own key',
    ({ bucket, id, uploadId }) => `/${bucket}/images/x/../${id}/${uploadId}`,
  ),
  mismatch(
    '`%2e%2e` into another record',
    ({ bucket, id, uploadId }) => `/${bucket}/images/${id}/%2e%2e/${OTHER_ID}/${uploadId}`,
  ),
  mismatch(
    '`%2E%2E` out of the bucket',
    ({ bucket, id, uploadId }) => `/x/%2E%2E/${bucket}/images/${id}/${uploadId}`,
  ),
  mismatch('`.` within the key', ({ bucket, id, uploadId }) => `/${bucket}/images/./${id}/${uploadId}`),
  mismatch('`%252e` encoded twice', ({ bucket, id, uploadId }) => `/${bucket}/images/${id}/${uploadId}%252e`),
  mismatch('`//` within the key', ({ bucket, id, uploadId }) => `/${bucket}/images//${id}/${uploadId}`),
  mismatch('`//` before the key', ({ bucket, id, uploadId }) => `/${bucket}//images/${id}/${uploadId}`),
  mismatch('a slash after the key', ({ bucket, id, uploadId }) => `/${bucket}/images/${id}/${uploadId}/`),
  mismatch('a slash encoded twice', ({ bucket, id, uploadId }) => `/${bucket}/images/${id}%252F${uploadId}`),
  mismatch('a backslash', ({ bucket, id, uploadId }) => `/${bucket}/images/${id}%5C${uploadId}`),
  mismatch('a NUL after the key', ({ bucket, id, uploadId }) => `/${bucket}/images/${id}/${uploadId}%00`),
  mismatch(
    'a line break after the key',
    ({ bucket, id, uploadId }) => `/${bucket}/images/${id}/${uploadId}%0D%0A`,
  ),
  mismatch('a space, as `+`', ({ bucket, id, uploadId }) => `/${bucket}/images/${id}/${uploadId}+`),
  mismatch('a path parameter', ({ bucket, id, uploadId }) => `/${bucket}/images/${id}/${uploadId};x=1`),
  mismatch(
    'a full-width letter (U+FF49)',
    ({ bucket, id, uploadId }) => `/${bucket}/%EF%BD%89mages/${id}/${uploadId}`,
  ),
  mismatch(
    'a Cyrillic letter (U+0430)',
    ({ bucket, id, uploadId }) => `/${bucket}/im%D0%B0ges/${id}/${uploadId}`,
  ),
  mismatch(
    'a combining accent (U+0301)',
    ({ bucket, id, uploadId }) => `/${bucket}/images/${id}/${uploadId}%CC%81`,
  ),
  mismatch(
    'a zero-width space (U+200B)',
    ({ bucket, id, uploadId }) => `/${bucket}/images/${id}/%E2%80%8B${uploadId}`,
  ),
  {
    title: 'a slash in overlong UTF-8 (%C0%AF)',
    ticket: 'bare',
    change: path(({ bucket, id, uploadId }) => `/${bucket}/images/${id}%C0%AF${uploadId}`),
    refusedWith: 'InvalidURI',
  },
  {
    title: 'a percent sign that encodes nothing',
    ticket: 'bare',
    change: path(({ bucket, id, uploadId }) => `/${bucket}/images/${id}/${uploadId}%zz`),
    refusedWith: 'InvalidURI',
  },
  {
    title: 'another bucket',
    ticket: 'bare',
    change: (wire, { otherBucket }) => {
      const { id, uploadId } = parts(wire);
      wire.path = `/${otherBucket}/images/${id}/${uploadId}`;
    },
    refusedWith: 'SignatureDoesNotMatch',
  },
  mismatch('a bucket that does not exist', ({ id, uploadId }) => `/no-such-bucket/images/${id}/${uploadId}`),
  mismatch('the bucket itself', ({ bucket }) => `/${bucket}`),
  {
    title: 'a download of another key',
    ticket: 'download',
    change: path(({ bucket, id }) => `/${bucket}/images/${id}/AAAAAAAAAAAAAAAAAAAAAA.jpg`),
    refusedWith: 'SignatureDoesNotMatch',
  },
];
