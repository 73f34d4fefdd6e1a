import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coversResource, isArn, matches, matchesArn } from '../../../local/iam/patterns.ts';

const literal = fc.string().filter((text) => !/[*?]/.test(text));
const segment = fc.stringMatching(/^[a-z0-9/.-]{0,6}$/);
const arns = fc.tuple(segment, segment, segment, segment, segment).map((parts) => `arn:${parts.join(':')}`);

describe('a pattern', () => {
  it('takes every other character literally', () => {
    fc.assert(
      fc.property(literal, literal, (a, b) => {
        expect(matches(a, b)).toBe(a === b);
        expect(matches(`${a}*`, a + b)).toBe(true);
      }),
    );
  });
});

describe('an ARN in a condition', () => {
  it.each([
    ['arn:aws:s3:::photos*', 'arn:aws:s3:::photos-1', true],
    ['arn:aws:s3:::photos?', 'arn:aws:s3:::photos1', true],
    ['arn:*:s3:::photos', 'arn:aws:s3:::photos', true],
    ['arn:aws:sns:*:*:topic', 'arn:aws:sns:eu-west-1:1:topic', true],
    ['arn:aws:sqs:eu-west-1:1:*', 'arn:aws:sqs:eu-west-1:1:queue', true],
    ['arn:aws:lambda:eu-west-1:1:function:*', 'arn:aws:lambda:eu-west-1:1:function:api:live', true],
    ['arn:aws:sns:*:topic', 'arn:aws:sns:eu-west-1:1:topic', false],
    ['arn:aws:*:topic', 'arn:aws:sns:eu-west-1:1:topic', false],
    ['arn:aws:sns:*:1:topic', 'arn:aws:sns:eu-west-1:2:1:topic', false],
    ['arn:aws:s3?:photos', 'arn:aws:s3:::photos', false],
    ['arn:aws:s3:::Photos', 'arn:aws:s3:::photos', false],
    ['*', 'arn:aws:s3:::photos', false],
    ['arn:*', 'arn:aws:s3:::photos', false],
    ['arn:aws:s3:::*', 'photos', false],
  ])('%s matches %s: %s', (pattern, arn, expected) => {
    expect(matchesArn(pattern, arn)).toBe(expected);
  });

  it('is alike only where each of its six parts is', () => {
    fc.assert(
      fc.property(arns, arns, fc.integer({ min: 1, max: 5 }), (one, other, index) => {
        const parts = other.split(':');
        const pattern = parts.map((part, at) => (at === index ? '*' : part)).join(':');
        const same = one.split(':').every((part, at) => at === index || part === parts[at]);
        expect(matchesArn(pattern, one)).toBe(same);
        expect(matchesArn(one, one)).toBe(true);
      }),
    );
  });

  it('has six parts', () => {
    expect(['arn:aws:s3:::photos', 'arn:aws:lambda:r:1:function:f:live'].every(isArn)).toBe(true);
    expect(['', '*', 'arn:aws:s3', 'photos:a:b:c:d:e'].some(isArn)).toBe(false);
  });
});

describe('a resource', () => {
  it.each([
    ['*', 'arn:aws:s3:::photos/a', true],
    ['arn:aws:s3:::photos/*', 'arn:aws:s3:::photos/a/b:c.jpg', true],
    ['arn:aws:s3:::photos/*.jpg', 'arn:aws:s3:::photos/a:b.jpg', true],
    ['arn:aws:s3:::photos/?.jpg', 'arn:aws:s3:::photos/:.jpg', true],
    ['arn:aws:dynamodb:*:1:table/x', 'arn:aws:dynamodb:eu-west-1:1:table/x', true],
    ['arn:aws:sqs:*', 'arn:aws:sqs:eu-west-1:1:queue', true],
    ['arn:aws:d*b:eu-west-1:1:table/x', 'arn:aws:dynamodb:eu-west-1:1:table/x', true],
    ['arn:aws:d*x', 'arn:aws:dynamodb:eu-west-1:1:table/x', false],
    ['arn:aws:dynamodb:eu?1:table/x', 'arn:aws:dynamodb:eu:1:table/x', false],
    ['arn:aws:s3:::photos', 'arn:aws:s3:::photos/a', false],
  ])('%s covers %s: %s', (pattern, arn, expected) => {
    expect(coversResource(pattern, arn)).toBe(expected);
  });

  it('is covered by nothing that the plain pattern does not match', () => {
    const patterns = fc.stringMatching(/^arn:[a-z:*?/]{0,12}$/);
    fc.assert(
      fc.property(patterns, arns, (pattern, arn) => {
        if (coversResource(pattern, arn)) expect(matches(pattern, arn)).toBe(true);
      }),
    );
  });
});
