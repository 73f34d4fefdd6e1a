import { afterEach } from 'vitest';
import { createClient } from '../../../client/client.ts';
import { type Respond, type ScriptedServer, startScriptedServer } from '../scripted-server.ts';

/** Of the present test. */
export let server: ScriptedServer;
afterEach(() => server.stop());

/** A service that answers as told. */
export async function givenServer(respond: Respond): Promise<void> {
  server = await startScriptedServer(respond);
}

/** A client of one. */
export async function givenService(respond: Respond, options: { retries?: number; timeoutMs?: number } = {}) {
  await givenServer(respond);
  return createClient({ baseUrl: `${server.url}/v1/`, apiKey: 'secret', ...options });
}

export const ticket = { metadata: { id: 'a' }, preSignedUrl: { url: 'http://example.test' } };
/** An error as the service answers it. */
export const refusal = (status: number, code: string, headers: Record<string, string> = {}) => ({
  status,
  headers,
  json: { message: 'No.', code, requestId: 'r-1' },
});
