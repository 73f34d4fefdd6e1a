import { EVENT_EXAMPLES } from './examples.ts';
import { schemaRef } from './schemas.ts';

const header = (name: string, description: string, example: string) => ({
  name,
  in: 'header',
  required: true,
  description,
  schema: { type: 'string' },
  example,
});

/** What a stage posts to its endpoints. https://spec.openapis.org/oas/v3.1.1#fixed-fields */
export const webhooks = {
  event: {
    post: {
      operationId: 'receiveEvent',
      summary: 'A change of a record.',
      description:
        'Posted to each endpoint of the stage that wants it, at least once and in no order; signed by Standard Webhooks. Any answer of 2xx within ten seconds takes it. Everything else is tried again for 24 hours, under the same `webhook-id`. See docs/following/webhooks.md.',
      tags: ['webhooks'],
      security: [],
      parameters: [
        header(
          'webhook-id',
          'The same at each attempt: what was seen is to be ignored.',
          'e4b0c7f2a9d84c6f8b1d3a5e7c9f0b2d',
        ),
        header('webhook-timestamp', 'Of this attempt, in seconds.', '1767225605'),
        header(
          'webhook-signature',
          'One signature or several, separated by spaces: `v1,` and the base64 of HMAC-SHA256 over id, timestamp and body, joined by dots.',
          'v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=',
        ),
      ],
      requestBody: {
        required: true,
        content: {
          'application/json': {
            schema: schemaRef('WebhookEvent'),
            examples: Object.fromEntries(
              Object.entries(EVENT_EXAMPLES).map(([name, value]) => [name, { value }]),
            ),
          },
        },
      },
      responses: {
        '2XX': { description: 'It is taken. The body of the answer is not read.' },
        default: {
          description: 'It is tried again later, redirects too. `Retry-After` of 429 and 503 is heeded.',
        },
      },
    },
  },
};
