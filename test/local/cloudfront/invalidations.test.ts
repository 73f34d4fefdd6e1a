import { CloudFrontClient, CreateInvalidationCommand } from '@aws-sdk/client-cloudfront';
import { expect, it, onTestFinished } from 'vitest';
import type { ServiceCall } from '../../../local/calls.ts';
import { createCache } from '../../../local/cloudfront/cache.ts';
import { serveInvalidations } from '../../../local/cloudfront/invalidations.ts';
import { type Credentials, createIdentities } from '../../../local/iam/identities.ts';

const ID = 'E1ABCDEFGHIJKL';
const RESOURCE = `arn:aws:cloudfront::000000000000:distribution/${ID}`;

/** A cache with two images of one record, and one of another. */
async function given() {
  const identities = createIdentities();
  const cache = createCache(() => 0);
  for (const uri of ['/i/a/1/320.webp', '/i/a/2/640.jpg', '/i/b/1/320.webp']) {
    cache.set(uri, uri, { status: 200, headers: {}, body: Buffer.alloc(0) }, 60);
  }
  const calls: ServiceCall[] = [];
  const { endpoint, close } = await serveInvalidations({
    accountId: '000000000000',
    identities,
    caches: new Map([[ID, cache]]),
    onCall: (call) => calls.push(call),
  });
  onTestFinished(close);
  const cleaner = (action = 'cloudfront:CreateInvalidation', Resource = RESOURCE) =>
    identities.assumeRole('ObjectCleaner', [{ Effect: 'Allow', Action: action, Resource }]);
  const left = () => ['/i/a/1/320.webp', '/i/a/2/640.jpg', '/i/b/1/320.webp'].filter((key) => cache.get(key));
  return { endpoint, cleaner, calls, left };
}

function invalidate(
  endpoint: string,
  credentials: Credentials,
  Items: string[],
  { id = ID, quantity = Items.length } = {},
) {
  const client = new CloudFrontClient({ endpoint, region: 'us-east-1', credentials, maxAttempts: 1 });
  onTestFinished(() => client.destroy());
  return client.send(
    new CreateInvalidationCommand({
      DistributionId: id,
      InvalidationBatch: { CallerReference: 'erasure-1', Paths: { Quantity: quantity, Items } },
    }),
  );
}

it('takes what begins with a path out of the cache, and nothing else', async () => {
  const { endpoint, cleaner, calls, left } = await given();
  const { Location, Invalidation } = await invalidate(endpoint, cleaner(), ['/i/a/*']);
  expect(Invalidation).toEqual({
    Id: expect.stringMatching(/^I[0-9A-F]{13}$/),
    Status: 'Completed',
    CreateTime: expect.any(Date),
    InvalidationBatch: { CallerReference: 'erasure-1', Paths: { Quantity: 1, Items: ['/i/a/*'] } },
  });
  expect(Location).toBe(`${endpoint}/2020-05-31/distribution/${ID}/invalidation/${Invalidation!.Id}`);
  expect(left()).toEqual(['/i/b/1/320.webp']);
  expect(calls).toEqual([
    { function: 'ObjectCleaner', service: 'cloudfront', operation: 'CreateInvalidation', resource: RESOURCE },
  ]);
});

it('takes a path without an asterisk as the path of one object', async () => {
  const { endpoint, cleaner, left } = await given();
  await invalidate(endpoint, cleaner(), ['/i/a/1/320.webp', '/i/b/1/']);
  expect(left()).toEqual(['/i/a/2/640.jpg', '/i/b/1/320.webp']);
});

it.each([
  ['another action', 'cloudfront:GetInvalidation', RESOURCE],
  ['another distribution', 'cloudfront:CreateInvalidation', `${RESOURCE}X`],
])('is refused to a role that has the permission for %s', async (_, action, resource) => {
  const { endpoint, cleaner, calls, left } = await given();
  await expect(invalidate(endpoint, cleaner(action, resource), ['/i/a/*'])).rejects.toMatchObject({
    name: 'AccessDenied',
    message: expect.stringContaining(
      `not authorized to perform: cloudfront:CreateInvalidation on resource: ${RESOURCE}`,
    ),
  });
  expect(left()).toHaveLength(3);
  expect(calls).toMatchObject([{ refused: true }]);
});

it('is refused to a key that nobody has', async () => {
  const { endpoint, left } = await given();
  const nobody = { accessKeyId: 'ASIANOBODY', secretAccessKey: 'x' };
  await expect(invalidate(endpoint, nobody, ['/i/a/*'])).rejects.toMatchObject({
    name: 'InvalidClientTokenId',
  });
  expect(left()).toHaveLength(3);
});

it.each<[string, string[], { id?: string; quantity?: number }, string]>([
  ['a distribution that there is not', ['/i/a/*'], { id: 'EOTHER' }, 'NoSuchDistribution'],
  ['no path', [], {}, 'InvalidArgument'],
  ['another number of paths than it says', ['/i/a/*'], { quantity: 2 }, 'InvalidArgument'],
  ['a path that does not begin at the root', ['i/a/*'], {}, 'InvalidArgument'],
  ['an asterisk within a path', ['/i/*/1'], {}, 'InvalidArgument'],
])('is refused with %s', async (_, paths, options, name) => {
  const { endpoint, cleaner, left } = await given();
  const everywhere = cleaner('cloudfront:CreateInvalidation', '*');
  await expect(invalidate(endpoint, everywhere, paths, options)).rejects.toMatchObject({ name });
  expect(left()).toHaveLength(3);
});
