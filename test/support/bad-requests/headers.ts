import { type BadRequest, invalid, long } from './bad-request.ts';

/** The version of the record is the last. */
const manyEtags = (count: number) => Array.from({ length: count }, (_, at) => `"${count - at}"`).join(', ');

const badIfMatch = ['3', 'abc', '"1', '1"', '""x', "'1'", '"1" "2"', ',', '"1", *', '*, *', manyEtags(101)];

const badIdempotencyKeys = [long(256), 'ä', 'a\tb'];

export const headers: BadRequest[] = [
  ...badIfMatch.flatMap((ifMatch) =>
    ['PUT', 'DELETE'].map((method) => ({
      ...invalid(
        `${method} with If-Match ${ifMatch.slice(0, 20)}`,
        method,
        '/metadata/{id}',
        undefined,
        'If-Match',
      ),
      headers: { 'If-Match': ifMatch },
    })),
  ),
  ...badIdempotencyKeys.map((key) => ({
    ...invalid(
      `POST with Idempotency-Key ${key.slice(0, 20)}`,
      'POST',
      '/metadata',
      { filename: 'a.jpg' },
      'Idempotency-Key',
    ),
    headers: { 'Idempotency-Key': key },
  })),
  ...[
    '"0"',
    '"999999"',
    '"99999999999999999999999"',
    '"x"',
    '""',
    'W/"1"',
    '"7", "8"',
    `"${long(5000)}"`,
  ].flatMap((ifMatch) =>
    ['PUT', 'DELETE'].map(
      (method): BadRequest => ({
        title: `${method} with the stale If-Match ${ifMatch.slice(0, 30)}`,
        method,
        path: '/metadata/{id}',
        headers: { 'If-Match': ifMatch },
        code: 'PreconditionFailed',
      }),
    ),
  ),
];
