import assert from 'node:assert/strict';
import { createClient } from '../../client/client.ts';
import { ApiError } from '../../client/errors.ts';

export const isStatus = (status: number) => (error: unknown) => {
  if (error instanceof ApiError && error.status === status) return true;
  throw error;
};

/**
 * Whether the deployment has users: a call without a token is then 401, and else 404.
 * @throws for any other answer, which says neither
 */
export async function hasUsers(baseUrl: string): Promise<boolean> {
  const response = await fetch(`${baseUrl.replace(/\/+$/, '')}/my/metadata`, { redirect: 'manual' });
  assert.ok([401, 404].includes(response.status), `/my/metadata answers ${response.status} without a token`);
  return response.status === 401;
}

/** @throws unless a text that is no token is 401, as the contract has it */
export async function refuseWrongToken(baseUrl: string): Promise<void> {
  const stranger = createClient({ baseUrl, token: async () => 'no-token-of-anybody', retries: 0 });
  await assert.rejects(stranger.list({ limit: 1 }).next(), isStatus(401));
}

/**
 * A person's own records by an access token: made, told from those of others, deleted.
 * @param foreignId - of a record that is not this person's
 */
export async function actAsPerson(
  baseUrl: string,
  apiKey: string,
  token: string,
  foreignId: string,
): Promise<void> {
  const person = createClient({ baseUrl, token: async () => token });
  const administrator = createClient({ baseUrl, apiKey });
  await assert.rejects(person.get(foreignId), isStatus(404));
  await assert.rejects(person.update(foreignId, { title: 'not mine' }), isStatus(404));
  await assert.rejects(person.remove(foreignId), isStatus(404));
  for await (const { metadata } of person.list({ limit: 100 }))
    assert.ok(!metadata.some(({ id }) => id === foreignId), 'somebody else’s record is in the list');
  const { metadata } = await person.create({ filename: 'smoke-user.png' });
  try {
    const { userId } = metadata;
    assert.ok(userId, 'the record has no owner');
    await administrator.get(metadata.id, { userId });
    await assert.rejects(administrator.get(metadata.id, { userId: `not ${userId}` }), isStatus(404));
  } finally {
    await person.remove(metadata.id);
  }
}
