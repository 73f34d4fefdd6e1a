import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClient } from '../../../client/client.ts';
import { createUploadRoute } from '../../../client/server.ts';
import type { Json } from '../../support/api.ts';
import { type LocalRun, startLocalRun } from '../../support/local-run.ts';

let run: LocalRun;
let route: (request: Request) => Promise<Response>;
const told: unknown[] = [];
beforeAll(async () => {
  run = await startLocalRun();
  route = createUploadRoute({
    client: createClient({ baseUrl: run.baseUrl, apiKey: run.apiKey }),
    authorize: () => ({ userId: 'ann' }),
    onError: (error) => told.push(error),
  });
});
afterAll(() => run?.stop());

const JSON_TYPE = { 'content-type': 'application/json' };

/** The same request, to the route and to the API. */
async function both(
  method: string,
  path: string,
  body?: string,
  headers: Record<string, string> = JSON_TYPE,
) {
  const init = { method, headers, ...(body !== undefined && { body }) };
  const answers = [
    await route(new Request(`http://app.test/api/images${path}`, init)),
    await fetch(`${run.baseUrl}${path}`, { ...init, headers: { ...headers, 'x-api-key': run.apiKey } }),
  ];
  const [byRoute, byApi] = await Promise.all(
    answers.map(async (answer) => {
      const text = await answer.text();
      const { code, errors } = (text ? JSON.parse(text) : {}) as Json;
      const fields = errors?.map((error: Json) => error.path);
      return { status: answer.status, code, fields };
    }),
  );
  return { byRoute, byApi };
}

const make = async () => {
  const made = await route(
    new Request('http://app.test/metadata', {
      method: 'POST',
      headers: JSON_TYPE,
      body: '{"filename":"a.png"}',
    }),
  );
  return ((await made.json()) as Json).metadata.id as string;
};

describe('the route answers as the API does', () => {
  it.each<[string, string, Record<string, string>?]>([
    ['a good one', '{"filename":"a.png"}'],
    ['spaces around', ' \n{"filename":"a.png"} '],
    ['no filename', '{}'],
    ['a field that is not known', '{"filename":"a.png","x":1}'],
    ['a key twice', '{"filename":"a.png","filename":"a.png"}'],
    ['__proto__', '{"filename":"a.png","__proto__":{}}'],
    ['depth', `{"${'k'.repeat(30_000)}":${'['.repeat(3000)}${']'.repeat(3000)}}`],
    ['a number that is too large', '{"filename":"a.png","attributes":{"n":1e999}}'],
    ['half a character', '{"filename":"a.png","title":"\\ud800"}'],
    ['a byte order mark', '\ufeff{"filename":"a.png"}'],
    ['no JSON', '{'],
    ['no object', '[]'],
    ['a charset', '{"filename":"a.png"}', { 'content-type': 'application/json; charset=utf-8' }],
    ['another charset', '{"filename":"a.png"}', { 'content-type': 'application/json; charset=iso-8859-1' }],
    ['another type', '{"filename":"a.png"}', { 'content-type': 'text/plain' }],
    ['an Idempotency-Key that is none', '{"filename":"a.png"}', { ...JSON_TYPE, 'idempotency-key': 'é' }],
  ])('to a POST with %s', async (_, body, headers) => {
    const { byRoute, byApi } = await both('POST', '/metadata', body, headers);
    expect(byRoute).toEqual(byApi);
  });

  it.each(['"99"', '*', '"98", "99"', 'W/"1"', 'abc', '"abc"', '"1'])('to If-Match: %s', async (tags) => {
    const [mine, other] = [await make(), await make()];
    const headers = { ...JSON_TYPE, 'if-match': tags };
    for (const method of ['PUT', 'DELETE']) {
      const body = method === 'PUT' ? '{"title":"x"}' : undefined;
      const { byRoute } = await both(method, `/metadata/${mine}`, body, headers);
      const { byApi } = await both(method, `/metadata/${other}`, body, headers);
      if (tags !== '*') expect(byRoute).toEqual(byApi);
      else expect(byRoute!.status).toBeLessThan(300);
    }
  });

  it.each([
    ['GET', '/metadata?limit=0'],
    ['GET', '/metadata?limit=x'],
    ['GET', '/metadata?limit=1&limit=2'],
    ['GET', '/metadata?x=1'],
    ['GET', '/metadata?cursor=x'],
    ['GET', '/metadata/nothing'],
    ['GET', `/metadata/${randomUUID()}`],
    ['GET', `/metadata/${randomUUID()}?disposition=x`],
    ['DELETE', `/metadata/${randomUUID()}`],
  ])('to %s %s', async (method, path) => {
    const { byRoute, byApi } = await both(method, path);
    expect(byRoute).toEqual(byApi);
  });

  it('to a PUT without a body', async () => {
    const { byRoute, byApi } = await both('PUT', `/metadata/${await make()}`);
    expect(byRoute).toEqual(byApi);
  });

  it('and tells the operator of none of these', () => {
    expect(told).toEqual([]);
  });
});

describe('a base URL that is wrong', () => {
  it.each(['/v2', '', '/v1/metadata'])('is told to the operator, not to the person: %j', async (stage) => {
    const errors: unknown[] = [];
    const misled = createUploadRoute({
      client: createClient({ baseUrl: run.baseUrl.replace(/\/v1$/, stage), apiKey: run.apiKey }),
      authorize: () => ({ userId: 'ann' }),
      onError: (error) => errors.push(error),
    });
    const list = await misled(new Request('http://app.test/metadata'));
    const made = await misled(
      new Request('http://app.test/metadata', {
        method: 'POST',
        headers: JSON_TYPE,
        body: '{"filename":"a"}',
      }),
    );
    expect([list.status, made.status, errors.length]).toEqual([502, 502, 2]);
  });
});
