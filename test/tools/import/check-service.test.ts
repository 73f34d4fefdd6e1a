import { expect, it } from 'vitest';
import { createClient } from '../../../client/client.ts';
import { checkService } from '../../../tools/import/check-service.ts';

const baseUrl = 'http://127.0.0.1:3000/v1';

const check = (answer: () => Response) =>
  checkService(createClient({ baseUrl, apiKey: 'a-key', fetch: async () => answer() }), {
    baseUrl,
    userId: 'ann',
  });

it('is content with a service that lists', async () => {
  await check(() => Response.json({ metadata: [], preSignedUrls: [] }));
});

it.each<[string, () => Response, string]>([
  [
    'does not answer',
    () => {
      throw new TypeError('fetch failed', { cause: new Error('connect ECONNREFUSED') });
    },
    `${baseUrl} does not answer: GET /metadata failed: connect ECONNREFUSED`,
  ],
  [
    'refuses the key',
    () => Response.json({ message: 'Send a valid API key.', code: 'Forbidden' }, { status: 403 }),
    'The API key is refused: Send a valid API key.',
  ],
  [
    'is another one',
    () => new Response('<h1>Welcome</h1>'),
    `${baseUrl} answered 200: GET /metadata was answered, but not by the service. Check baseUrl, .`,
  ],
  [
    'knows no such path',
    () => new Response('', { status: 404 }),
    `${baseUrl} answered 404: The service answered 404.`,
  ],
])('says in one sentence that a service %s', async (_, answer, sentence) => {
  await expect(check(answer)).rejects.toThrow(new Error(sentence));
});
