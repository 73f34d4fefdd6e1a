import { describe, expect, it } from 'vitest';
import { readFilters } from '../../../../local/lambda/streams/filter.ts';

const filters = (...patterns: unknown[]) =>
  readFilters({ Filters: patterns.map((pattern) => ({ Pattern: JSON.stringify(pattern) })) });

const record = {
  eventName: 'MODIFY',
  userIdentity: { type: 'Service' },
  dynamodb: {
    Keys: { id: { S: 'record#1' } },
    NewImage: {
      status: { S: 'ready' },
      size: { N: '100' },
      isUploaded: { BOOL: true },
      tags: { SS: ['a', 'b'] },
      image: { M: { type: { S: 'image/png' } } },
    },
    SizeBytes: 120,
  },
};

const of = (attribute: string, rules: unknown) => ({ dynamodb: { NewImage: { [attribute]: rules } } });

describe('a filter takes a record', () => {
  it.each([
    ['of a literal', { eventName: ['INSERT', 'MODIFY'] }, true],
    ['of no other literal', { eventName: ['INSERT'] }, false],
    ['of all its fields', { eventName: ['MODIFY'], ...of('status', { S: ['ready'] }) }, true],
    ['of no single one', { eventName: ['INSERT'], ...of('status', { S: ['ready'] }) }, false],
    ['of a nested field', of('image', { M: { type: { S: ['image/png'] } } }), true],
    ['of a truth value', of('isUploaded', { BOOL: [true] }), true],
    ['of an element of a list', of('tags', { SS: ['b'] }), true],
    ['with a field that exists', of('status', { S: [{ exists: true }] }), true],
    ['without one', of('other', { S: [{ exists: false }] }), true],
    ['not without one that exists', of('status', { S: [{ exists: false }] }), false],
    ['of the beginning of a text', { dynamodb: { Keys: { id: { S: [{ prefix: 'record#' }] } } } }, true],
    ['of no other beginning', { dynamodb: { Keys: { id: { S: [{ prefix: 'ticket#' }] } } } }, false],
    ['of its end', of('image', { M: { type: { S: [{ suffix: '/png' }] } } }), true],
    ['whatever the case', of('status', { S: [{ 'equals-ignore-case': 'READY' }] }), true],
    ['of anything but', of('status', { S: [{ 'anything-but': ['pending', 'rejected'] }] }), true],
    ['not of what it is but', of('status', { S: [{ 'anything-but': 'ready' }] }), false],
    ['of no beginning but', of('status', { S: [{ 'anything-but': { prefix: 'rea' } }] }), false],
    ['not of anything but, without the field', of('other', { S: [{ 'anything-but': 'x' }] }), false],
    ['of a number', { dynamodb: { SizeBytes: [{ numeric: ['>', 100, '<=', 120] }] } }, true],
    ['of no number beyond', { dynamodb: { SizeBytes: [{ numeric: ['>', 120] }] } }, false],
    ['of either of two', { $or: [{ eventName: ['INSERT'] }, { userIdentity: { type: ['Service'] } }] }, true],
    ['of nothing at all', {}, true],
  ])('%s', (_, pattern, taken) => {
    expect(filters(pattern)(record)).toBe(taken);
  });

  it('that any of several filters takes, and every one where there are none', () => {
    expect(filters({ eventName: ['INSERT'] }, { eventName: ['MODIFY'] })(record)).toBe(true);
    expect(filters()(record)).toBe(true);
  });
});

describe('a filter is refused', () => {
  it.each([
    [
      'of an operator that is not known',
      { eventName: [{ wildcard: 'M*' }] },
      'eventName has {"wildcard":"M*"}',
    ],
    ['of two operators at once', { eventName: [{ prefix: 'M', suffix: 'Y' }] }, 'does not know'],
    ['of a malformed one', { eventName: [{ exists: 'yes' }] }, 'does not know'],
    ['of no list', { eventName: 'MODIFY' }, 'eventName is no object'],
    ['of an empty list', { eventName: [] }, 'empty list'],
    ['for a field that no record has', { eventname: ['MODIFY'] }, 'eventname'],
    [
      'for an attribute without its type',
      of('status', ['ready']),
      'dynamodb.NewImage.status is no single value',
    ],
    ['for an image as a whole', { dynamodb: { OldImage: [{ exists: false }] } }, 'dynamodb.OldImage is no'],
    ['for a number of an item', of('size', { N: [{ numeric: ['>', 5] }] }), 'are texts there'],
    ['for a literal number of an item', of('size', { N: [5] }), 'are texts there'],
    ['of what is no object', ['MODIFY'], 'pattern is no object'],
  ])('%s', (_, pattern, sentence) => {
    expect(() => filters(pattern)).toThrow(sentence);
  });

  it('that is no JSON', () => {
    expect(() => readFilters({ Filters: [{ Pattern: '{' }] })).toThrow('the filter { is no JSON');
  });
});
