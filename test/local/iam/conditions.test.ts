import { describe, expect, it } from 'vitest';
import { type Conditions, type ContextKeys, conditionsHold } from '../../../local/iam/conditions.ts';

const context: ContextKeys = {
  'aws:SourceArn': 'arn:aws:sns:eu-west-1:1:topic',
  'aws:SourceAccount': '111122223333',
  'aws:SecureTransport': 'true',
  's3:max-keys': '10',
  's3:prefix': '',
  'aws:TagKeys': ['team', 'stage'],
};

/** One operator on one key. */
const condition = (
  operator: string,
  key: string,
  wanted: string | number | boolean | string[],
): Conditions => ({
  [operator]: { [key]: wanted },
});

describe('a condition', () => {
  it.each<[string, string, string | number | boolean | string[], boolean]>([
    ['StringEquals', 'aws:SourceAccount', '111122223333', true],
    ['StringEquals', 'AWS:SOURCEACCOUNT', '111122223333', true],
    ['StringEquals', 'aws:SourceAccount', ['1', '111122223333'], true],
    ['StringEquals', 'aws:SourceAccount', '1111*', false],
    ['StringEquals', 'aws:SourceArn', 'ARN:aws:sns:eu-west-1:1:topic', false],
    ['StringEqualsIgnoreCase', 'aws:SourceArn', 'ARN:aws:sns:eu-west-1:1:TOPIC', true],
    ['StringNotEqualsIgnoreCase', 'aws:SourceArn', 'ARN:aws:sns:eu-west-1:1:TOPIC', false],
    ['StringLike', 'aws:SourceArn', 'arn:aws:sns:*:topic', true],
    ['StringLike', 'aws:SourceArn', 'arn:aws:SNS:*', false],
    ['StringNotLike', 'aws:SourceArn', ['arn:aws:s3:*', 'arn:aws:sns:*'], false],
    ['ArnLike', 'aws:SourceArn', 'arn:aws:sns:*:*:topic', true],
    ['ArnLike', 'aws:SourceArn', 'arn:aws:sns:eu-west-1:*:*', true],
    ['ArnLike', 'aws:SourceArn', 'arn:aws:*:eu-west-1:1:*:topic', false],
    ['ArnEquals', 'aws:SourceArn', 'arn:aws:sns:*:1:topic', true],
    ['ArnNotLike', 'aws:SourceArn', 'arn:aws:sns:*:1:topic', false],
    ['ArnNotEquals', 'aws:SourceArn', 'arn:aws:sns:*:2:topic', true],
    ['Bool', 'aws:SecureTransport', true, true],
    ['Bool', 'aws:SecureTransport', 'True', true],
    ['Bool', 'aws:SecureTransport', 'false', false],
    ['NumericLessThan', 's3:max-keys', 11, true],
    ['NumericLessThan', 's3:max-keys', '10', false],
    ['NumericLessThanEquals', 's3:max-keys', '10', true],
    ['NumericGreaterThanEquals', 's3:max-keys', '10', true],
    ['NumericNotEquals', 's3:max-keys', '10', false],
    ['NumericLessThan', 's3:prefix', '10', false],
    ['NumericEquals', 'aws:SourceArn', '10', false],
    ['Null', 'aws:SourceArn', 'false', true],
    ['Null', 'aws:SourceArn', 'true', false],
    ['Null', 'aws:Absent', true, true],
    ['StringEquals', 'aws:Absent', 'x', false],
    ['StringEqualsIfExists', 'aws:Absent', 'x', true],
    ['StringEqualsIfExists', 'aws:SourceAccount', 'x', false],
    ['StringNotEquals', 'aws:Absent', 'x', true],
    ['ArnNotLike', 'aws:Absent', 'arn:aws:s3:::x', true],
    ['ArnLike', 'aws:Absent', 'arn:aws:s3:::x', false],
    ['Bool', 'aws:Absent', 'false', false],
    ['BoolIfExists', 'aws:Absent', 'false', true],
    ['StringEquals', 's3:prefix', '', true],
    ['ForAnyValue:StringEquals', 'aws:TagKeys', ['stage', 'cost'], true],
    ['ForAnyValue:StringEquals', 'aws:TagKeys', 'cost', false],
    ['ForAllValues:StringEquals', 'aws:TagKeys', ['stage', 'team', 'cost'], true],
    ['ForAllValues:StringLike', 'aws:TagKeys', 's*', false],
    ['ForAllValues:StringNotEquals', 'aws:TagKeys', 'cost', true],
    ['ForAllValues:StringEquals', 'aws:Absent', 'x', true],
    ['ForAnyValue:StringEquals', 'aws:Absent', 'x', false],
    ['ForAnyValue:StringNotEquals', 'aws:Absent', 'x', false],
    ['ForAnyValue:StringEqualsIfExists', 'aws:Absent', 'x', true],
  ])('%s of %s with %j: %s', (operator, key, wanted, expected) => {
    expect(conditionsHold(condition(operator, key, wanted), context)).toBe(expected);
  });

  it('is one of several that must all hold', () => {
    const both = {
      ...condition('StringEquals', 'aws:SourceAccount', '111122223333'),
      ...condition('ArnLike', 'aws:SourceArn', 'arn:aws:s3:::*'),
    };
    expect(conditionsHold(both, context)).toBe(false);
  });

  it.each<[string, string, string | string[], RegExp]>([
    ['IpAddress', 'aws:SourceIp', '10.0.0.0/8', /IpAddress/],
    ['DateLessThan', 'aws:CurrentTime', '2026-01-01', /DateLessThan/],
    ['stringequals', 'aws:SourceAccount', '1', /stringequals/],
    ['NullIfExists', 'aws:SourceAccount', 'true', /NullIfExists/],
    ['ForSomeValues:StringEquals', 'aws:TagKeys', 'x', /ForSomeValues/],
    ['constructor', 'aws:SourceAccount', 'x', /constructor/],
    ['StringEquals', 'aws:TagKeys', 'team', /ForAnyValue or ForAllValues/],
    ['StringNotEquals', 'aws:TagKeys', 'team', /ForAnyValue or ForAllValues/],
    ['StringEquals', 'aws:SourceAccount', `\${aws:PrincipalAccount}`, /policy variable/],
    ['ArnLike', 'aws:SourceArn', '*', /no ARN/],
    ['ArnNotLike', 'aws:SourceArn', 'arn:aws:s3', /no ARN/],
    ['Bool', 'aws:SecureTransport', 'yes', /neither true nor false/],
    ['Null', 'aws:SecureTransport', 'yes', /neither true nor false/],
    ['NumericLessThan', 's3:max-keys', 'many', /no number/],
  ])('%s of %s with %j is an error, not a guess', (operator, key, wanted, message) => {
    const unknown = condition(operator, key, wanted);
    expect(() => conditionsHold(unknown, context)).toThrow(message);
    // Whatever the other conditions say.
    const failing = condition('StringEquals', 'aws:SourceAccount', 'x');
    expect(() => conditionsHold({ ...failing, ...unknown }, context)).toThrow(message);
  });
});
