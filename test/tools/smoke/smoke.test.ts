import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generatedPng } from '../../../tools/smoke/smoke-image.ts';
import { smoke } from '../../../tools/smoke/smoke-steps.ts';
import { type LocalRun, startLocalRun } from '../../support/local-run.ts';

const STEPS = [
  'refuse a wrong API key',
  'create a record and take an upload ticket',
  'send the image to S3',
  'see it inspected',
  'find its true size and type on the record',
  'get the same bytes back',
  'find it in the list',
  'edit its title',
  'delete it',
  'find it gone',
];

describe('the smoke test against the local run', () => {
  let run: LocalRun;
  beforeAll(async () => {
    run = await startLocalRun();
  });
  afterAll(() => run?.stop());

  it('does the main job, telling each step and its milliseconds', async () => {
    const done: [string, number][] = [];
    await smoke({ ...run, report: (step, ms) => done.push([step, ms]) });
    expect(done.map(([step]) => step)).toEqual(STEPS);
    for (const [, ms] of done) expect(ms).toBeGreaterThan(0);
  });

  it('leaves nothing behind', async () => {
    await smoke({ ...run, report: () => {} });
    expect(await recordsOf(run)).toEqual([]);
  });

  it('stops at the first step that fails, and still cleans up', async () => {
    const front = await startFront(run.baseUrl, (body) => body.replace(/"width":37/, '"width":36'));
    const done: string[] = [];
    try {
      await expect(
        smoke({ baseUrl: front.url, apiKey: run.apiKey, report: (step) => done.push(step) }),
      ).rejects.toThrow(/^find its true size and type on the record: /);
    } finally {
      front.server.close();
    }
    expect(done).toEqual(STEPS.slice(0, 4));
    expect(await recordsOf(run)).toEqual([]);
  });

  it('fails at once with a wrong key', async () => {
    await expect(smoke({ ...run, apiKey: 'wrong', report: () => {} })).rejects.toThrow(
      /^create a record and take an upload ticket: /,
    );
  });
});

describe('the generated image', () => {
  it('is a valid PNG of the asked size, and another each time', async () => {
    const [one, two] = [generatedPng(37, 23), generatedPng(37, 23)];
    const { info } = await sharp(one).raw().toBuffer({ resolveWithObject: true });
    expect([info.width, info.height]).toEqual([37, 23]);
    expect(one).not.toEqual(two);
  });
});

async function recordsOf({ baseUrl, apiKey }: LocalRun): Promise<unknown[]> {
  const response = await fetch(`${baseUrl.replace(/\/$/, '')}/metadata`, {
    headers: { 'x-api-key': apiKey },
  });
  return ((await response.json()) as { metadata: unknown[] }).metadata;
}

/** A server before the API that changes its answers. */
async function startFront(
  baseUrl: string,
  change: (body: string) => string,
): Promise<{ url: string; server: Server }> {
  const server = createServer(async (request, response) => {
    const body = await new Response(request as unknown as ReadableStream).arrayBuffer();
    const headers = Object.entries(request.headers).filter(
      ([name]) => !['host', 'connection', 'content-length', 'transfer-encoding'].includes(name),
    ) as [string, string][];
    const answer = await fetch(baseUrl.replace(/\/$/, '') + request.url, {
      method: request.method!,
      headers,
      ...(body.byteLength > 0 && { body }),
    });
    response.writeHead(answer.status, { 'content-type': 'application/json' });
    response.end(change(await answer.text()));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}
