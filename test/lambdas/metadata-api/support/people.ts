import { expect } from 'vitest';
import type { Call } from './event.ts';
import type { Harness, Reply } from './harness.ts';

/** When the tokens of tests end, epoch seconds. */
export const END = Math.floor(Date.now() / 1000) + 3600;

/** API Gateway makes text of what the authorizer tells. */
export const person = (owner: string, changed: object = {}) => ({
  principalId: owner,
  owner,
  expiresAt: String(END),
  ticketsPerHour: '1000',
  ...changed,
});

/** How somebody calls. */
type Caller = (method: string, path: string, call?: Call) => Promise<Reply>;

/** Two people below `/my`, and the holder of the API key. */
export function people(api: Harness): { ann: Caller; ben: Caller; admin: Caller } {
  const as =
    (owner: string): Caller =>
    (method, path, call = {}) =>
      api.call(method, `/my${path}`, { ...call, authorizer: person(owner) });
  return {
    ann: as('owner-of-ann'),
    ben: as('owner-of-ben'),
    admin: (method, path, call) => api.call(method, path, call),
  };
}

export async function create(who: Caller, body: object = {}, headers = {}) {
  const { status, body: answer } = await who('POST', '/metadata', {
    body: { filename: 'a.png', ...body },
    headers,
  });
  expect(status).toBe(201);
  return answer.metadata as { id: string; userId: string };
}

/** The ids of somebody's list, sorted. */
export const listed = async (who: Caller, query = ''): Promise<string[]> =>
  (await who('GET', `/metadata${query}`)).body.metadata.map(({ id }: { id: string }) => id).sort();
