import fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { verifyWebhook, WebhookError } from '../../../client/server/webhooks.ts';
import { EVENT_EXAMPLES } from '../../../contract/openapi/examples.ts';

const NOW = 1_767_225_605_000;
const secretOf = (fill: number) => `whsec_${Buffer.alloc(32, fill).toString('base64')}`;
const SECRET = secretOf(1);
const BODY = JSON.stringify(EVENT_EXAMPLES.ready);

/** A webhook as the public library signs it. */
function webhook({ body = BODY, by = [SECRET], id = 'msg_1', at = NOW } = {}) {
  const signatures = by.map((secret) => new Webhook(secret).sign(id, new Date(at), body));
  return {
    body,
    headers: {
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at / 1000)),
      'webhook-signature': signatures.join(' '),
    } as Record<string, string>,
  };
}
const verify = (
  request: Parameters<typeof verifyWebhook>[0],
  secrets: Parameters<typeof verifyWebhook>[1] = SECRET,
  options: Parameters<typeof verifyWebhook>[2] = {},
) => verifyWebhook(request, secrets, { now: () => NOW, ...options });

describe('a webhook', () => {
  it.each([
    ['a Request', () => new Request('https://a.example/', { method: 'POST', ...webhook() })],
    ['the text of a body', () => webhook()],
    ['the bytes of a body', () => ({ ...webhook(), body: Buffer.from(BODY) })],
    ['Headers', () => ({ body: BODY, headers: new Headers(webhook().headers) })],
    [
      'headers as they came',
      () => ({
        body: BODY,
        headers: Object.fromEntries(
          Object.entries(webhook().headers).map(([name, value]) => [name.toUpperCase(), [value]]),
        ),
      }),
    ],
  ])('is read from %s', async (_, request) => {
    await expect(verify(request())).resolves.toEqual(EVENT_EXAMPLES.ready);
  });

  it('is believed with one good signature of several, and one good secret of several', async () => {
    const [old, other] = [secretOf(2), secretOf(3)];
    await expect(verify(webhook({ by: [other, SECRET] }))).resolves.toBeDefined();
    await expect(verify(webhook({ by: [SECRET] }), [old, SECRET])).resolves.toBeDefined();
    await expect(verify(webhook({ by: [other, old] }), [old, SECRET])).resolves.toBeDefined();
    const { body, headers } = webhook();
    const foreign = `v1a,${Buffer.alloc(64).toString('base64')} v2,x nonsense`;
    headers['webhook-signature'] = `${foreign} ${headers['webhook-signature']}`;
    await expect(verify({ body, headers })).resolves.toBeDefined();
  });

  it.each([-300, 0, 300])('is believed %d seconds off', async (seconds) => {
    await expect(verify(webhook({ at: NOW + 1000 * seconds }))).resolves.toBeDefined();
  });

  it.each<[string, number, string]>([
    ['old', -302, 'The webhook-timestamp is too old.'],
    ['of the future', 302, 'The webhook-timestamp is in the future.'],
  ])('that is %s is refused, however well it is signed', async (_, seconds, message) => {
    const late = webhook({ at: NOW + 1000 * seconds });
    await expect(verify(late)).rejects.toEqual(new WebhookError('BadTimestamp', message));
    await expect(verify(late, SECRET, { toleranceSeconds: 600 })).resolves.toBeDefined();
  });

  it.each<[string, () => Parameters<typeof verify>[0], string]>([
    ['without an id', () => without('webhook-id'), 'MissingHeader'],
    ['without a time', () => without('webhook-timestamp'), 'MissingHeader'],
    ['without a signature', () => without('webhook-signature'), 'MissingHeader'],
    ['at no time', () => changed('webhook-timestamp', 'NaN'), 'BadTimestamp'],
    ['at a time in hexadecimal', () => changed('webhook-timestamp', '0x6955b945'), 'BadTimestamp'],
    ['at another time', () => changed('webhook-timestamp', String(NOW / 1000 + 1)), 'BadSignature'],
    ['of another id', () => changed('webhook-id', 'msg_2'), 'BadSignature'],
    ['with an empty signature', () => changed('webhook-signature', 'v1,'), 'BadSignature'],
    [
      'with a signature of another version',
      () => changed('webhook-signature', signature().replace('v1', 'v2')),
      'BadSignature',
    ],
    ['with half a signature', () => changed('webhook-signature', signature().slice(0, 24)), 'BadSignature'],
    ['by another secret', () => webhook({ by: [secretOf(9)] }), 'BadSignature'],
    [
      'with a body that was parsed',
      () => ({ ...webhook(), body: JSON.stringify(JSON.parse(BODY), null, 1) }),
      'BadSignature',
    ],
    ['that is no JSON', () => webhook({ body: 'x' }), 'BadBody'],
    ['that is null', () => webhook({ body: 'null' }), 'BadBody'],
    ['of no type', () => webhook({ body: '{}' }), 'BadBody'],
    ['of a megabyte and more', () => webhook({ body: JSON.stringify('a'.repeat(2 ** 20)) }), 'BadBody'],
    [
      'of a megabyte and more, as a Request',
      () =>
        new Request('https://a.example/', { method: 'POST', ...webhook(), body: 'a'.repeat(2 ** 20 + 1) }),
      'BadBody',
    ],
    [
      'without a body',
      () => new Request('https://a.example/', { method: 'POST', headers: webhook().headers }),
      'BadSignature',
    ],
  ])('%s is refused', async (_, request, code) => {
    await expect(verify(request())).rejects.toMatchObject({ name: 'WebhookError', code });
  });

  it.each([
    ['an object', { type: 'x' }],
    ['nothing', undefined],
  ])('whose body is %s says what the app does wrong', async (_, body) => {
    await expect(verify({ ...webhook(), body } as never)).rejects.toThrow('before anything parsed them');
  });

  it('whose body was read says what the app does wrong', async () => {
    const request = new Request('https://a.example/', { method: 'POST', ...webhook() });
    await request.text();
    await expect(verify(request)).rejects.toThrow('The body of the request was read before.');
  });

  it.each(['', 'whsec_', 'secret', SECRET.slice(6), `${SECRET} ${SECRET}`, 'whsec_A'])(
    'is not checked by a secret that is none, and that is not told: %s',
    async (secret) => {
      await expect(verify(webhook(), secret)).rejects.toEqual(
        new TypeError('A secret must be whsec_ and base64.'),
      );
    },
  );

  it('is not checked without a secret', async () => {
    await expect(verify(webhook(), [])).rejects.toThrow(TypeError);
  });

  it('is believed with whatever bytes it was signed, and no others', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), fc.nat(), async (title, at) => {
        const body = JSON.stringify({ type: 'image.updated', title });
        const request = webhook({ body });
        await expect(verify(request)).resolves.toEqual({ type: 'image.updated', title });
        const bytes = Buffer.from(body);
        bytes[at % bytes.length]! ^= 1;
        await expect(verify({ ...request, body: bytes })).rejects.toMatchObject({ code: 'BadSignature' });
      }),
      { numRuns: 50 },
    );
  });
});

const signature = () => webhook().headers['webhook-signature']!;
const changed = (name: string, value: string) => {
  const { body, headers } = webhook();
  return { body, headers: { ...headers, [name]: value } };
};
const without = (name: string) => {
  const { body, headers } = webhook();
  const { [name]: _, ...rest } = headers;
  return { body, headers: rest };
};
