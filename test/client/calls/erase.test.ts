import { afterEach, describe, expect, it } from 'vitest';
import { createClient } from '../../../client/client.ts';
import { type ScriptedServer, startScriptedServer } from '../scripted-server.ts';

const ID = '0b9c2f4e-6f3a-4a55-9d0e-4c1a2b3c4d5e';

let server: ScriptedServer;
afterEach(() => server.stop());

async function given(access: { apiKey: string } | { token: () => Promise<string> }) {
  server = await startScriptedServer(() => ({ status: 202 }));
  return createClient({ baseUrl: `${server.url}/v1`, ...access });
}

const asked = () => server.requests.map(({ method, path }) => `${method} ${path}`);

describe('erasing', () => {
  it('asks for a record, or for all of an owner', async () => {
    const client = await given({ apiKey: 'key' });
    await client.remove(ID, { erase: true });
    await client.remove(ID, { erase: true, userId: 'ann & co' });
    await client.eraseAll({ userId: 'ann & co' });
    expect(asked()).toEqual([
      `DELETE /v1/metadata/${ID}?erase=true`,
      `DELETE /v1/metadata/${ID}?userId=ann+%26+co&erase=true`,
      'DELETE /v1/metadata?userId=ann+%26+co&erase=true',
    ]);
  });

  it('asks for all of one’s own, by a token', async () => {
    const client = await given({ token: async () => 'token' });
    await client.eraseAll();
    expect(asked()).toEqual(['DELETE /v1/my/metadata?erase=true']);
  });
});
