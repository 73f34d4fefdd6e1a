import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stages } from '../../lib/stages/stages.ts';
import { pageOf } from '../../tools/local/page.ts';
import { contentSecurityPolicy } from '../../web/content-security-policy.ts';
import { type Json, restClient } from '../support/api.ts';
import { type LocalRun, startLocalRun } from '../support/local-run.ts';

const MODES = [
  ['built', /<script[^>]* src="\.\/(assets\/[\w.-]+\.js)"/],
  ['dev', /<script[^>]* src="\.?\/(main\.ts)"/],
] as const;

describe.each(MODES)('the page of a local run, %s', (mode, script) => {
  let run: LocalRun;
  beforeAll(async () => {
    run = await startLocalRun({ page: pageOf(stages.dev, mode) });
  });
  afterAll(() => run.stop());

  it('is at / on the port of the API, with its script', async () => {
    const page = await fetch(run.page!);
    expect(page.headers.get('content-type')).toMatch(/^text\/html/);
    const [, src] = script.exec(await page.text())!;
    const code = await fetch(new URL(src!, run.page));
    expect([code.status, code.headers.get('content-type')]).toEqual([
      200,
      expect.stringMatching(/^text\/javascript/),
    ]);
  });

  it('is told where its API is, and what the stage accepts', async () => {
    const config = (await (await fetch(new URL('config.json', run.page))).json()) as Json;
    expect(config).toMatchObject({ maxUploadBytes: 100_000_000, allowedTypes: expect.any(Array) });
    const baseUrl = new URL(config.apiBaseUrl, run.page).href;
    expect(baseUrl).toBe(run.baseUrl);
    const api = restClient({ baseUrl, apiKey: run.apiKey });
    expect((await api.get('/metadata')).status).toBe(200);
  });

  it('leaves every other path to the API', async () => {
    const missing = await fetch(new URL('v2/metadata', run.page), { method: 'POST' });
    expect([missing.status, ((await missing.json()) as Json).code]).toEqual([404, 'NotFound']);
    expect((await fetch(`${run.baseUrl}/metadata`)).status).toBe(403);
  });
});

it('is served with the policy of a deployment', async () => {
  const run = await startLocalRun({ page: pageOf(stages.dev, 'built') });
  try {
    const policy = (await fetch(run.page!)).headers.get('content-security-policy');
    expect(policy).toBe(contentSecurityPolicy({ api: "'self'", storage: run.s3Endpoint }));
    expect(policy).toContain(`connect-src 'self' ${run.s3Endpoint};`);
  } finally {
    await run.stop();
  }
});

it('is left out where nobody asks for it', async () => {
  const run = await startLocalRun();
  try {
    expect(run.page).toBeUndefined();
    expect((await fetch(new URL('/', run.baseUrl))).status).toBe(404);
  } finally {
    await run.stop();
  }
});

describe('the contract of a local run', () => {
  let run: LocalRun;
  beforeAll(async () => {
    run = await startLocalRun({ page: pageOf(stages.dev, 'built') });
  });
  afterAll(() => run.stop());

  it('is at openapi.json of the stage, with this run as the server', async () => {
    const answer = await fetch(`${run.baseUrl}/openapi.json`);
    const document = (await answer.json()) as Json;
    expect(document).toMatchObject({ openapi: expect.stringMatching(/^3\.1/), servers: [{ url: '/v1' }] });
    expect(Object.keys(document.paths)).toContain('/metadata/{id}');
  });

  it('can be browsed at /docs/, scripts and styles included', async () => {
    const docs = await fetch(new URL('docs', run.page));
    expect(docs.url).toBe(new URL('docs/', run.page).href);
    const html = await docs.text();
    expect(html).toContain('/v1/openapi.json');
    for (const [, file] of html.matchAll(/(?:src|href)="([^"]+)"/g)) {
      expect((await fetch(new URL(file!, docs.url))).status, file).toBe(200);
    }
  });

  it('has the icon that browsers ask for unasked, beside whatever they show', async () => {
    const icon = await fetch(new URL('favicon.ico', run.page));
    expect([icon.status, icon.headers.get('content-type')]).toEqual([200, 'image/x-icon']);
    const [reserved, type, count] = new Uint16Array(await icon.arrayBuffer(), 0, 3);
    expect([reserved, type, count]).toEqual([0, 1, 1]);
  });

  it('takes nothing else from the API', async () => {
    expect((await fetch(`${run.baseUrl}/openapi.json`, { method: 'POST' })).status).toBe(404);
    expect((await fetch(new URL('docs/package.json', run.page))).status).toBe(404);
  });
});
