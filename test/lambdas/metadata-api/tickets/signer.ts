import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { expect } from 'vitest';
import { bucketAddress } from '../../../../lambdas/metadata-api/tickets/bucket-address.ts';
import { ObjectUrls } from '../../../../lambdas/metadata-api/tickets/object-urls.ts';
import { expectedSignature } from '../support/sigv4.ts';

const DOMAIN_NAME = 'the-bucket.s3.eu-central-1.amazonaws.com';
const SECRET = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';
export const ID = '0b9c2f4e-6f3a-4a55-9d0e-4c1a2b3c4d5e';

export function signer(
  expiresIn = 3600,
  credentials: { sessionToken?: string; expiration?: Date } = {},
): ObjectUrls {
  const client = new DynamoDBClient({
    region: 'eu-central-1',
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: SECRET, ...credentials },
  });
  return new ObjectUrls(client.config, bucketAddress('the-bucket', DOMAIN_NAME), expiresIn);
}

export function expectValid(method: string, text: string, headers: Record<string, string> = {}): URL {
  const url = new URL(text);
  expect(url.searchParams.get('X-Amz-Signature')).toBe(expectedSignature(method, url, headers, SECRET));
  return url;
}
