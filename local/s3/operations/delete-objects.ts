import { readBody } from '../http/body.ts';
import { S3Error } from '../http/errors.ts';
import { document, element, innerTexts, parent, S3_NAMESPACE, textOf } from '../http/xml.ts';
import { checkWrite } from '../store/conditions.ts';
import type { Change } from '../store/object-version.ts';
import { type Answer, type Call, versionIdOf, xmlAnswer } from './operation.ts';

const MAX_KEYS = 1000;

/**
 * A delete marker in a versioned bucket; the version itself, for ever, when it is named.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObject.html
 */
export function deleteObject(call: Call): Answer {
  const { bucket, request } = call;
  const ifMatch = request.headers.get('if-match');
  const versionId = versionIdOf(request);
  const found = bucket.find(request.key, versionId);
  checkWrite({ createOnly: false, replaces: ifMatch }, found?.deleteMarker ? undefined : found, request.key);
  const change = call.commit(() => bucket.delete(request.key, versionId));
  const { versioned, suspended } = bucket.config;
  return { status: 204, headers: versioned || suspended ? deletionHeaders(change, versionId) : {} };
}

/**
 * Up to a thousand deletions, each with its own permission and outcome.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html
 */
export async function deleteObjects(call: Call): Promise<Answer> {
  const { headers } = call.request;
  const { bytes, checksum } = await readBody(call.request, call.identity, call.proceed);
  if (!checksum && !headers.has('content-md5')) {
    throw new S3Error(
      'InvalidRequest',
      'Missing required header for this request: Content-MD5 OR x-amz-checksum-*',
    );
  }
  const xml = bytes.toString('utf8');
  const objects = innerTexts(xml, 'Object').map((object) => ({
    key: textOf(object, 'Key') ?? '',
    versionId: textOf(object, 'VersionId'),
  }));
  if (objects.length === 0 || objects.length > MAX_KEYS || objects.some(({ key }) => key === '')) {
    throw new S3Error(
      'MalformedXML',
      'The XML you provided was not well-formed or did not validate against our published schema',
    );
  }
  const quiet = textOf(xml, 'Quiet') === 'true';
  const outcomes = objects.map(({ key, versionId }) => {
    const named = [element('Key', key), versionId === undefined ? '' : element('VersionId', versionId)];
    if (!call.allows(versionId === undefined ? 's3:DeleteObject' : 's3:DeleteObjectVersion', key)) {
      return parent('Error', [
        ...named,
        element('Code', 'AccessDenied'),
        element('Message', 'Access Denied'),
      ]);
    }
    const change = call.commit(() => call.bucket.delete(key, versionId));
    const marker = change?.version.deleteMarker ? markerElements(change) : [];
    return quiet ? '' : parent('Deleted', [...named, ...marker]);
  });
  return xmlAnswer(document('DeleteResult', outcomes, S3_NAMESPACE));
}

function deletionHeaders(change: Change | undefined, asked: string | undefined): Record<string, string> {
  const versionId = change?.version.versionId ?? asked;
  return {
    ...(versionId !== undefined && { 'x-amz-version-id': versionId }),
    ...(change?.version.deleteMarker && { 'x-amz-delete-marker': 'true' }),
  };
}

function markerElements({ version }: Change): string[] {
  return [element('DeleteMarker', true), element('DeleteMarkerVersionId', version.versionId)];
}
