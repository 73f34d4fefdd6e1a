import { element, parent } from '../s3/http/xml.ts';

/** Names in lower case. */
export type Headers = Record<string, string>;

/** An answer of CloudFront, of its function, or of an origin. */
export interface Answer {
  status: number;
  headers: Headers;
  body: Buffer;
}

/** Why a viewer is not let in. */
export interface Refusal {
  code: 'AccessDenied' | 'InvalidKey' | 'MalformedPolicy' | 'MalformedSignature' | 'MissingKey';
  message: string;
}

/** CloudFront's answer to a URL that is not signed as it must be. */
export function refused({ code, message }: Refusal): Answer {
  const error = parent('Error', [element('Code', code), element('Message', message)]);
  const body = Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>${error}`);
  return { status: 403, headers: { 'content-type': 'text/xml' }, body };
}

/**
 * CloudFront's answer to what it cannot do.
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/troubleshooting-response-errors.html
 * @param why - one sentence for a person
 */
export function unsatisfied(status: 400 | 403 | 502 | 503 | 504, why: string): Answer {
  const body = Buffer.from(`ERROR: The request could not be satisfied. ${why}\n`);
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8' }, body };
}
