import { notImplemented, S3Error } from '../http/errors.ts';
import { parameter, type S3Request } from '../http/request.ts';
import { document, element, S3_NAMESPACE } from '../http/xml.ts';
import { copyObject } from './copy-object.ts';
import { deleteObject, deleteObjects } from './delete-objects.ts';
import { getObject, getObjectAttributes } from './get-object.ts';
import { listObjectsV2, listObjectVersions } from './listings.ts';
import { type Answer, type Call, type Operation, xmlAnswer } from './operation.ts';
import { putObject } from './put-object.ts';

/** Query parameters that turn a request into another operation. */
const SUBRESOURCES = new Set(
  `accelerate acl analytics append attributes cors delete encryption intelligent-tiering inventory legal-hold
  lifecycle list-type location logging metadataConfiguration metadataTable metrics notification object-lock
  ownershipControls partNumber policy policyStatus publicAccessBlock renameObject replication requestPayment restore
  retention select session tagging torrent uploadId uploads versioning versions website`.split(/\s+/),
);

/** By method, whether there is a key, and subresource; a copy is told by a header. */
const OPERATIONS: Record<string, Operation> = {
  'PUT object': { name: 'PutObject', action: () => 's3:PutObject', run: putObject },
  'PUT object copy': { name: 'CopyObject', action: () => 's3:PutObject', run: copyObject },
  'GET object': { name: 'GetObject', action: readAction, run: getObject },
  'HEAD object': { name: 'HeadObject', action: readAction, run: getObject },
  'GET object attributes': { name: 'GetObjectAttributes', action: readAction, run: getObjectAttributes },
  'DELETE object': {
    name: 'DeleteObject',
    action: ({ query }) =>
      parameter(query, 'versionId') === undefined ? 's3:DeleteObject' : 's3:DeleteObjectVersion',
    run: deleteObject,
  },
  'POST bucket delete': { name: 'DeleteObjects', action: () => undefined, run: deleteObjects },
  'HEAD bucket': { name: 'HeadBucket', action: () => 's3:ListBucket', run: headBucket },
  'GET bucket list-type': { name: 'ListObjectsV2', action: () => 's3:ListBucket', run: listObjectsV2 },
  'GET bucket versions': {
    name: 'ListObjectVersions',
    action: () => 's3:ListBucketVersions',
    run: listObjectVersions,
  },
  'GET bucket location': {
    name: 'GetBucketLocation',
    action: () => 's3:GetBucketLocation',
    run: getBucketLocation,
  },
  'GET bucket versioning': {
    name: 'GetBucketVersioning',
    action: () => 's3:GetBucketVersioning',
    run: getBucketVersioning,
  },
};

const METHODS = new Set(['GET', 'HEAD', 'PUT', 'POST', 'DELETE']);

/**
 * The operation that a request asks for.
 * @throws S3Error MethodNotAllowed, or NotImplemented for what S3 can and this store cannot.
 */
export function operationOf(request: S3Request): Operation {
  const level = request.key === '' ? 'bucket' : 'object';
  const subresources = Object.keys(request.query).filter((name) => SUBRESOURCES.has(name));
  const copies = request.method === 'PUT' && request.headers.has('x-amz-copy-source');
  const name = [request.method, level, ...subresources, ...(copies ? ['copy'] : [])].join(' ');
  if (Object.hasOwn(OPERATIONS, name)) return OPERATIONS[name]!;
  if (METHODS.has(request.method)) throw notImplemented(name);
  throw new S3Error('MethodNotAllowed', 'The specified method is not allowed against this resource.', {
    Method: request.method,
    ResourceType: level.toUpperCase(),
  });
}

function readAction({ query }: S3Request): string {
  return parameter(query, 'versionId') === undefined ? 's3:GetObject' : 's3:GetObjectVersion';
}

function headBucket({ region }: Call): Answer {
  return { status: 200, headers: { 'x-amz-bucket-region': region, 'Content-Type': 'application/xml' } };
}

function getBucketLocation({ region }: Call): Answer {
  // The oldest region has no name here.
  const inner = region === 'us-east-1' ? '' : region;
  return xmlAnswer(
    `<?xml version="1.0" encoding="UTF-8"?>\n<LocationConstraint xmlns="${S3_NAMESPACE}">${inner}</LocationConstraint>`,
  );
}

function getBucketVersioning({ bucket }: Call): Answer {
  const { versioned, suspended } = bucket.config;
  const status = versioned ? 'Enabled' : suspended ? 'Suspended' : undefined;
  const elements = status === undefined ? [] : [element('Status', status)];
  return xmlAnswer(document('VersioningConfiguration', elements, S3_NAMESPACE));
}
