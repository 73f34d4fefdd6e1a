import { createVerify, generateKeyPairSync } from 'node:crypto';
import type { SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { loadSigner } from '../../../../lambdas/metadata-api/delivery/signer.ts';
import { renditionFolder } from '../../../../lambdas/shared/delivery/rendition.ts';
import type { DeliverySettings } from '../../../../lambdas/shared/delivery/settings.ts';
import { extractMetrics } from '../../support/embedded-metrics.ts';
import { Harness } from '../support/harness.ts';
import { TestTable } from '../support/table.ts';

const pair = () =>
  generateKeyPairSync('ec', {
    namedCurve: 'prime256v1',
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
const { publicKey, privateKey } = pair();

const KEY = { id: 'K2JCJMDEHXQW5F', publicKeyPem: publicKey, parameter: '/image-intake/dev/delivery' };
const DELIVERY: DeliverySettings = {
  origin: 'https://d111111abcdef8.cloudfront.net',
  widths: [320, 640, 1280],
  key: KEY,
};

/** SSM with what the parameter holds. */
const ssmWith = (answer: () => Promise<string>) =>
  ({
    send: async ({ input }: { input: object }) => {
      expect(input).toEqual({ Name: KEY.parameter, WithDecryption: true });
      return { Parameter: { Value: await answer() } };
    },
  }) as unknown as Pick<SSMClient, 'send'>;

const table = await TestTable.start();
afterAll(() => table.stop());

const apiWith = (
  delivery: DeliverySettings | undefined,
  answer: () => Promise<string> = async () => privateKey,
) => new Harness(table, { delivery }, () => loadSigner(KEY, ssmWith(answer)));

async function deliveryOf(api: Harness, image: object = { width: 1000 }) {
  const id = await api.create();
  const key = await api.accept(id, image);
  const { body } = await api.call('GET', `/metadata/${id}`);
  return { id, key, ...body.preSignedUrl };
}

const decoded = (text: string) =>
  Buffer.from(
    text.replace(/[-_~]/g, (one) => ({ '-': '+', _: '=', '~': '/' })[one]!),
    'base64',
  );

describe('a GET URL of a stage that delivers images', () => {
  it('has one of every width beside it, signed for this very upload by the stage’s key', async () => {
    const { key, delivery, expiresAt } = await deliveryOf(apiWith(DELIVERY));
    const folder = `${DELIVERY.origin}/${renditionFolder({ key, versionId: undefined })}`;
    const [path, query] = delivery.url.split('?');
    expect(path).toBe(`${folder}{width}`);
    const signed = new URLSearchParams(query);
    expect(signed.get('Key-Pair-Id')).toBe(KEY.id);
    expect(signed.get('Hash-Algorithm')).toBe('SHA256');
    const policy = decoded(signed.get('Policy')!);
    expect(JSON.parse(policy.toString())).toEqual({
      Statement: [
        {
          Resource: `${folder}*`,
          Condition: { DateLessThan: { 'AWS:EpochTime': delivery.expiresAt / 1000 } },
        },
      ],
    });
    const verifier = createVerify('sha256').update(policy);
    expect(verifier.verify(publicKey, decoded(signed.get('Signature')!))).toBe(true);
    expect(delivery.expiresAt).toBe(expiresAt);
  });

  it('names another path for another version under the same key', async () => {
    const api = apiWith(DELIVERY);
    const paths = await Promise.all(
      ['a', 'b'].map(async (versionId) => {
        const id = await api.create();
        const key = await api.accept(id, { versionId, width: 9 });
        const { body } = await api.call('GET', `/metadata/${id}`);
        return [key, new URL(body.preSignedUrl.delivery.url).pathname.split('/')[3]!.slice(22)];
      }),
    );
    expect(paths[0]![1]).not.toBe(paths[1]![1]);
  });

  it.each([
    [100, [100]],
    [320, [320]],
    [321, [320, 321]],
    [1000, [320, 640, 1000]],
    [1280, [320, 640, 1280]],
    [5000, [320, 640, 1280]],
  ])('offers an image of %i pixels in no width beyond its own: %j', async (width, widths) => {
    expect((await deliveryOf(apiWith(DELIVERY), { width })).delivery.widths).toEqual(widths);
  });

  it('is the same for all who ask within its period, in a list too', async () => {
    const api = apiWith(DELIVERY);
    const { id, delivery } = await deliveryOf(api);
    const { body } = await api.call('GET', `/metadata/${id}`);
    expect(body.preSignedUrl.delivery).toEqual(delivery);
    const listed = (await api.call('GET', '/metadata?limit=100')).body;
    expect(listed.preSignedUrls).toContainEqual(expect.objectContaining({ id, delivery }));
  });

  it('needs no signature where images are public, and then no key', async () => {
    const { key: _, ...open } = DELIVERY;
    const { key, delivery } = await deliveryOf(apiWith(open, () => Promise.reject(new Error('never asked'))));
    expect(delivery).toEqual({
      url: `${DELIVERY.origin}/${renditionFolder({ key, versionId: undefined })}{width}`,
      widths: [320, 640, 1000],
    });
  });

  it('is as it was where the stage delivers none', async () => {
    expect(await deliveryOf(apiWith(undefined))).not.toHaveProperty('delivery');
  });

  it('is not on a ticket', async () => {
    const api = apiWith(DELIVERY);
    const { id } = await deliveryOf(api);
    const { body } = await api.call('PUT', `/metadata/${id}`, { body: { title: 'x' } });
    expect(body.preSignedUrl).not.toHaveProperty('delivery');
  });
});

describe('where the key cannot be had', () => {
  afterEach(() => vi.restoreAllMocks());

  it.each([
    [
      'SSM refuses',
      () => Promise.reject(Object.assign(new Error(`no: ${privateKey}`), { name: 'AccessDenied' })),
    ],
    ['there is nothing', async () => ''],
    ['it is no key', async () => 'a secret that nobody should see'],
    ['it is another pair’s', async () => pair().privateKey],
  ])(
    'since %s, answers come without delivery, and it is told and counted without what was read',
    async (_, answer) => {
      const api = apiWith(DELIVERY, answer as () => Promise<string>);
      const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
      const got = await deliveryOf(api);
      expect(got).not.toHaveProperty('delivery');
      expect(got.url).toContain('X-Amz-Signature');
      const written = write.mock.calls.map(([line]) => String(line)).filter((line) => line.includes('_aws'));
      write.mockRestore();
      const [[, { error }]] = api.log.filter(([message]) => message === 'delivery without a key') as [
        [string, { error: Error }],
      ];
      expect(error.message).toContain(KEY.parameter);
      expect(JSON.stringify(api.log.map(String)) + error.stack).not.toMatch(/PRIVATE KEY|nobody should see/);
      expect(written.flatMap(extractMetrics)).toContainEqual(
        expect.objectContaining({ name: 'DeliveryUnavailable', value: 1 }),
      );
    },
  );

  it('it is asked for once by all who want it at the same time', async () => {
    let asked = 0;
    const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    const api = apiWith(DELIVERY, async () => {
      asked += 1;
      await new Promise((resolve) => setTimeout(resolve, 20));
      throw new Error('down');
    });
    const id = await api.create();
    await api.accept(id, { width: 9 });
    await Promise.all(Array.from({ length: 20 }, () => api.call('GET', `/metadata/${id}`)));
    write.mockRestore();
    expect(asked).toBe(1);
    expect(api.log.filter(([message]) => message === 'delivery without a key')).toHaveLength(1);
  });

  it('it is asked for again a while later, and then all is well', async () => {
    let asked = 0;
    let down = true;
    const api = apiWith(DELIVERY, async () => {
      asked += 1;
      if (down) throw new Error('down');
      return privateKey;
    });
    const { id } = await deliveryOf(api);
    const again = async () => (await api.call('GET', `/metadata/${id}`)).body.preSignedUrl;
    down = false;
    expect(await again()).not.toHaveProperty('delivery');
    expect(asked).toBe(1);
    const later = Date.now() + 11_000;
    vi.spyOn(Date, 'now').mockImplementation(() => later);
    expect(await again()).toHaveProperty('delivery');
    await again();
    expect(asked).toBe(2);
  });
});
