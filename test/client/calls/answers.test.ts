import { describe, expect, it } from 'vitest';
import { createClient } from '../../../client/client.ts';
import { ApiError } from '../../../client/errors.ts';
import { type Respond, startScriptedServer } from '../scripted-server.ts';
import { givenServer, givenService, server, ticket } from './given-calls.ts';

describe('what a call is answered', () => {
  it('does not repeat what cannot succeed, and tells all that the API told', async () => {
    const errors = [{ path: 'filename', message: 'is required' }];
    const client = await givenService(() => ({
      status: 400,
      json: { message: 'filename is required', code: 'ValidationFailed', requestId: 'r-9', errors },
    }));
    const error = await client.create({ filename: '' }).catch((caught) => caught);
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({
      name: 'ApiError',
      status: 400,
      code: 'ValidationFailed',
      requestId: 'r-9',
      message: 'filename is required',
      errors,
      retryable: false,
    });
    expect(server.requests).toHaveLength(1);
  });

  it('tells the current version with a 412', async () => {
    const client = await givenService(() => ({
      status: 412,
      json: { message: 'Stale.', code: 'PreconditionFailed', requestId: 'r', version: 12 },
    }));
    await expect(client.remove('a', { ifMatch: 3 })).rejects.toMatchObject({ status: 412, version: 12 });
  });

  it('makes an ApiError of an answer that is not the API’s own', async () => {
    const client = await givenService(
      () => ({ status: 502, headers: { 'x-amzn-requestid': 'gw-1' }, text: '<html>Bad gateway</html>' }),
      { retries: 0 },
    );
    await expect(client.get('a')).rejects.toMatchObject({
      status: 502,
      code: 'Http502',
      requestId: 'gw-1',
      errors: [],
    });
  });

  it.each([301, 302, 307, 308])(
    'never follows a redirect (%i) with a key: it would go along',
    async (status) => {
      const elsewhere = await startScriptedServer(() => ({ status: 200, json: ticket }));
      const respond: Respond = () => ({ status, headers: { location: `${elsewhere.url}/v1/metadata` } });
      const client = await givenService(respond);
      const failure = {
        code: 'NotJson',
        status,
        retryable: false,
        message: expect.stringContaining('baseUrl'),
      };
      await expect(client.get('a')).rejects.toMatchObject(failure);
      await expect(client.create({ filename: 'a.png' })).rejects.toMatchObject(failure);
      expect(elsewhere.requests).toEqual([]);
      // A route of an app, which may have its own idea of a slash at the end.
      const keyless = createClient({ baseUrl: server.url });
      await expect(keyless.get('a')).resolves.toEqual(ticket);
      await elsewhere.stop();
    },
  );

  it('takes what browsers make of a redirect for one', async () => {
    await givenService(() => 'drop');
    const opaque = Object.defineProperties(Response.error(), { type: { value: 'opaqueredirect' } });
    const fetch = async () => opaque;
    const inBrowser = createClient({ baseUrl: server.url, apiKey: 'secret', fetch });
    await expect(inBrowser.get('a')).rejects.toMatchObject({ code: 'NotJson', status: 0 });
  });

  it('repeats no key that an error repeats', async () => {
    await givenServer(() => ({
      status: 400,
      json: {
        message: 'x-api-key: the-"secret"-key is odd',
        code: 'ValidationFailed',
        errors: [{ path: 'x-api-key', message: 'the-"secret"-key is odd' }],
      },
    }));
    const client = createClient({ baseUrl: server.url, apiKey: 'the-"secret"-key' });
    await expect(client.get('a')).rejects.toMatchObject({
      message: 'x-api-key: … is odd',
      errors: [{ path: 'x-api-key', message: '… is odd' }],
    });
  });
});
