import { notImplemented, S3Error } from '../http/errors.ts';
import { document, element, S3_NAMESPACE } from '../http/xml.ts';
import { type Answer, type Call, demand, versionHeader, xmlAnswer } from './operation.ts';
import { keptHeaders } from './put-object.ts';

const SOURCE = 'x-amz-copy-source';

/**
 * Copies an object within its bucket.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html
 */
export function copyObject(call: Call): Answer {
  const { request, bucket } = call;
  const { headers, key } = request;
  for (const name of headers.keys()) {
    if (!UNDERSTOOD.test(name) && name.startsWith('x-amz-')) throw notImplemented(name);
  }
  const source = sourceOf(headers.get(SOURCE)!);
  if (source.bucket !== bucket.config.name) throw notImplemented('copies from another bucket');
  demand(call, source.versionId === undefined ? 's3:GetObject' : 's3:GetObjectVersion', source.key);
  const version = bucket.find(source.key, source.versionId);
  if (!version || (version.deleteMarker && source.versionId === undefined)) {
    demand(call, 's3:ListBucket', '');
    throw source.versionId === undefined
      ? new S3Error('NoSuchKey', 'The specified key does not exist.', { Key: source.key })
      : new S3Error('NoSuchVersion', 'The specified version does not exist.', {
          Key: source.key,
          VersionId: source.versionId,
        });
  }
  if (version.deleteMarker) {
    throw invalid(
      'The source of a copy request may not specifically refer to a delete marker by version id.',
    );
  }
  const replace = replaces(headers.get('x-amz-metadata-directive'));
  if (!replace && source.key === key && version === bucket.find(key)) {
    throw invalid(
      'This copy request is illegal because it is trying to copy an object to itself without changing ' +
        "the object's metadata, storage class, website redirect location or encryption attributes.",
    );
  }
  const content = { ...version, ...(replace && { headers: keptHeaders(headers) }) };
  const change = call.commit(() => bucket.copy(key, content));
  const body = document(
    'CopyObjectResult',
    [
      element('ETag', `"${version.etag}"`),
      element('LastModified', new Date(change.version.lastModified).toISOString()),
    ],
    S3_NAMESPACE,
  );
  const answer = xmlAnswer(body);
  return {
    ...answer,
    headers: {
      ...answer.headers,
      ...versionHeader(bucket, change.version),
      ...(bucket.config.versioned && { 'x-amz-copy-source-version-id': version.versionId }),
    },
  };
}

/** The `x-amz-` headers of a copy that mean something here; any other is refused rather than ignored. */
const UNDERSTOOD =
  /^x-amz-(?:content-sha256|date|security-token|user-agent|copy-source|metadata-directive|meta-.+|expected-bucket-owner)$/;

function replaces(directive = 'COPY'): boolean {
  if (directive === 'REPLACE' || directive === 'COPY') return directive === 'REPLACE';
  throw new S3Error('InvalidArgument', 'Unknown metadata directive.', {
    ArgumentName: 'x-amz-metadata-directive',
    ArgumentValue: directive,
  });
}

/** `[/]bucket/key[?versionId=id]`, encoded as in a URL. */
function sourceOf(header: string): { bucket: string; key: string; versionId: string | undefined } {
  const [path, versionId] = header.split('?versionId=');
  const parts = /^\/?([^/]+)\/(.+)$/.exec(path!);
  try {
    return {
      bucket: decodeURIComponent(parts![1]!),
      key: decodeURIComponent(parts![2]!),
      versionId: versionId === undefined ? undefined : decodeURIComponent(versionId),
    };
  } catch {
    throw new S3Error(
      'InvalidArgument',
      'Copy Source must mention the source bucket and key: sourcebucket/sourcekey',
      {
        ArgumentName: SOURCE,
        ArgumentValue: header,
      },
    );
  }
}

function invalid(message: string): S3Error {
  return new S3Error('InvalidRequest', message);
}
