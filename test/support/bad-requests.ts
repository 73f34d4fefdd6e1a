import type { ErrorCode } from '../../contract/error-codes.ts';

/** A request that must be refused with a clear 4xx, and must change nothing. */
export interface BadRequest {
  title: string;
  method: string;
  /** `{id}` stands for the id of a record that exists. */
  path: string;
  /** Sent as it is when text, else as JSON. */
  body?: unknown;
  /** Beside `Content-Type: application/json`, or instead of it. */
  headers?: Record<string, string>;
  code: ErrorCode;
  /** The path of an entry of `errors`. */
  field?: string;
}

type Value = readonly [title: string, value: unknown, field?: string];

const long = (length: number) => 'x'.repeat(length);
const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);

/** Wrong for whatever wants text of 1 to 256 characters. */
const badText: Value[] = [
  ['a number', 7],
  ['an array', ['a']],
  ['an object', { S: 'a' }],
  ['true', true],
  ['empty', ''],
  ['257 characters', long(257)],
  ['257 emoji', '😀'.repeat(257)],
  ['a lone high surrogate', '\ud83d'],
  ['a lone low surrogate', 'a\udc00b'],
];

const badFilenames: Value[] = [
  ['missing', undefined],
  ['null', null],
  ['a number', 1],
  ['an array', ['a.jpg']],
  ['an object', {}],
  ['a boolean', false],
  ['empty', ''],
  ['256 characters', long(256)],
  ['a space', 'a b.jpg'],
  ['a slash', 'a/b.jpg'],
  ['a parent path', '../a.jpg'],
  ['a backslash', 'a\\b.jpg'],
  ['a trailing newline', 'a.jpg\n'],
  ['a leading newline', '\na.jpg'],
  ['a carriage return', 'a\r.jpg'],
  ['a NUL', 'a\u0000.jpg'],
  ['an umlaut', 'ä.jpg'],
  ['an emoji', '😀.jpg'],
  ['a lone surrogate', 'a\ud800.jpg'],
  ['a full-width letter', 'ａ.jpg'],
  ['a percent escape', '%2e%2e'],
  ['a quote', 'a".jpg'],
  ['a header injection', 'a.jpg"\r\nX-Evil: 1'],
  ['a right-to-left override', 'a\u202egpj.exe'],
  ['an expression placeholder', ':0'],
  ['a hash placeholder', '#0'],
];

const badDeclarations: Value[] = [
  ['contentType', 'text/plain'],
  ['contentType', 'image/svg+xml'],
  ['contentType', 'IMAGE/JPEG'],
  ['contentType', 'image/jpeg; q=1'],
  ['contentType', 'image/jpeg\r\nx-amz-acl: public-read'],
  ['contentType', ''],
  ['contentType', null],
  ['contentType', 1],
  ['contentType', ['image/jpeg']],
  ['size', 0],
  ['size', -1],
  ['size', 1.5],
  ['size', '1'],
  ['size', null],
  ['size', true],
  ['size', [1]],
  ['size', 1e300],
  ['size', Number.MAX_SAFE_INTEGER],
  ['size', 10 ** 15],
  ['sha256', ''],
  ['sha256', long(64)],
  ['sha256', 'a'.repeat(63)],
  ['sha256', 'a'.repeat(65)],
  ['sha256', `${'a'.repeat(64)}\n`],
  ['sha256', null],
  ['sha256', 5],
];

const badTags: Value[] = [
  ['text', 'a', 'tags'],
  ['null', null, 'tags'],
  ['an object', {}, 'tags'],
  ['a number', 4, 'tags'],
  ['51 of them', Array.from({ length: 51 }, (_, at) => `t${at}`), 'tags'],
  ['a number among them', ['a', 1], 'tags.1'],
  ['null among them', [null], 'tags.0'],
  ['empty text among them', [''], 'tags.0'],
  ['65 characters', [long(65)], 'tags.0'],
  ['a lone surrogate', ['\udfff'], 'tags.0'],
  ['an array among them', [['a']], 'tags.0'],
  ['__proto__', ['__proto__'], 'tags.0'],
];

const badTagChanges: Value[] = [
  ['an array', ['a'], 'tags'],
  ['text', 'a', 'tags'],
  ['null', null, 'tags'],
  ['an unknown operation', { set: ['a'] }, 'tags.set'],
  ['add of text', { add: 'a' }, 'tags.add'],
  ['add of null', { add: null }, 'tags.add'],
  ['add of a number', { add: [1] }, 'tags.add.0'],
  ['add of empty text', { add: ['ok', ''] }, 'tags.add.1'],
  ['add of 65 characters', { add: [long(65)] }, 'tags.add.0'],
  ['add of 51', { add: Array.from({ length: 51 }, (_, at) => `t${at}`) }, 'tags.add'],
  ['remove of a number', { remove: [1] }, 'tags.remove.0'],
  ['remove of an object', { remove: {} }, 'tags.remove'],
  ['the same tag added and removed', { add: ['a'], remove: ['a'] }, 'tags'],
];

const badAttributes: Value[] = [
  ['text', 'a', 'attributes'],
  ['an array', [1], 'attributes'],
  ['null', null, 'attributes'],
  ['a number', 3, 'attributes'],
  ['a nested object', { a: { b: 1 } }, 'attributes.a'],
  ['a DynamoDB value', { a: { S: 'b' } }, 'attributes.a'],
  ['an array inside', { a: [1] }, 'attributes.a'],
  ['an empty name', { '': 1 }, 'attributes.'],
  ['a name of 65 characters', { [long(65)]: 1 }, `attributes.${long(65)}`],
  ['a lone surrogate as value', { a: '\ud800' }, 'attributes.a'],
  ['4 KB of text', { a: long(4096) }, 'attributes'],
  ['more than 4 KB together', { a: long(2048), b: long(2048) }, 'attributes'],
  ['a number beyond exact integers', { a: 2 ** 53 }, 'attributes.a'],
  ['a number smaller than DynamoDB holds', { a: 1e-200 }, 'attributes.a'],
];

const badQueries: [query: string, field: string][] = [
  ['limit=0', 'limit'],
  ['limit=101', 'limit'],
  ['limit=-1', 'limit'],
  ['limit=1.5', 'limit'],
  ['limit=1e2', 'limit'],
  ['limit=ten', 'limit'],
  ['limit=', 'limit'],
  ['limit=99999999999999999999', 'limit'],
  ['limit=%0010', 'limit'],
  ['limit=10&limit=20', 'limit'],
  ['order=up', 'order'],
  ['order=DESC', 'order'],
  ['order=', 'order'],
  ['status=done', 'status'],
  ['status=', 'status'],
  ['status=pending&status=ready', 'status'],
  ['userId=', 'userId'],
  [`userId=${long(257)}`, 'userId'],
  ['imageId=a', 'userId'],
  ['userId=a&imageId=', 'imageId'],
  ['userId=a&imageId=b&status=ready', 'status'],
  ['userId=a&imageId=b&tag=c', 'tag'],
  ['userId=a&imageId=b&createdAfter=1', 'createdAfter'],
  ['tag=', 'tag'],
  [`tag=${long(65)}`, 'tag'],
  ['createdAfter=yesterday', 'createdAfter'],
  ['createdAfter=-1', 'createdAfter'],
  ['createdAfter=99999999999999', 'createdAfter'],
  ['createdBefore=2024-01-01', 'createdBefore'],
  ['createdBefore=1.5', 'createdBefore'],
  ['createdBefore=', 'createdBefore'],
  ['disposition=download', 'disposition'],
  ['cursor=', 'cursor'],
  ['cursor=abc', 'cursor'],
  ['cursor=%F0%9F%98%80', 'cursor'],
  [`cursor=${'A'.repeat(40)}`, 'cursor'],
  [`cursor=${'A'.repeat(5000)}`, 'cursor'],
  ['cursor=..%2F..', 'cursor'],
  ['page=2', 'page'],
  ['Limit=10', 'Limit'],
  ['__proto__=1', '__proto__'],
  ['constructor=1', 'constructor'],
  ['limit[]=1', 'limit[]'],
];

const badIds = [
  'a',
  '1',
  'null',
  'undefined',
  '__proto__',
  'constructor',
  '00000000-0000-0000-0000-00000000000',
  '00000000-0000-0000-0000-0000000000000',
  '00000000-0000-0000-0000-00000000000g',
  '00000000000000000000000000000000',
  '%7B00000000-0000-0000-0000-000000000000%7D',
  '00000000-0000-0000-0000-000000000000%0A',
  '%2e%2e%2fmetadata',
  'feed%230',
  '%F0%9F%98%80',
];

const badBodies: [title: string, body: string, field: string][] = [
  ['an open brace', '{', 'body'],
  ['a trailing comma', '{"filename":"a.jpg",}', 'body'],
  ['single quotes', "{'filename':'a.jpg'}", 'body'],
  ['a comment', '{"filename":"a.jpg"} // hi', 'body'],
  ['two values', '{"filename":"a.jpg"}{}', 'body'],
  ['a byte order mark alone', '\ufeff', 'body'],
  ['NaN', '{"filename":NaN}', 'body'],
  ['a control character in text', '{"filename":"a\u0001.jpg"}', 'body'],
  ['a form', 'filename=a.jpg', 'body'],
  ['XML', '<filename>a.jpg</filename>', 'body'],
  ['a key given twice', '{"filename":"a.jpg","filename":"b.jpg"}', 'filename'],
  ['a key given twice, once escaped', '{"filename":"a.jpg","file\\u006eame":"b.jpg"}', 'filename'],
  ['an attribute given twice', '{"filename":"a.jpg","attributes":{"a":1,"a":2}}', 'a'],
  ['__proto__', '{"filename":"a.jpg","__proto__":{"admin":true}}', '__proto__'],
  ['__proto__ as an attribute', '{"filename":"a.jpg","attributes":{"__proto__":1}}', '__proto__'],
  ['constructor', '{"filename":"a.jpg","constructor":{}}', 'constructor'],
  ['a number of 400 digits', `{"filename":"a.jpg","size":${'9'.repeat(400)}}`, 'size'],
  ['a huge exponent', '{"filename":"a.jpg","attributes":{"a":1e999}}', 'attributes.a'],
  ['objects 50 deep', `{"filename":"a.jpg","attributes":${'{"a":'.repeat(50)}1${'}'.repeat(50)}}`, 'body'],
];

/** What no JSON object is; a gateway's model refuses it before the function does. */
const notObjects: [title: string, body: string][] = [
  ['null', 'null'],
  ['a number', '1'],
  ['text', '"a.jpg"'],
  ['an array', '[{"filename":"a.jpg"}]'],
  ['true', 'true'],
  ['20,000 brackets', nested(20_000)],
];

const badTypes = [
  'text/plain',
  'application/xml',
  'multipart/form-data; boundary=x',
  'application/x-www-form-urlencoded',
  'application/jsonp',
  'application/json; charset=latin1',
  'image/jpeg',
];

const badIfMatch = ['3', 'abc', '"1', '1"', '""x', "'1'", '"1" "2"', ',', `"${long(5000)}"`];

const badIdempotencyKeys = [long(256), 'ä', 'a\tb'];

const names: Value[] = [
  ['no userId', { imageId: 'a' }, 'userId'],
  ['no imageId', { userId: 'a' }, 'imageId'],
  ['a null imageId', { userId: 'a', imageId: null }, 'imageId'],
  ['an empty imageId', { userId: 'a', imageId: '' }, 'imageId'],
  ['a numeric userId', { userId: 1, imageId: 'a' }, 'userId'],
  ['a numeric tweetId', { userId: 'a', tweetId: 12345 }, 'tweetId'],
  ['an imageId of 257 characters', { userId: 'a', imageId: long(257) }, 'imageId'],
  ['a lone surrogate', { userId: 'a', imageId: '\ud800' }, 'imageId'],
  ['two different names', { userId: 'a', imageId: 'b', tweetId: 'c' }, 'tweetId'],
  ['an unknown field', { userId: 'a', imageId: 'b', key: 'images/x' }, 'key'],
];

function invalid(title: string, method: string, path: string, body: unknown, field: string): BadRequest {
  return { title, method, path, body, code: 'ValidationFailed', field };
}

function editing(title: string, body: unknown, field: string): BadRequest[] {
  return [
    invalid(`POST with ${title}`, 'POST', '/metadata', { filename: 'a.jpg', ...(body as object) }, field),
    invalid(`PUT with ${title}`, 'PUT', '/metadata/{id}', body, field),
  ];
}

const ids = badIds.flatMap((id) =>
  ['GET', 'PUT', 'DELETE'].map((method) =>
    invalid(`${method} of the id ${id}`, method, `/metadata/${id}`, undefined, 'id'),
  ),
);

const fields = [
  ...badFilenames.map(([title, filename]) =>
    invalid(`POST with a filename that is ${title}`, 'POST', '/metadata', { filename }, 'filename'),
  ),
  ...badFilenames
    .slice(1)
    .map(([title, filename]) =>
      invalid(`PUT with a filename that is ${title}`, 'PUT', '/metadata/{id}', { filename }, 'filename'),
    ),
  ...badText.flatMap(([title, value]) => [
    ...editing(`a title that is ${title}`, { title: value }, 'title'),
    invalid(
      `POST with a userId that is ${title}`,
      'POST',
      '/metadata',
      { filename: 'a', userId: value },
      'userId',
    ),
    invalid(
      `POST with an imageId that is ${title}`,
      'POST',
      '/metadata',
      { filename: 'a', userId: 'u', imageId: value },
      'imageId',
    ),
  ]),
  ...badDeclarations.flatMap(([field, value]) =>
    editing(`${field} ${JSON.stringify(value).slice(0, 80)}`, { [field]: value }, field),
  ),
  ...badTags.map(([title, tags, field]) =>
    invalid(`POST with tags: ${title}`, 'POST', '/metadata', { filename: 'a', tags }, field!),
  ),
  ...badTagChanges.map(([title, tags, field]) =>
    invalid(`PUT with tags: ${title}`, 'PUT', '/metadata/{id}', { tags }, field!),
  ),
  ...badAttributes.flatMap(([title, attributes, field]) =>
    editing(`attributes: ${title}`, { attributes }, field!),
  ),
  invalid(
    'POST with 33 attributes',
    'POST',
    '/metadata',
    { filename: 'a', attributes: Object.fromEntries(Array.from({ length: 33 }, (_, at) => [`a${at}`, at])) },
    'attributes',
  ),
  invalid(
    'POST with a null attribute',
    'POST',
    '/metadata',
    { filename: 'a', attributes: { a: null } },
    'attributes.a',
  ),
  invalid('POST with imageId alone', 'POST', '/metadata', { filename: 'a', imageId: 'b' }, 'userId'),
  ...[
    'id',
    'version',
    'status',
    'feed',
    'sortKey',
    'objectKeys',
    'image',
    'tickets',
    'expiresAt',
    'isUploaded',
  ].flatMap((name) => editing(`the unknown field ${name}`, { [name]: 'x' }, name)),
  invalid('PUT of another userId', 'PUT', '/metadata/{id}', { userId: 'other' }, 'userId'),
  invalid('PUT of another imageId', 'PUT', '/metadata/{id}', { imageId: 'other' }, 'imageId'),
];

const bodies = [
  ...badBodies.flatMap(([title, body, field]) => [
    invalid(`POST with ${title}`, 'POST', '/metadata', body, field),
    invalid(`PUT with ${title}`, 'PUT', '/metadata/{id}', body, field),
  ]),
  ...notObjects.map(([title, body]) =>
    invalid(`POST with ${title} as body`, 'POST', '/metadata', body, 'body'),
  ),
  ...notObjects.map(([title, body]) =>
    invalid(`PUT with ${title} as body`, 'PUT', '/metadata/{id}', body, 'body'),
  ),
  invalid('POST without a body', 'POST', '/metadata', undefined, 'body'),
  invalid('upload_url without a body', 'POST', '/api/upload_url', undefined, 'body'),
];

const media = badTypes.flatMap((type): BadRequest[] => [
  {
    title: `POST as ${type}`,
    method: 'POST',
    path: '/metadata',
    body: '{"filename":"a.jpg"}',
    headers: { 'Content-Type': type },
    code: 'UnsupportedMediaType',
  },
  {
    title: `PUT as ${type}`,
    method: 'PUT',
    path: '/metadata/{id}',
    body: '{"filename":"a.jpg"}',
    headers: { 'Content-Type': type },
    code: 'UnsupportedMediaType',
  },
]);

const tooLarge: BadRequest[] = ['POST', 'PUT'].map((method) => ({
  title: `${method} of 64 KiB and a byte`,
  method,
  path: method === 'POST' ? '/metadata' : '/metadata/{id}',
  body: `{"filename":"${long(64 * 1024 + 1 - 15)}"}`,
  code: 'PayloadTooLarge',
}));

const headers: BadRequest[] = [
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
  ...['"0"', '"999999"', '"99999999999999999999999"', '"x"', '""', 'W/"1"', '"7", "8"'].flatMap((ifMatch) =>
    ['PUT', 'DELETE'].map(
      (method): BadRequest => ({
        title: `${method} with the stale If-Match ${ifMatch}`,
        method,
        path: '/metadata/{id}',
        headers: { 'If-Match': ifMatch },
        code: 'PreconditionFailed',
      }),
    ),
  ),
];

const queries = [
  ...badQueries.map(([query, field]) =>
    invalid(`list with ${query.slice(0, 60)}`, 'GET', `/metadata?${query}`, undefined, field),
  ),
  invalid('GET with an unknown parameter', 'GET', '/metadata/{id}?fields=id', undefined, 'fields'),
  invalid('GET with a bad disposition', 'GET', '/metadata/{id}?disposition=x', undefined, 'disposition'),
  invalid('POST with a query', 'POST', '/metadata?x=1', { filename: 'a.jpg' }, 'x'),
  invalid('PUT with a query', 'PUT', '/metadata/{id}?force=true', {}, 'force'),
  invalid('DELETE with a query', 'DELETE', '/metadata/{id}?force=true', undefined, 'force'),
];

const named = ['/api/upload_url', '/api/download_url'].flatMap((path) =>
  names.map(([title, body, field]) => invalid(`${path} with ${title}`, 'POST', path, body, field!)),
);

const missing: BadRequest[] = [
  ...['GET', 'PUT', 'DELETE'].map(
    (method): BadRequest => ({
      title: `${method} of a record that does not exist`,
      method,
      path: '/metadata/00000000-0000-4000-8000-000000000000',
      code: 'NotFound',
    }),
  ),
  {
    title: 'download_url of an image that does not exist',
    method: 'POST',
    path: '/api/download_url',
    body: { userId: 'nobody', imageId: '../../x' },
    code: 'NotFound',
  },
  ...[
    ['PUT', '/metadata'],
    ['DELETE', '/metadata'],
    ['PATCH', '/metadata'],
    ['POST', '/metadata/{id}'],
    ['PATCH', '/metadata/{id}'],
    ['GET', '/api/upload_url'],
    ['GET', '/api/download_url'],
  ].map(
    ([method, path]): BadRequest => ({
      title: `${method} ${path}`,
      method: method!,
      path: path!,
      code: 'MethodNotAllowed',
    }),
  ),
];

/** Requests that a function must refuse, whoever stands before it. */
export const BAD_REQUESTS: readonly BadRequest[] = [
  ...fields,
  ...bodies,
  ...media,
  ...tooLarge,
  ...ids,
  ...queries,
  ...headers,
  ...named,
  ...missing,
];
