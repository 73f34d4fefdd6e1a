import { type BadRequest, invalid, long } from './bad-request.ts';

const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);

const badBodies: [title: string, body: string, field: string][] = [
  ['an open brace', '{', 'body'],
  ['a trailing comma', '{"filename":"a.jpg",}', 'body'],
  ['single quotes', "{'filename':'a.jpg'}", 'body'],
  ['a comment', '{"filename":"a.jpg"} // hi', 'body'],
  ['two values', '{"filename":"a.jpg"}{}', 'body'],
  ['a byte order mark alone', '\ufeff', 'body'],
  ['a byte order mark ahead', '\ufeff{"filename":"a.jpg"}', 'body'],
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
  'application/json;x=1;CHARSET="UTF-16"',
  'application/json; charset',
  'application/json; =utf-8',
  'application/json; charset="utf-8',
  'application/json charset=utf-8',
  'application/json, text/plain',
  'image/jpeg',
];

export const bodies = [
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

export const media = badTypes.flatMap((type): BadRequest[] => [
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

export const tooLarge: BadRequest[] = ['POST', 'PUT'].map((method) => ({
  title: `${method} of 64 KiB and a byte`,
  method,
  path: method === 'POST' ? '/metadata' : '/metadata/{id}',
  body: `{"filename":"${long(64 * 1024 + 1 - 15)}"}`,
  code: 'PayloadTooLarge',
}));
