import { describe, expect, it } from 'vitest';
import { resolve, type Scope } from '../../../local/template/intrinsics.ts';

const scope: Scope = {
  region: 'eu-west-1',
  ref: (name) => ({ Bucket: 'my-bucket', List: ['a', 'b'], 'AWS::Region': 'eu-west-1' })[name],
  attribute: (id, attribute) => `${id}/${attribute}`,
  imported: (name) => `imported ${name}`,
  condition: (name) => name === 'Yes',
  mapping: (...path) => path.join('.'),
};

describe('intrinsic functions', () => {
  it.each<[string, unknown, unknown]>([
    ['Ref', { Ref: 'Bucket' }, 'my-bucket'],
    ['Fn::GetAtt as a list', { 'Fn::GetAtt': ['Bucket', 'Arn'] }, 'Bucket/Arn'],
    ['Fn::GetAtt as a text', { 'Fn::GetAtt': 'Bucket.Endpoint.Port' }, 'Bucket/Endpoint.Port'],
    ['Fn::Join', { 'Fn::Join': ['-', ['a', { Ref: 'Bucket' }, 1]] }, 'a-my-bucket-1'],
    ['Fn::Join over a list', { 'Fn::Join': ['+', { Ref: 'List' }] }, 'a+b'],
    [
      'Fn::Split and Fn::Select',
      { 'Fn::Select': ['1', { 'Fn::Split': ['-', { Ref: 'Bucket' }] }] },
      'bucket',
    ],
    ['Fn::Sub', { 'Fn::Sub': `\${Bucket}/\${Bucket.Arn}/\${!Literal}` }, `my-bucket/Bucket/Arn/\${Literal}`],
    [
      'Fn::Sub with variables',
      { 'Fn::Sub': [`\${x}-\${AWS::Region}`, { x: { Ref: 'Bucket' } }] },
      'my-bucket-eu-west-1',
    ],
    ['Fn::ImportValue', { 'Fn::ImportValue': { 'Fn::Join': ['', ['a', 'b']] } }, 'imported ab'],
    ['Fn::FindInMap', { 'Fn::FindInMap': ['Map', { Ref: 'AWS::Region' }, 'x'] }, 'Map.eu-west-1.x'],
    ['Fn::Base64', { 'Fn::Base64': 'text' }, 'dGV4dA=='],
    ['Fn::GetAZs', { 'Fn::Select': [0, { 'Fn::GetAZs': '' }] }, 'eu-west-1a'],
    ['Fn::If', { 'Fn::If': ['Yes', { Ref: 'Bucket' }, { Ref: 'Nothing' }] }, 'my-bucket'],
    ['Fn::Equals', { 'Fn::Equals': ['1', 1] }, true],
    ['Fn::And', { 'Fn::And': [{ Condition: 'Yes' }, { Condition: 'No' }] }, false],
    ['Fn::Or', { 'Fn::Or': [{ Condition: 'Yes' }, { Condition: 'No' }] }, true],
    ['Fn::Not', { 'Fn::Not': [{ 'Fn::Equals': ['a', 'b'] }] }, true],
  ])('%s', (_, expression, expected) => {
    expect(resolve(expression, scope)).toEqual(expected);
  });

  it('leave out what AWS::NoValue stands for', () => {
    const nothing = { Ref: 'AWS::NoValue' };
    const expression = {
      kept: 1,
      gone: nothing,
      list: [nothing, 2],
      maybe: { 'Fn::If': ['No', 3, nothing] },
    };
    expect(resolve(expression, scope)).toEqual({ kept: 1, list: [2] });
  });

  it('leave a policy its Condition', () => {
    const statement = { Condition: { StringEquals: { key: { Ref: 'Bucket' } } } };
    expect(resolve(statement, scope)).toEqual({ Condition: { StringEquals: { key: 'my-bucket' } } });
  });

  it.each([
    [{ Ref: 'Nothing' }, /refers to Nothing, which it does not declare/],
    [{ 'Fn::Transform': {} }, /uses Fn::Transform, which the local run does not know/],
  ])('refuse %j by name', (expression, message) => {
    expect(() => resolve(expression, scope)).toThrow(message);
  });
});
