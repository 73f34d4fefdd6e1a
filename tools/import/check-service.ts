import type { ImageIntakeClient } from '../../client/client.ts';
import { ApiError } from '../../client/errors.ts';

/**
 * Asks for a record, ahead of the work: a bad address or key is one sentence, and not one for each image.
 * @throws Error with that sentence
 */
export async function checkService(
  client: Pick<ImageIntakeClient, 'list'>,
  { baseUrl, userId }: { baseUrl: string; userId: string },
): Promise<void> {
  try {
    await client.list({ limit: 1, userId }, { retries: 1 }).next();
  } catch (error) {
    const { message } = error as Error;
    if (!(error instanceof ApiError)) throw new Error(`${baseUrl} does not answer: ${message}`);
    if (error.code === 'Forbidden') throw new Error(`The API key is refused: ${message}`);
    throw new Error(`${baseUrl} answered ${error.status}: ${message}`);
  }
}
