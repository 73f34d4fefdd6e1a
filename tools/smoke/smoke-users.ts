import assert from 'node:assert/strict';
import { createClient } from '../../client/client.ts';
import { ApiError } from '../../client/errors.ts';

export const isStatus = (status: number) => (error: unknown) => {
  if (error instanceof ApiError && error.status === status) return true;
  throw error;
};

/**
 * Tries a text that is no token: 401, as the contract has it, or 404 where the deployment has no users.
 * @param users - whether it has any; either will do when undefined
 */
export async function refuseWrongToken(baseUrl: string, users: boolean | undefined): Promise<void> {
  const stranger = createClient({ baseUrl, token: async () => 'no-token-of-anybody', retries: 0 });
  try {
    await stranger.list({ limit: 1 }).next();
  } catch (error) {
    const none = error instanceof ApiError && error.status === 404 && !users;
    if (none || isStatus(401)(error)) return;
  }
  assert.fail('somebody without a token is let in');
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
