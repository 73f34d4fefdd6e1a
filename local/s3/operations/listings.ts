import { S3Error } from '../http/errors.ts';
import { encode, parameter } from '../http/request.ts';
import { document, element, parent, S3_NAMESPACE } from '../http/xml.ts';
import type { ObjectVersion } from '../store/object-version.ts';
import { type Answer, type Call, xmlAnswer } from './operation.ts';

const MAX_KEYS = 1000;

/** A line of a listing: an object, or the keys that a delimiter rolls up into one common prefix. */
interface Entry {
  /** The key or the common prefix; orders the page and continues it. */
  name: string;
  version?: ObjectVersion;
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html */
export function listObjectsV2(call: Call): Answer {
  const { query } = call.request;
  const { prefix, delimiter, maxKeys, text } = listingOf(call);
  const token = parameter(query, 'continuation-token');
  const startAfter = parameter(query, 'start-after');
  const after = token === undefined ? startAfter : Buffer.from(token, 'base64url').toString('utf8');
  const versions = call.bucket
    .versions(prefix)
    .flatMap(([newest]) => (newest && !newest.deleteMarker ? [newest] : []));
  const entries = rollUp(versions, prefix, delimiter).filter(
    ({ name }) => after === undefined || isAfter(name, after),
  );
  const page = entries.slice(0, maxKeys);
  const last = page.at(-1);
  const truncated = entries.length > page.length;
  return xmlAnswer(
    document(
      'ListBucketResult',
      [
        ...headOf(call, prefix, delimiter, maxKeys, text),
        element('KeyCount', page.length),
        element('IsTruncated', truncated),
        token === undefined ? '' : element('ContinuationToken', token),
        startAfter === undefined ? '' : element('StartAfter', text(startAfter)),
        truncated && last
          ? element('NextContinuationToken', Buffer.from(last.name, 'utf8').toString('base64url'))
          : '',
        ...page.map(({ name, version }) =>
          version
            ? parent('Contents', [element('Key', text(name)), ...describe(version)])
            : parent('CommonPrefixes', [element('Prefix', text(name))]),
        ),
      ],
      S3_NAMESPACE,
    ),
  );
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectVersions.html */
export function listObjectVersions(call: Call): Answer {
  const { query } = call.request;
  const { prefix, delimiter, maxKeys, text } = listingOf(call);
  const keyMarker = parameter(query, 'key-marker');
  const versionMarker = parameter(query, 'version-id-marker') || undefined;
  const groups = call.bucket.versions(prefix);
  const newest = new Set(groups.map(([version]) => version));
  const versions = groups.flat();
  const marked = versions.findIndex((v) => v.key === keyMarker && v.versionId === versionMarker);
  const entries = rollUp(marked < 0 ? versions : versions.slice(marked + 1), prefix, delimiter).filter(
    ({ name }) => keyMarker === undefined || marked >= 0 || isAfter(name, keyMarker),
  );
  const page = entries.slice(0, maxKeys);
  const last = page.at(-1);
  const truncated = entries.length > page.length;
  const next =
    truncated && last
      ? [
          element('NextKeyMarker', text(last.name)),
          last.version ? element('NextVersionIdMarker', last.version.versionId) : '',
        ]
      : [];
  return xmlAnswer(
    document(
      'ListVersionsResult',
      [
        ...headOf(call, prefix, delimiter, maxKeys, text),
        element('KeyMarker', text(keyMarker ?? '')),
        element('VersionIdMarker', versionMarker ?? ''),
        element('IsTruncated', truncated),
        ...next,
        ...page.map(({ name, version }) => {
          if (!version) return parent('CommonPrefixes', [element('Prefix', text(name))]);
          const identity = [
            element('Key', text(name)),
            element('VersionId', version.versionId),
            element('IsLatest', newest.has(version)),
          ];
          return version.deleteMarker
            ? parent('DeleteMarker', [...identity, describe(version)[0]!])
            : parent('Version', [...identity, ...describe(version)]);
        }),
      ],
      S3_NAMESPACE,
    ),
  );
}

function listingOf({ request: { query } }: Call) {
  const maxKeys = parameter(query, 'max-keys') ?? String(MAX_KEYS);
  if (!/^\d{1,9}$/.test(maxKeys)) {
    throw new S3Error('InvalidArgument', 'Provided max-keys not an integer or within integer range', {
      ArgumentName: 'max-keys',
      ArgumentValue: maxKeys,
    });
  }
  return {
    prefix: parameter(query, 'prefix') ?? '',
    delimiter: parameter(query, 'delimiter') ?? '',
    maxKeys: Math.min(Number(maxKeys), MAX_KEYS),
    text: parameter(query, 'encoding-type') === 'url' ? encode : (name: string) => name,
  };
}

function headOf(
  call: Call,
  prefix: string,
  delimiter: string,
  maxKeys: number,
  text: (name: string) => string,
) {
  return [
    element('Name', call.bucket.config.name),
    element('Prefix', text(prefix)),
    delimiter === '' ? '' : element('Delimiter', text(delimiter)),
    element('MaxKeys', maxKeys),
    text === encode ? element('EncodingType', 'url') : '',
  ];
}

function describe(version: ObjectVersion): string[] {
  return [
    element('LastModified', new Date(version.lastModified).toISOString()),
    element('ETag', `"${version.etag}"`),
    element('Size', version.body.length),
    element('StorageClass', 'STANDARD'),
  ];
}

function rollUp(versions: ObjectVersion[], prefix: string, delimiter: string): Entry[] {
  const entries: Entry[] = [];
  for (const version of versions) {
    const end = delimiter === '' ? -1 : version.key.indexOf(delimiter, prefix.length);
    if (end < 0) {
      entries.push({ name: version.key, version });
      continue;
    }
    const name = version.key.slice(0, end + delimiter.length);
    const last = entries.at(-1);
    if (!last || last.version || last.name !== name) entries.push({ name });
  }
  return entries;
}

/** In the order of UTF-8 bytes, which is S3's. */
function isAfter(name: string, marker: string): boolean {
  return Buffer.compare(Buffer.from(name), Buffer.from(marker)) > 0;
}
