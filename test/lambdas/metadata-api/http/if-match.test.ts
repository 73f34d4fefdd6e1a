import { describe, expect, it } from 'vitest';
import { startHarness } from '../support/start.ts';

const api = await startHarness();

/** As many ETags of versions that the record does not have. */
const others = (count: number) => Array.from({ length: count }, (_, at) => `"${at + 1000}"`);

describe('If-Match of several ETags', () => {
  it.each<[what: string, ifMatch: string | string[]]>([
    ['a hundred, the right one last', [...others(99), '"1"'].join(', ')],
    ['thousands that are no version, and the right one', `${'W/"9",'.repeat(2000)}"1"`],
    ['the right one again and again', Array(500).fill('"1"').join(',')],
    ['commas and spaces without an ETag between', ' , ,"7",, "1" ,'],
    ['two lines of the header, the right one in the first', ['"1"', '"7"']],
    ['two lines of the header, the right one in the second', ['"7"', '"1"']],
  ])('reads them all: %s', async (_, ifMatch) => {
    const id = await api.create();
    const reply = await api.call('PUT', `/metadata/${id}`, { headers: { 'If-Match': ifMatch } });
    expect(reply).toMatchObject({ status: 200, body: { metadata: { version: 2 } } });
  });

  it.each(['PUT', 'DELETE'])(
    'refuses to guess where there are more than it can ask for, %s',
    async (method) => {
      const id = await api.create();
      const ifMatch = [...others(100), '"1"'].join();
      const reply = await api.call(method, `/metadata/${id}`, { headers: { 'If-Match': ifMatch } });
      expect(reply).toMatchObject({
        status: 400,
        body: { errors: [{ path: 'If-Match', message: 'must list at most 100 ETags' }] },
      });
      expect((await api.call('GET', `/metadata/${id}`)).body.metadata.version).toBe(1);
    },
  );

  it('has no condition beside a *, and is malformed with one', async () => {
    const id = await api.create();
    const put = (ifMatch: string | string[]) =>
      api.call('PUT', `/metadata/${id}`, { headers: { 'If-Match': ifMatch } });
    expect((await put(' * ')).status).toBe(200);
    expect((await put(['*', '"1"'])).status).toBe(400);
    expect((await put('')).status).toBe(400);
  });
});

it('an Idempotency-Key that is given twice is refused: nobody could tell which one a retry repeats', async () => {
  const reply = await api.call('POST', '/metadata', {
    body: { filename: 'a.jpg' },
    headers: { 'Idempotency-Key': ['a', 'b'] },
  });
  expect(reply).toMatchObject({ status: 400, body: { errors: [{ path: 'Idempotency-Key' }] } });
});

it('is refused where it says nothing: with all of an owner', async () => {
  const path = '/metadata?userId=ann&erase=true';
  const reply = await api.call('DELETE', path, { headers: { 'If-Match': '"1"' } });
  expect(reply).toMatchObject({ status: 400, body: { errors: [{ path: 'If-Match' }] } });
});
