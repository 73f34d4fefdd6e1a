import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ERROR_CODES } from '../../../../contract/error-codes.ts';
import type { BadRequest } from '../../../support/bad-requests/bad-request.ts';
import { BAD_REQUESTS } from '../../../support/bad-requests/bad-requests.ts';
import { Harness } from '../support/harness.ts';
import { TestTable } from '../support/table.ts';

let table: TestTable;
let api: Harness;
let id: string;
let before: unknown;

beforeAll(async () => {
  table = await TestTable.start();
  api = new Harness(table);
  id = await api.create({ filename: 'kept.jpg', tags: ['a'], attributes: { a: 1 }, title: 'Kept' });
  before = await table.dump();
});

afterAll(() => table.stop());

describe('a bad request is refused by name and changes nothing', () => {
  it('counts at least 150', () => {
    expect(BAD_REQUESTS.length).toBeGreaterThanOrEqual(150);
    const titles = BAD_REQUESTS.map(({ title }) => title);
    expect(titles).toHaveLength(new Set(titles).size);
  });

  it.each(BAD_REQUESTS.map((request) => [request.title, request] as const))('%s', async (_, request) => {
    await expectRefused(request);
  });
});

async function expectRefused({ method, path, body, headers = {}, code, field }: BadRequest): Promise<void> {
  const reply = await api.call(method, path.replace('{id}', id), { body, headers });
  expect(reply.body).toMatchObject({ code, message: expect.stringMatching(/\w/) });
  expect(reply.body.requestId).toMatch(/\w/);
  expect(reply.status).toBe(ERROR_CODES[code].status);
  if (field !== undefined)
    expect(reply.body.errors.map((error: { path: string }) => error.path)).toContain(field);
  if (code === 'MethodNotAllowed') expect(reply.headers.Allow).toMatch(/[A-Z]+/);
  if (code === 'PreconditionFailed') expect(reply.body.version).toBe(1);
  expect(reply.headers['Access-Control-Allow-Origin']).toBe('*');
  expect(await table.dump()).toEqual(before);
}
