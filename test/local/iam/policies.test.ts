import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { admitsService, isAllowed, matches, type Statement } from '../../../local/iam/policies.ts';

const allow = (rest: Partial<Statement>): Statement => ({
  Effect: 'Allow',
  Action: '*',
  Resource: '*',
  ...rest,
});
const get = { action: 's3:GetObject', resource: 'arn:aws:s3:::photos/a/b.jpg' };

describe('policies', () => {
  it.each<[string, Statement[], boolean]>([
    ['nothing is said', [], false],
    ['the action is named', [allow({ Action: ['s3:PutObject', 's3:GetObject'] })], true],
    ['the action is named in another case', [allow({ Action: 'S3:getobject' })], true],
    ['only another action is named', [allow({ Action: 's3:GetObjectVersion' })], false],
    ['a wildcard covers the action', [allow({ Action: 's3:Get*' })], true],
    ['the resource is another one', [allow({ Resource: 'arn:aws:s3:::photos' })], false],
    ['a wildcard covers the resource, slashes too', [allow({ Resource: 'arn:aws:s3:::photos/*' })], true],
    ['a question mark stands for one character', [allow({ Resource: 'arn:aws:s3:::photos/?/b.jpg' })], true],
    ['the resource differs in case', [allow({ Resource: 'arn:aws:s3:::Photos/*' })], false],
    ['the action is excepted', [allow({ Action: undefined!, NotAction: 's3:Get*' })], false],
    ['a denial stands beside it', [allow({}), allow({ Effect: 'Deny', Action: 's3:GetObject' })], false],
    [
      'the denial is about another action',
      [allow({}), allow({ Effect: 'Deny', Action: 's3:PutObject' })],
      true,
    ],
    ['its condition holds', [allow({ Condition: { Bool: { 'aws:SecureTransport': 'true' } } })], true],
    [
      'its condition does not hold',
      [allow({ Condition: { Bool: { 'aws:SecureTransport': 'false' } } })],
      false,
    ],
    [
      'its condition asks for what is not there',
      [allow({ Condition: { StringEquals: { 'aws:x': 'y' } } })],
      false,
    ],
    [
      'its condition excepts what is not there',
      [allow({ Condition: { StringNotEquals: { 'aws:x': 'y' } } })],
      true,
    ],
  ])('when %s', (_, statements, expected) => {
    expect(isAllowed(statements, get)).toBe(expected);
  });

  it('never guess at a condition that they do not know', () => {
    const statement = allow({ Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } } });
    expect(() => isAllowed([statement], get)).toThrow(/IpAddress/);
  });

  it('of a resource let in the service that they name, from where they name it', () => {
    const statement = allow({
      Principal: { Service: 's3.amazonaws.com' },
      Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::photos*' } },
    });
    const from = (arn: string) => ({ ...get, context: { 'aws:sourcearn': arn } });
    expect(admitsService([statement], 's3.amazonaws.com', from('arn:aws:s3:::photos-1'))).toBe(true);
    expect(admitsService([statement], 's3.amazonaws.com', from('arn:aws:s3:::other'))).toBe(false);
    expect(admitsService([statement], 'sns.amazonaws.com', from('arn:aws:s3:::photos-1'))).toBe(false);
  });

  it('take every other character literally', () => {
    const literal = fc.string().filter((text) => !/[*?]/.test(text));
    fc.assert(
      fc.property(literal, literal, (a, b) => {
        expect(matches(a, b)).toBe(a === b);
        expect(matches(`${a}*`, a + b)).toBe(true);
      }),
    );
  });
});
