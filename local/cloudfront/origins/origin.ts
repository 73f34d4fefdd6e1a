import type { Answer, Headers } from '../answer.ts';

/** What CloudFront asks an origin for: with GET, also where the viewer asks by HEAD. */
export interface OriginRequest {
  /** Path as it is sent, with what comes before it at the origin. */
  path: string;
  /** With its `?`, where there is anything. */
  query: string;
  headers: Headers;
  /** Address of the viewer. */
  ip: string;
}

/** @throws Error when the origin cannot be reached */
export type Origin = (request: OriginRequest) => Promise<Answer>;

/** How a template declares one. */
export interface OriginProperties {
  Id: string;
  DomainName: string;
  OriginPath?: string;
  OriginAccessControlId?: string;
  S3OriginConfig?: { OriginAccessIdentity?: string };
  CustomOriginConfig?: { OriginReadTimeout?: number | string };
}

/** By whom origins are asked: the account, and the distribution by its ARN. */
export interface Asker {
  distributionArn: string;
  accountId: string;
}

/** The service that signs the requests to origins. */
export const SERVICE = 'cloudfront.amazonaws.com';
