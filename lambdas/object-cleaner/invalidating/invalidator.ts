import { type CloudFrontClient, CreateInvalidationCommand } from '@aws-sdk/client-cloudfront';
import { cloudFrontClient } from '../../shared/aws/cloudfront.ts';
import { PATIENCE } from '../patience.ts';

/*
 * A bundle of its own, which is loaded when something is erased: CloudFront's client would lengthen every cold start.
 */

/** CloudFront has as much to do as it takes at once: 15 paths with a wildcard, or requests of a second. */
const BUSY = ['TooManyInvalidationsInProgress', 'Throttling', 'ThrottlingException'];

/**
 * Has CloudFront forget what lies under a path. Needs CreateInvalidation on the distribution.
 * @param path - `/…/*`
 * @param reference - the same for the same wish: CloudFront does it once
 * @returns false when CloudFront is to be asked again later
 */
export async function createInvalidation(
  DistributionId: string,
  path: string,
  reference: string,
  client: Pick<CloudFrontClient, 'send'> = cloudFrontClient(PATIENCE),
): Promise<boolean> {
  const InvalidationBatch = { CallerReference: reference, Paths: { Quantity: 1, Items: [path] } };
  try {
    await client.send(new CreateInvalidationCommand({ DistributionId, InvalidationBatch }));
    return true;
  } catch (error) {
    if (BUSY.includes((error as Error).name)) return false;
    throw error;
  }
}
