import { Webhook } from 'standardwebhooks';
import { afterEach, describe, expect, it } from 'vitest';
import { EVENT_EXAMPLES } from '../../../contract/openapi/examples.ts';
import { type Listening, listen } from '../../../tools/webhooks/listen.ts';
import { newSecret } from '../../../tools/webhooks/secret.ts';

const SECRET = newSecret();
let listening: Listening | undefined;
afterEach(() => listening?.stop());

async function given(secret: string | undefined = SECRET) {
  const lines: string[] = [];
  listening = await listen({ port: 0, secret, onLine: (line) => lines.push(line) });
  const post = async (body: string, by = SECRET) => {
    const now = new Date();
    const answer = await fetch(`${listening!.url}any/path`, {
      method: 'POST',
      body,
      headers: {
        'webhook-id': 'a',
        'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
        'webhook-signature': new Webhook(by).sign('a', now, body),
      },
    });
    return answer.status;
  };
  return { lines, post };
}

describe('the receiver of the laptop', () => {
  it('tells each event in a line', async () => {
    const { lines, post } = await given();
    for (const event of [EVENT_EXAMPLES.ready, EVENT_EXAMPLES.test])
      expect(await post(JSON.stringify(event))).toBe(204);
    expect(lines).toEqual([
      expect.stringMatching(
        /^\d\d:\d\d:\d\d {2}image\.ready {12}0b9c2f4e-\S+ {2}v2 {2}holiday\.jpg {2}3024×4032$/,
      ),
      expect.stringMatching(/^\d\d:\d\d:\d\d {2}webhook\.test$/),
    ]);
  });

  it('refuses what is signed by another secret, and says why', async () => {
    const { lines, post } = await given();
    expect(await post('{"type":"webhook.test"}', newSecret())).toBe(400);
    expect(lines[0]).toContain('refused: No signature is of this body');
  });

  it('says of each event that it is not verified, without a secret', async () => {
    listening = undefined;
    const lines: string[] = [];
    listening = await listen({ port: 0, onLine: (line) => lines.push(line) });
    const answer = await fetch(listening.url, { method: 'POST', body: '{"type":"webhook.test"}' });
    expect([answer.status, lines[0]]).toEqual([204, expect.stringContaining('webhook.test  (not verified')]);
    expect((await fetch(listening.url, { method: 'POST', body: 'x' })).status).toBe(400);
    expect((await fetch(listening.url)).status).toBe(405);
  });

  it('writes nothing to the terminal that moves its cursor', async () => {
    const { lines, post } = await given();
    await post(JSON.stringify({ ...EVENT_EXAMPLES.ready, id: '\u001b[2J\u202e\n' }));
    expect(lines[0]).not.toMatch(/\p{C}/u);
  });
});
