import { ERROR_CODES, type ErrorCode } from '../error-codes.ts';
import { ERROR_GUIDE } from './error-guide.ts';
import { ERROR_EXAMPLES } from './examples.ts';
import { paths } from './paths.ts';
import { componentSchemas, headerRef, schemaRef } from './schemas.ts';
import { webhooks } from './webhooks.ts';

/** The document that describes the whole HTTP contract, OpenAPI 3.1. https://spec.openapis.org/oas/v3.1.1 */
export function openApiDocument() {
  return {
    openapi: '3.1.1',
    info: {
      title: 'image-intake',
      version: '1.0.0',
      summary: 'Upload tickets for images, and what the images turned out to be.',
      description:
        'Ask for an upload URL, send the bytes straight to S3, and moments later find size, width, height and true type on the record. Methods that are not listed are answered 405, with `Allow`.',
      contact: { name: 'The maintainers of image-intake' },
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
    servers: [
      {
        url: 'https://{apiId}.execute-api.{region}.amazonaws.com/v1',
        description: 'A deployed stage; the output ApiBaseUrl of its stack.',
        variables: { apiId: { default: 'abcdef1234' }, region: { default: 'eu-central-1' } },
      },
      { url: 'http://127.0.0.1:3000/v1', description: 'The local run.' },
    ],
    security: [{ apiKey: [] }],
    tags: [
      { name: 'named images', description: 'Images that their caller names.' },
      { name: 'records', description: 'Records of images, by their id.' },
      {
        name: 'users',
        description:
          'The own records of a person who is signed in, by an access token in place of the API key. Where a stage has no users, there is nothing at these paths.',
      },
      { name: 'webhooks', description: 'What the service posts to the endpoints of a stage.' },
    ],
    paths: paths(),
    webhooks,
    components: {
      schemas: componentSchemas(),
      responses: errorResponses(),
      parameters: {
        IfMatch: {
          name: 'If-Match',
          in: 'header',
          description: 'Go on only if the record still has one of these ETags.',
          schema: { type: 'string' },
          example: '"3"',
        },
        IdempotencyKey: {
          name: 'Idempotency-Key',
          in: 'header',
          description:
            'Makes a retry return the first record with a fresh URL. The same key with another body is 409. Keys belong to the API key, or to the person.',
          schema: { type: 'string', pattern: '^[\\x20-\\x7e]{1,255}$' },
          example: '5f1c0a52-4c0f-4d7e-9a5e-1f2b3c4d5e6f',
        },
      },
      headers: {
        ETag: {
          description: 'The version of the record, quoted; for If-Match.',
          schema: { type: 'string' },
          example: '"1"',
        },
        Location: {
          description: 'Path of the record.',
          schema: { type: 'string', format: 'uri-reference' },
          example: '/v1/metadata/0b9c2f4e-6f3a-4a55-9d0e-4c1a2b3c4d5e',
        },
        Challenge: {
          description: 'How to prove who one is.',
          schema: { type: 'string' },
          example: 'Bearer realm="image-intake"',
        },
        RetryAfter: { description: 'Seconds to wait.', schema: { type: 'integer' }, example: 1 },
      },
      securitySchemes: {
        apiKey: { type: 'apiKey', in: 'header', name: 'x-api-key', description: 'Key of the usage plan.' },
        accessToken: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: 'An access token of the OpenID Connect issuer that the stage names.',
        },
      },
    },
  };
}

/** One response for each status that an operation answers, with its codes and what to do about them. */
function errorResponses() {
  const codes = Object.entries(ERROR_CODES) as [ErrorCode, (typeof ERROR_CODES)[ErrorCode]][];
  const statuses = [...new Set(codes.map(([, { status }]) => status))].filter((status) => status !== 405);
  return Object.fromEntries(
    statuses.map((status) => {
      const of = codes.filter(([, error]) => error.status === status);
      return [
        `Status${status}`,
        {
          description: of
            .map(([code]) => `\`${code}\`: ${ERROR_GUIDE[code].meaning} ${ERROR_GUIDE[code].remedy}`)
            .join('\n\n'),
          ...((status === 429 || status === 503) && { headers: { 'Retry-After': headerRef('RetryAfter') } }),
          ...(status === 401 && { headers: { 'WWW-Authenticate': headerRef('Challenge') } }),
          content: {
            'application/json': {
              schema: schemaRef('Error'),
              examples: Object.fromEntries(of.map(([code]) => [code, { value: ERROR_EXAMPLES[code] }])),
            },
          },
        },
      ];
    }),
  );
}
