import { expect, it, onTestFinished } from 'vitest';
import type { ServiceCall } from '../../../local/calls.ts';
import { createCache } from '../../../local/cloudfront/cache.ts';
import { serveInvalidations } from '../../../local/cloudfront/invalidations.ts';
import { createIdentities, type Identities } from '../../../local/iam/identities.ts';

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

/** As the SDK sends it. */
async function invalidate(
  endpoint: string,
  caller: Pick<ReturnType<Identities['assumeRole']>, 'accessKeyId'>,
  paths: string[],
  { id = ID, quantity = paths.length } = {},
) {
  const response = await fetch(`${endpoint}/2020-05-31/distribution/${id}/invalidation`, {
    method: 'POST',
    headers: {
      authorization: `AWS4-HMAC-SHA256 Credential=${caller.accessKeyId}/20261127/us-east-1/cloudfront/aws4_request, SignedHeaders=host, Signature=0`,
      'content-type': 'application/xml',
    },
    body: `<?xml version="1.0" encoding="UTF-8"?><InvalidationBatch xmlns="http://cloudfront.amazonaws.com/doc/2020-05-31/"><Paths><Quantity>${quantity}</Quantity><Items>${paths
      .map((path) => `<Path>${path}</Path>`)
      .join('')}</Items></Paths><CallerReference>erasure-1</CallerReference></InvalidationBatch>`,
  });
  return { status: response.status, location: response.headers.get('location'), body: await response.text() };
}

it('takes what begins with a path out of the cache, and nothing else', async () => {
  const { endpoint, cleaner, calls, left } = await given();
  const { status, location, body } = await invalidate(endpoint, cleaner(), ['/i/a/*']);
  expect(status).toBe(201);
  expect(body).toMatch(/<Invalidation xmlns="[^"]+"><Id>I[0-9A-F]{13}<\/Id><Status>Completed<\/Status>/);
  expect(location).toBe(
    `${endpoint}/2020-05-31/distribution/${ID}/invalidation/${/<Id>(\w+)/.exec(body)![1]}`,
  );
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
  const { status, body } = await invalidate(endpoint, cleaner(action, resource), ['/i/a/*']);
  expect(status).toBe(403);
  expect(body).toContain('<Code>AccessDenied</Code>');
  expect(left()).toHaveLength(3);
  expect(calls).toMatchObject([{ refused: true }]);
});

it('is refused to a key that nobody has', async () => {
  const { endpoint, left } = await given();
  const { status, body } = await invalidate(endpoint, { accessKeyId: 'ASIANOBODY' }, ['/i/a/*']);
  expect({ status, body }).toEqual({
    status: 403,
    body: expect.stringContaining('<Code>InvalidClientTokenId</Code>'),
  });
  expect(left()).toHaveLength(3);
});

it.each<[string, string[], { id?: string; quantity?: number }, string]>([
  ['a distribution that there is not', ['/i/a/*'], { id: 'EOTHER' }, 'NoSuchDistribution'],
  ['no path', [], {}, 'InvalidArgument'],
  ['another number of paths than it says', ['/i/a/*'], { quantity: 2 }, 'InvalidArgument'],
  ['a path that does not begin at the root', ['i/a/*'], {}, 'InvalidArgument'],
  ['an asterisk within a path', ['/i/*/1'], {}, 'InvalidArgument'],
])('is refused with %s', async (_, paths, options, code) => {
  const { endpoint, cleaner, left } = await given();
  const everywhere = cleaner('cloudfront:CreateInvalidation', '*');
  const { status, body } = await invalidate(endpoint, everywhere, paths, options);
  expect(status).toBeGreaterThanOrEqual(400);
  expect(body).toContain(`<Code>${code}</Code>`);
  expect(left()).toHaveLength(3);
});
