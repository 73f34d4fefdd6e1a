import { describe, expect, it } from 'vitest';
import { match, type RouteNode } from '../../../local/gateway/routes.ts';

function tree(...paths: string[]): RouteNode<string> {
  const node = (path: string): RouteNode<string> => ({
    path,
    resourceId: path,
    methods: new Map(),
    children: new Map(),
  });
  const root = node('/');
  for (const entry of paths) {
    const [method = '', path = ''] = entry.split(' ');
    let at = root;
    for (const part of path.split('/').filter(Boolean)) {
      const child = at.children.get(part) ?? node(`${at.path === '/' ? '' : at.path}/${part}`);
      at.children.set(part, child);
      at = child;
    }
    at.methods.set(method, entry);
  }
  return root;
}

const root = tree(
  'GET /',
  'GET /things',
  'ANY /things',
  'GET /things/{id}',
  'GET /things/special',
  'GET /things/{id}/parts/{part}',
  'ANY /files/{proxy+}',
  'GET /files/readme',
);

describe('API Gateway picks', () => {
  it.each([
    ['the root', 'GET', '', 'GET /', {}],
    ['the method itself before ANY', 'GET', 'things', 'GET /things', {}],
    ['ANY for other methods', 'PATCH', 'things', 'ANY /things', {}],
    ['a parameter', 'GET', 'things/7', 'GET /things/{id}', { id: '7' }],
    ['a fixed part before a parameter', 'GET', 'things/special', 'GET /things/special', {}],
    [
      'several parameters',
      'GET',
      'things/7/parts/a b',
      'GET /things/{id}/parts/{part}',
      { id: '7', part: 'a b' },
    ],
    ['a greedy parameter', 'PUT', 'files/a/b/c', 'ANY /files/{proxy+}', { proxy: 'a/b/c' }],
    ['a fixed part before a greedy parameter', 'GET', 'files/readme', 'GET /files/readme', {}],
    [
      'the greedy parameter below a fixed part',
      'GET',
      'files/readme/x',
      'ANY /files/{proxy+}',
      { proxy: 'readme/x' },
    ],
  ])('%s', (_, method, path, expected, parameters) => {
    const found = match(root, path === '' ? [] : path.split('/'), method);
    expect(found?.method).toBe(expected);
    expect(found?.pathParameters).toEqual(parameters);
  });

  it.each([
    ['a path that is not there', 'GET', 'nothing'],
    ['a method that is not there', 'POST', 'things/7'],
    ['a deeper path', 'GET', 'things/7/parts'],
    ['an empty part', 'GET', 'things/'],
    ['a parameter written as one', 'POST', 'things/{id}'],
    ['a greedy parameter without anything', 'GET', 'files'],
  ])('nothing for %s', (_, method, path) => {
    expect(match(root, path.split('/'), method)).toBeUndefined();
  });
});
