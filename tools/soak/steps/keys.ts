import { keyOf } from '../api.ts';
import type { Step } from '../plan.ts';
import type { Story } from '../story.ts';

/**
 * Repeats a POST with its `Idempotency-Key`: it answers with the record that it made and the same ticket, or, once that
 * was deleted, says so.
 */
export async function repeat(story: Story, { pick }: Extract<Step, { do: 'repeat' }>): Promise<void> {
  const request = story.requests[pick % story.requests.length]!;
  const { key, body, life, objectKey } = request;
  const headers = { 'idempotency-key': key };
  const answer = await story.stage.api.call('POST', '/metadata', { body, headers });
  const what = `POST with key "${key}" again`;
  if (!life.alive) return refused(story, what, answer);
  story.expect(what, answer, 201);
  const { metadata, preSignedUrl } = answer.body;
  story.see(life, metadata!);
  const again = keyOf(preSignedUrl!.url);
  if (again !== objectKey) story.fail(`its ticket is for ${again}, and was for ${objectKey}`);
}

/** Sends another body with a key that has been used: an image of another name. */
export async function misuse(story: Story, { pick }: Extract<Step, { do: 'misuse' }>): Promise<void> {
  const { key } = story.requests[pick % story.requests.length]!;
  const body = {
    filename: 'other.bin',
    userId: `user ${story.number % 10}`,
    imageId: `misuse ${story.unique()}`,
  };
  const headers = { 'idempotency-key': key };
  const answer = await story.stage.api.call('POST', '/metadata', { body, headers });
  refused(story, `POST of another image with key "${key}"`, answer);
}

function refused(story: Story, what: string, answer: Parameters<Story['expect']>[1]): void {
  story.expect(what, answer, 409);
  const { code } = answer.body;
  if (code !== 'IdempotencyConflict') story.fail(`${what} is refused as ${code}, not as IdempotencyConflict`);
}
