import { describe, expect, it } from 'vitest';
import { startHarness } from '../support/start.ts';

const api = await startHarness();

describe('an error says what to do about a field of a body', () => {
  it.each<[body: object, path: string, message: string]>([
    [{}, 'filename', 'is required'],
    [{ filename: null }, 'filename', 'must be a string'],
    [{ filename: 7 }, 'filename', 'must be a string'],
    [{ filename: 'a b' }, 'filename', 'must be 1 to 255 of the characters A-Z a-z 0-9 _ . -'],
    [{ title: 7 }, 'title', 'must be a string'],
    [{ title: '' }, 'title', 'must have at least 1 characters'],
    [{ tags: 'x' }, 'tags', 'must be an array'],
    [{ tags: [7] }, 'tags.0', 'must be a string'],
    [{ attributes: [] }, 'attributes', 'must be an object'],
    [{ attributes: { n: [] } }, 'attributes.n', 'must be a string or a number or a boolean'],
    [{ title: '\u200b' }, 'title', 'must have a character that can be seen'],
    [{ title: 'a\0' }, 'title', 'must not have control characters, such as tabs, line breaks and NUL'],
    [{ tags: [' '] }, 'tags.0', 'must have a character that can be seen'],
    [{ attributes: { '': 1 } }, 'attributes.', 'has a name that must have at least 1 characters'],
    [{ size: '7' }, 'size', 'must be a number'],
    [{ size: 1.5 }, 'size', 'must be an integer'],
    [{ size: 0 }, 'size', 'must be at least 1'],
    [{ sha256: 'ab' }, 'sha256', 'must be 64 hexadecimal characters'],
    [{ '': 1 }, '""', 'is not a known field'],
  ])('%j', async (fields, path, message) => {
    const body = path === 'filename' ? fields : { filename: 'a.jpg', ...fields };
    const reply = await api.call('POST', '/metadata', { body });
    expect(reply).toMatchObject({ status: 400, body: { message: `${path} ${message}` } });
    expect(reply.body.errors).toEqual([{ path, message }]);
  });

  it.each<[query: string, path: string, message: string]>([
    ['limit=', 'limit', 'must be an integer'],
    ['limit=1e1', 'limit', 'must be an integer'],
    ['limit=0', 'limit', 'must be at least 1'],
    ['createdAfter=x', 'createdAfter', 'must be an integer'],
    ['order=DESC', 'order', 'must be one of desc, asc'],
    ['=1', '""', 'is not a known field'],
  ])('and of a query, %s', async (query, path, message) => {
    const reply = await api.call('GET', `/metadata?${query}`);
    expect(reply).toMatchObject({ status: 400, body: { errors: [{ path, message }] } });
  });
});
