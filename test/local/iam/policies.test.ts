import { describe, expect, it } from 'vitest';
import {
  admitsService,
  decisionOf,
  isAllowed,
  type PolicyDocument,
  type Statement,
  statementsOf,
} from '../../../local/iam/policies.ts';

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

  it('tell a denial from silence', () => {
    expect(decisionOf([allow({})], get)).toBe('Allow');
    expect(decisionOf([allow({}), allow({ Effect: 'Deny' })], get)).toBe('Deny');
    expect(decisionOf([allow({ Action: 's3:PutObject' })], get)).toBeUndefined();
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

  it.each<[string, Partial<Statement>]>([
    ['an Effect in another case', { Effect: 'deny' as 'Deny' }],
    ['neither Action nor NotAction', { Action: undefined! }],
    ['both Action and NotAction', { NotAction: 's3:Put*' }],
    ['neither Resource nor NotResource', { Resource: undefined! }],
    ['both Resource and NotResource', { NotResource: 'arn:aws:s3:::other' }],
    ['no action at all', { Action: [] }],
    ['no resource at all', { Resource: [] }],
    ['an action without its service', { Action: 'GetObject' }],
    ['a wildcard for the service', { Action: 's*:GetObject' }],
    ['a resource that is no ARN', { Resource: 'photos/*' }],
    ['a policy variable', { Resource: `arn:aws:s3:::photos/\${aws:userid}/*` }],
  ])('with %s is refused, allows nothing and denies everything', (_, fault) => {
    const malformed = allow(fault);
    expect(() => statementsOf({ Statement: malformed }, 'The role of Api')).toThrow(/^The role of Api has /);
    expect(isAllowed([malformed], get)).toBe(false);
    expect(isAllowed([allow({}), { ...malformed, Effect: 'Deny' }], get)).toBe(false);
  });

  it('are named by their Sid when they are refused', () => {
    const document: PolicyDocument = { Statement: { ...allow({ Action: 'Get' }), Sid: 'Reads' } };
    expect(() => statementsOf(document, 'The role of Api')).toThrow(
      'The role of Api has the statement Reads that names the action "Get", which is neither service:Action nor *.',
    );
  });

  it.each<[string, Partial<Statement>, boolean]>([
    ['everyone', { Principal: '*' }, true],
    ['every AWS principal, services too', { Principal: { AWS: '*' } }, true],
    ['the service', { Principal: { Service: 's3.amazonaws.com' } }, true],
    ['the service among others', { Principal: { Service: ['sns.amazonaws.com', 's3.amazonaws.com'] } }, true],
    ['the service, as an account', { Principal: { AWS: 's3.amazonaws.com' } }, false],
    ['the service, as a federation', { Principal: { Federated: 's3.amazonaws.com' } }, false],
    ['the service, as a canonical user', { Principal: { CanonicalUser: 's3.amazonaws.com' } }, false],
    ['everyone, as a canonical user', { Principal: { CanonicalUser: '*' } }, false],
    ['the service, as a type that there is not', { Principal: { service: 's3.amazonaws.com' } }, false],
    ['the service, without its type', { Principal: 's3.amazonaws.com' as '*' }, false],
    ['every service', { Principal: { Service: '*' } }, false],
    ['services by a wildcard', { Principal: { Service: 's3.*' } }, false],
    ['another account', { Principal: { AWS: 'arn:aws:iam::123456789012:root' } }, false],
    ['nobody', {}, false],
    ['everyone but another', { NotPrincipal: { AWS: '123456789012' } }, false],
    [
      'everyone, but is of AWS services alone',
      { Principal: '*', Condition: { Bool: { 'aws:PrincipalIsAWSService': 'true' } } },
      true,
    ],
  ])('of a resource that name %s let in the service: %s', (_, statement, admitted) => {
    expect(admitsService([allow(statement)], 's3.amazonaws.com', get)).toBe(admitted);
  });

  it.each<[string, Partial<Statement>, boolean]>([
    ['the service', { Principal: { Service: 's3.amazonaws.com' } }, false],
    ['everyone', { Principal: { AWS: '*' } }, false],
    ['nobody', {}, false],
    ['another service', { Principal: { Service: 'sns.amazonaws.com' } }, true],
    ['everyone but the service', { NotPrincipal: { Service: 's3.amazonaws.com' } }, true],
    ['everyone but another service', { NotPrincipal: { Service: 'sns.amazonaws.com' } }, false],
  ])('of a resource that deny %s let in the service: %s', (_, statement, admitted) => {
    const everyone = allow({ Principal: '*' });
    const denial: Statement = { Effect: 'Deny', Action: '*', Resource: '*', ...statement };
    expect(admitsService([everyone, denial], 's3.amazonaws.com', get)).toBe(admitted);
  });
});
