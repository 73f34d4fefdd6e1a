import { openAsBlob } from 'node:fs';
import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createClient, type ImageIntakeClient } from '../../../client/client.ts';
import { ArgumentError } from '../../../client/errors.ts';
import { sendBytes } from '../../../client/http/send.ts';
import { transportOf } from '../../../client/http/transports.ts';
import { type ScriptedServer, startScriptedServer } from '../scripted-server.ts';

const id = '0b9c2f4e-6f3a-4a55-9d0e-4c1a2b3c4d5e';
const metadata = { id, filename: 'a.png', status: 'pending', version: 1 };

let server: ScriptedServer;
let client: ImageIntakeClient;
/** A service that takes everything, and has inspected it as soon as it is asked. */
beforeEach(async () => {
  server = await startScriptedServer(({ method, path, headers }) => {
    if (path === '/s3') return { status: 200 };
    const preSignedUrl = {
      id,
      url: `http://${headers.host}/s3`,
      method: 'PUT',
      expiresIn: 3600,
      expiresAt: 0,
    };
    if (method === 'POST') return { status: 201, json: { metadata, preSignedUrl } };
    return { status: 200, json: { metadata: { ...metadata, contentVersion: 1, size: 5 }, preSignedUrl } };
  });
  client = createClient({ baseUrl: server.url, apiKey: 'secret' });
});
afterEach(() => server.stop());

const puts = () => server.requests.filter(({ path }) => path === '/s3').length;

describe('what is not the network’s fault is told as it is, without another attempt', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'image-intake-client-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const givenFile = async () => {
    const path = join(folder, 'a.png');
    await writeFile(path, 'bytes');
    return { path, file: await openAsBlob(path) };
  };

  it.each<[string, { sha256?: false | (() => Promise<string>) }]>([
    ['hashed', {}],
    ['hashed by the caller', { sha256: () => Promise.reject(new Error('unreadable')) }],
    ['sent', { sha256: false }],
  ])('a file that was deleted before it is %s', async (_, options) => {
    const { path, file } = await givenFile();
    await rm(path);
    const error = await client.upload(file, { filename: 'a.png', ...options }).catch((caught) => caught);
    expect(error).toBeInstanceOf(ArgumentError);
    expect(error).toMatchObject({ argument: 'file', message: expect.stringContaining('cannot be read') });
    expect(puts()).toBe(0);
  });

  it('a file that was changed since', async () => {
    const { path, file } = await givenFile();
    const upload = client.upload(file, {
      filename: 'a.png',
      sha256: async () => {
        await appendFile(path, ' and more');
        return '';
      },
    });
    await expect(upload).rejects.toMatchObject({ name: 'ArgumentError', argument: 'file' });
    expect(puts()).toBe(0);
  });

  it('an `onProgress` that throws while bytes are sent', async () => {
    const bug = new TypeError('bar is not defined');
    const upload = client.upload(new Blob(['bytes']), {
      onProgress: ({ phase }) => {
        if (phase === 'sending') throw bug;
      },
    });
    await expect(upload).rejects.toBe(bug);
    expect(puts()).toBeLessThanOrEqual(1);
  });

  it('a hash function that throws', async () => {
    const bug = new Error('no such algorithm');
    await expect(client.upload(new Blob(['bytes']), { sha256: () => Promise.reject(bug) })).rejects.toBe(bug);
  });
});

it.each([403, 408, 302])('a %d that is not S3’s says nothing of what became of the bytes', async (status) => {
  const ticket = { id, url: 'http://127.0.0.1/s3', method: 'PUT', expiresIn: 1, expiresAt: 0 } as const;
  const fetch = async () => new Response('<html>Please log in</html>', { status });
  const sent = sendBytes(ticket, new Blob(['bytes']), { fetch, transport: transportOf({}) });
  await expect(sent).rejects.toMatchObject({ name: 'NetworkError', retryable: true });
});
