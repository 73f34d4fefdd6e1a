import { getSignedUrl } from '@aws-sdk/cloudfront-signer';
import { describe, expect, it } from 'vitest';
import { FOLDER, givenImages } from './support/given-images.ts';
import { HOUR, newKeys, policyOf, queryOf, type SigningKey, signature, signed } from './support/sign.ts';

describe('the headers of a distribution', () => {
  it('are on images, on errors, and on what the edge function answers; those of the answer stay', async () => {
    const images = await givenImages();
    const query = signature(images);
    const answers = [`${FOLDER}640?${query}`, `${FOLDER}640`, `/?${query}`].map((path) =>
      images.ask(path, { origin: 'https://app.example' }),
    );
    const headers = (await Promise.all(answers)).map((answer) => answer.headers);
    for (const one of headers) {
      expect(one).toMatchObject({
        'x-content-type-options': 'nosniff',
        'access-control-allow-origin': 'https://app.example',
        vary: 'Origin',
      });
    }
    expect(headers[0]!['cache-control']).toBe('private, max-age=600, immutable');
  });

  it('let no other origin read', async () => {
    const images = await givenImages();
    const { headers } = await images.ask(`${FOLDER}640?${signature(images)}`, {
      origin: 'https://other.example',
    });
    expect(headers['access-control-allow-origin']).toBeUndefined();
  });
});

describe('signatures', () => {
  it('of every trusted key are taken, of RSA by SHA-1 too', async () => {
    const images = await givenImages({ pairs: [newKeys.ec(), newKeys.rsa()] });
    const rsa = queryOf(
      signed(policyOf(`${images.origin}${FOLDER}*`, Date.now() + HOUR), images.keys[1]!, 'SHA1'),
    );
    for (const query of [signature(images), signature(images, Date.now(), 1), rsa]) {
      expect((await images.ask(`${FOLDER}640?${query}`)).status).toBe(200);
    }
  });

  it('are those of AWS’s own signer: by a policy for all widths, or by an end for one URL', async () => {
    const images = await givenImages();
    const [{ id: keyPairId, privateKey }] = images.keys as [SigningKey];
    const key = { keyPairId, privateKey: String(privateKey.export({ type: 'pkcs8', format: 'pem' })) };
    const until = Date.now() + HOUR;
    const url = `${images.origin}${FOLDER}640`;
    const custom = getSignedUrl({ url, ...key, policy: policyOf(`${images.origin}${FOLDER}*`, until) });
    const canned = getSignedUrl({ url, ...key, dateLessThan: new Date(until) });
    const statusOf = async (signedUrl: string) =>
      (await images.ask(signedUrl.slice(images.origin.length))).status;
    const wider = (signedUrl: string) => signedUrl.replace('/640?', '/960?');
    expect(await Promise.all([custom, wider(custom), canned, wider(canned)].map(statusOf))).toEqual([
      200, 200, 200, 403,
    ]);
  });

  it('are not asked for where no key group is trusted', async () => {
    const images = await givenImages({
      change: (resources) => {
        const { DistributionConfig } = resources.Images!.Properties as {
          DistributionConfig: { DefaultCacheBehavior: { TrustedKeyGroups?: unknown } };
        };
        delete DistributionConfig.DefaultCacheBehavior.TrustedKeyGroups;
        return resources;
      },
    });
    expect((await images.ask(`${FOLDER}640`)).status).toBe(200);
  });

  it('say in XML why they are refused', async () => {
    const images = await givenImages();
    const missing = await images.ask(`${FOLDER}640`);
    expect(missing.body).toContain('<Error><Code>MissingKey</Code>');
    const expired = await images.ask(`${FOLDER}640?${signature(images, Date.now() - 2 * HOUR)}`);
    expect(expired.body).toContain('<Error><Code>AccessDenied</Code>');
  });
});
