import { unreadableText } from './bad-fields.ts';
import { type BadRequest, invalid, long, type Value } from './bad-request.ts';

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

export const ids = badIds.flatMap((id) =>
  ['GET', 'PUT', 'DELETE'].map((method) =>
    invalid(`${method} of the id ${id}`, method, `/metadata/${id}`, undefined, 'id'),
  ),
);

export const queries = [
  ...badQueries.map(([query, field]) =>
    invalid(`list with ${query.slice(0, 60)}`, 'GET', `/metadata?${query}`, undefined, field),
  ),
  invalid('GET with an unknown parameter', 'GET', '/metadata/{id}?fields=id', undefined, 'fields'),
  invalid('GET with a bad disposition', 'GET', '/metadata/{id}?disposition=x', undefined, 'disposition'),
  invalid('POST with a query', 'POST', '/metadata?x=1', { filename: 'a.jpg' }, 'x'),
  invalid('PUT with a query', 'PUT', '/metadata/{id}?force=true', {}, 'force'),
  invalid('DELETE with a query', 'DELETE', '/metadata/{id}?force=true', undefined, 'force'),
];

export const named = ['/api/upload_url', '/api/download_url'].flatMap((path) =>
  names.map(([title, body, field]) => invalid(`${path} with ${title}`, 'POST', path, body, field!)),
);

/** A record is not made under a name that nobody can read. */
export const unreadable = unreadableText.flatMap(([title, name]) => [
  invalid(
    `/api/upload_url with a userId that is ${title}`,
    'POST',
    '/api/upload_url',
    { userId: name, imageId: 'a' },
    'userId',
  ),
  invalid(
    `/api/upload_url with a tweetId that is ${title}`,
    'POST',
    '/api/upload_url',
    { userId: 'a', tweetId: name },
    'tweetId',
  ),
]);

export const missing: BadRequest[] = [
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
    ['erasing everything', '/metadata?erase=true', 'userId'],
    ['erasing all of an owner by mistake', '/metadata?userId=u', 'erase'],
    ['erasing all of an owner, or not', '/metadata?userId=u&erase=false', 'erase'],
    ['erasing perhaps', '/metadata/00000000-0000-4000-8000-000000000000?erase=1', 'erase'],
  ].map(
    ([title, path, field]): BadRequest => ({
      title: title!,
      method: 'DELETE',
      path: path!,
      code: 'ValidationFailed',
      field: field!,
    }),
  ),
  ...[
    ['PUT', '/metadata'],
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
