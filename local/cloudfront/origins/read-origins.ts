import type { S3Client } from '@aws-sdk/client-s3';
import type { Deployment, Resource } from '../../template/deployment.ts';
import { onlyKnown } from '../known.ts';
import { bucketAdmits, bucketOrigin } from './bucket.ts';
import { functionUrlOrigin, type Invoke, urlOf } from './function-url.ts';
import type { Asker, Origin, OriginProperties } from './origin.ts';

/** How the local run gets to origins. */
export interface Reach {
  s3: S3Client;
  /** Functions that are up by the time of the first request. */
  invoke: Invoke;
}

/** Settings of the connection to an origin, which is none here. */
const CONNECTION = ['ConnectionAttempts', 'ConnectionTimeout', 'OriginShield', 'ResponseCompletionTimeout'];
const SERVED = [
  'Id',
  'DomainName',
  'OriginPath',
  'OriginAccessControlId',
  'S3OriginConfig',
  'CustomOriginConfig',
];

interface AccessControl {
  OriginAccessControlOriginType: string;
  SigningBehavior: string;
  SigningProtocol: string;
}

/**
 * What is behind an origin of a distribution.
 * @throws Error for what the local run does not know, and for an origin that CloudFront reaches without signing
 */
export function readOrigin(
  deployment: Deployment,
  origin: OriginProperties,
  asker: Asker,
  { s3, invoke }: Reach,
): Origin {
  const whose = `The origin ${origin.Id}`;
  onlyKnown(origin, [...SERVED, ...CONNECTION], whose);
  const bucket = bucketOf(deployment, origin.DomainName);
  const url = urlOf(deployment, origin.DomainName);
  checkAccessControl(deployment, origin, bucket ? 's3' : 'lambda', whose);
  const below = (reached: Origin): Origin => {
    const { OriginPath = '' } = origin;
    return (request) => reached({ ...request, path: OriginPath + request.path });
  };
  if (bucket) return below(bucketOrigin(s3, bucket, bucketAdmits(deployment, bucket.ref, asker)));
  if (url) return below(functionUrlOrigin(deployment, url, asker, invoke));
  throw new Error(
    `${whose} is ${origin.DomainName}, which is no bucket and no function URL of the templates.`,
  );
}

/** The bucket of a host name; undefined when no stack declares it. */
export const bucketOf = (deployment: Deployment, host: string): Resource | undefined =>
  deployment
    .ofType<Record<string, unknown>>('AWS::S3::Bucket')
    .find(({ attributes }) => [attributes.RegionalDomainName, attributes.DomainName].includes(host));

function checkAccessControl(
  deployment: Deployment,
  { OriginAccessControlId, S3OriginConfig }: OriginProperties,
  type: 's3' | 'lambda',
  whose: string,
): void {
  if (S3OriginConfig?.OriginAccessIdentity) {
    throw new Error(`${whose} has an OriginAccessIdentity, which the local run does not know.`);
  }
  const declared = deployment
    .ofType<{ OriginAccessControlConfig: AccessControl }>('AWS::CloudFront::OriginAccessControl')
    .find(({ ref }) => ref === OriginAccessControlId);
  if (!declared)
    throw new Error(`${whose} has no OriginAccessControl, so that CloudFront is let in nowhere.`);
  const { OriginAccessControlOriginType, SigningBehavior, SigningProtocol } =
    declared.properties.OriginAccessControlConfig;
  const signs = SigningBehavior === 'always' && SigningProtocol === 'sigv4';
  if (!signs || OriginAccessControlOriginType !== type) {
    throw new Error(`${whose} needs an OriginAccessControl of type ${type} that always signs with sigv4.`);
  }
}
