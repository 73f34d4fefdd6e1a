import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { untilDead } from '../../../../bench/sections/felt/until-dead.ts';

let statuses: number[] = [];
/** Answers with each status once, and with the last of them from then on. */
const server = createServer((_, response) => {
  response.writeHead(statuses.length > 1 ? statuses.shift()! : statuses[0]!).end();
});

async function urlAnswering(...given: number[]): Promise<string> {
  statuses = given;
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

it.each([403, 404])('a URL is dead once it is answered %i', async (status) => {
  const before = performance.now();
  expect(await untilDead(await urlAnswering(200, 200, status))).toBeGreaterThan(before);
  expect(statuses).toEqual([status]);
});

it('a URL that stays alive ends the benchmark with a sentence', async () => {
  const alive = urlAnswering(200);
  await expect(untilDead(await alive, 10)).rejects.toThrow(
    'The URL of a deleted image was still alive after 0.01 s.',
  );
});

it('a URL that fails in another way is not taken for a dead one', async () => {
  const broken = urlAnswering(500);
  await expect(untilDead(await broken)).rejects.toThrow('The URL of a deleted image was answered 500.');
});
