import { describe, expect, it } from 'vitest';
import { createClient } from '../../../client/client.ts';
import { createKeyed } from '../../../web/page/keyed.ts';

const refusal = () => Response.json({ code: 'Forbidden', message: 'm' }, { status: 403 });

/** A client before a service that takes one key, and a person who gives keys when they are let to. */
function given(good: string, keys: string[]) {
  const sent: [url: string, key: string | null][] = [];
  let asked = 0;
  let answer: (() => void) | undefined;
  const keyed = createKeyed({
    key: 'old',
    request: async (input, init) => {
      const key = new Headers(init?.headers).get('x-api-key');
      sent.push([String(input), key]);
      return key === good ? Response.json({ metadata: [], preSignedUrls: [] }) : refusal();
    },
    renew: () => {
      asked += 1;
      return new Promise((resolve) => {
        answer = () => resolve(keys.shift()!);
      });
    },
  });
  const client = createClient({ baseUrl: 'https://api.test/v1', apiKey: 'old', fetch: keyed.fetch });
  const settle = () => new Promise((resolve) => setTimeout(resolve));
  return {
    keyed,
    client,
    sent,
    settle,
    asked: () => asked,
    give: async () => {
      answer?.();
      await settle();
    },
  };
}

describe('a key that is refused', () => {
  it('is asked for anew once, whatever calls it is refused to, and they go on', async () => {
    const { client, settle, asked, give, sent } = given('new', ['new']);
    const polling = client.list({}, { retries: 0 }).next();
    const saving = client.update('0b9c2f4e-6f3a-4a55-9d0e-4c1a2b3c4d5e', { title: 'Dusk' });
    await settle();
    const later = client.list().next();
    await settle();
    expect([asked(), sent.length]).toEqual([1, 2]);
    await give();
    await Promise.all([polling, saving, later]);
    expect(asked()).toBe(1);
    expect(sent.slice(2).map(([, key]) => key)).toEqual(['new', 'new', 'new']);
  });

  it('is asked for again when the next one is refused too', async () => {
    const { client, settle, asked, give } = given('good', ['bad', 'good']);
    const polling = client.list().next();
    await settle();
    await give();
    expect(asked()).toBe(2);
    await give();
    await expect(polling).resolves.toMatchObject({ done: false });
  });

  it('holds no call that is stopped, and none of a page that is left', async () => {
    const { client, settle, asked } = given('new', []);
    const stop = new AbortController();
    const polling = client.list({}, { signal: stop.signal }).next();
    await settle();
    stop.abort(new Error('stopped'));
    await expect(polling).rejects.toThrow('stopped');
    const id = '0b9c2f4e-6f3a-4a55-9d0e-4c1a2b3c4d5e';
    const leaving = client.remove(id, { retries: 0, keepalive: true });
    await expect(leaving).rejects.toMatchObject({ code: 'Forbidden' });
    expect(asked()).toBe(1);
  });
});

it('a request that the firewall refuses is answered so, and no key is asked for', async () => {
  let asked = 0;
  const { fetch } = createKeyed({
    key: 'k',
    request: async () => Response.json({ code: 'FirewallRefused', message: 'm' }, { status: 403 }),
    renew: async () => String(asked++),
  });
  const client = createClient({ baseUrl: 'https://api.test/v1', apiKey: 'k', fetch });
  await expect(client.list().next()).rejects.toMatchObject({ code: 'FirewallRefused' });
  expect(asked).toBe(0);
});

it('a key goes to the API alone, and is the present one', async () => {
  const { keyed, client, sent } = given('new', []);
  keyed.change('new');
  await client.list().next();
  await keyed.fetch('https://bucket.test/a', { method: 'PUT' });
  expect(sent).toEqual([
    ['https://api.test/v1/metadata', 'new'],
    ['https://bucket.test/a', null],
  ]);
});
