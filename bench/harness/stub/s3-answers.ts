import { E_TAG, type StubContent, VERSION_ID } from './content.ts';
import type { StubAnswer, StubRequest } from './request.ts';

const STORED_AT = '2026-11-21T00:00:00.000Z';
const NO_SUCH_KEY = '<Error><Code>NoSuchKey</Code><Message>There is none</Message></Error>';

/** S3, whose objects all have one version. It forgets no object but those that are deleted by `DeleteObjects`. */
export function s3Answering({ object, keys }: StubContent) {
  const deleted = new Set<string>();

  const listing = (prefix: string): string => {
    const versions = keys(prefix)
      .filter((key) => !deleted.has(key))
      .map(
        (key) =>
          `<Version><Key>${key}</Key><VersionId>${VERSION_ID}</VersionId><IsLatest>true</IsLatest>` +
          `<LastModified>${STORED_AT}</LastModified><ETag>&quot;${E_TAG}&quot;</ETag><Size>1000</Size></Version>`,
      );
    return `<ListVersionsResult><IsTruncated>false</IsTruncated>${versions.join('')}</ListVersionsResult>`;
  };

  const s3 = ({ method, url, headers, body }: StubRequest): StubAnswer | undefined => {
    const { pathname, searchParams } = new URL(url, 'https://s3');
    const key = decodeURIComponent(pathname.split('/').slice(2).join('/'));
    switch (method) {
      case 'GET':
        if (searchParams.has('versions'))
          return { call: 'ListObjectVersions', body: listing(searchParams.get('prefix') ?? '') };
        return { call: 'GetObject', ...found(object(key), headers.range) };
      case 'HEAD':
        return { call: 'HeadObject', ...found(object(key)), body: '' };
      case 'PUT':
        if (headers['x-amz-copy-source'] === undefined)
          return { call: 'PutObject', headers: { etag: `"${E_TAG}"`, 'x-amz-version-id': VERSION_ID } };
        return { call: 'CopyObject', body: `<CopyObjectResult><ETag>"${E_TAG}"</ETag></CopyObjectResult>` };
      case 'DELETE':
        return { call: 'DeleteObject', status: 204 };
      case 'POST':
        for (const [, name] of body.toString().matchAll(/<Key>([^<]+)<\/Key>/g)) deleted.add(name!);
        return { call: 'DeleteObjects', body: '<DeleteResult/>' };
      default:
        return undefined;
    }
  };
  return { s3, forgetDeletions: () => deleted.clear() };
}

/** @param range - of the request, `bytes=0-65535` */
function found(object: Buffer | undefined, range = ''): Omit<StubAnswer, 'call'> {
  if (!object) return { status: 404, headers: { 'content-type': 'application/xml' }, body: NO_SUCH_KEY };
  const [part, from = '0', to] = /^bytes=(\d+)-(\d+)$/.exec(range) ?? [];
  const body = object.subarray(Number(from), to === undefined ? undefined : Number(to) + 1);
  return {
    status: part === undefined ? 200 : 206,
    headers: {
      'content-type': 'image/jpeg',
      'content-length': body.length,
      ...(part !== undefined && {
        'content-range': `bytes ${from}-${Number(from) + body.length - 1}/${object.length}`,
      }),
      etag: `"${E_TAG}"`,
      'x-amz-version-id': VERSION_ID,
      'last-modified': new Date(STORED_AT).toUTCString(),
      'accept-ranges': 'bytes',
    },
    body,
  };
}
