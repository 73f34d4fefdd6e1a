import { describe, expect, it } from 'vitest';
import type { GatewayError } from '../../../local/gateway/errors.ts';
import type { GatewayRequest } from '../../../local/gateway/request.ts';
import { bodyValidator, type Schema, validateParameters } from '../../../local/gateway/validation.ts';

const request = (body: string, type?: string, rest: Partial<GatewayRequest> = {}): GatewayRequest => ({
  method: 'POST',
  rawPath: '/v1/things',
  segments: ['v1', 'things'],
  query: {},
  headers: {},
  header: (name) => (name.toLowerCase() === 'content-type' ? type : undefined),
  pathParameters: {},
  body: Buffer.from(body),
  sourceIp: '127.0.0.1',
  ...rest,
});

/** The refusal of a body; undefined when it passes. */
function refusal(schema: Schema, body: string, type?: string): string | undefined {
  const models = new Map<string, Schema>([
    ['Thing', { $schema: 'http://json-schema.org/draft-04/schema#', ...schema }],
    ['Name', { type: 'string', maxLength: 3 }],
  ]);
  try {
    bodyValidator('api', models, { 'application/json': 'Thing' }).validate(request(body, type));
    return undefined;
  } catch (error) {
    return (error as GatewayError).validation;
  }
}

describe('a model', () => {
  it.each<[string, Schema, string]>([
    ['an object', { type: 'object' }, '{"a":1}'],
    ['no body at all, which counts as an empty object', { type: 'object' }, ''],
    [
      'a number under an exclusive maximum',
      { properties: { n: { maximum: 5, exclusiveMaximum: true } } },
      '{"n":4}',
    ],
    ['a property called id', { properties: { id: { type: 'string' } } }, '{"id":"x"}'],
    [
      'a reference to another model',
      { properties: { name: { $ref: 'https://apigateway.amazonaws.com/restapis/api/models/Name' } } },
      '{"name":"abc"}',
    ],
  ])('accepts %s', (_, schema, body) => {
    expect(refusal(schema, body)).toBeUndefined();
  });

  it.each<[string, Schema, string, string]>([
    ['no JSON', { type: 'object' }, '{', '[]'],
    ['another type', { type: 'object' }, '[]', 'instance type does not match'],
    ['a missing property', { required: ['name'] }, '{}', 'object has missing required properties (["name"])'],
    ['a property too many', { additionalProperties: false }, '{"x":1}', 'not allowed by the schema: ["x"]'],
    [
      'a number at an exclusive maximum',
      { properties: { n: { maximum: 5, exclusiveMaximum: true } } },
      '{"n":5}',
      '< 5',
    ],
    [
      'what another model refuses',
      { properties: { name: { $ref: 'https://apigateway.amazonaws.com/restapis/api/models/Name' } } },
      '{"name":"abcd"}',
      '3 characters',
    ],
  ])('refuses %s', (_, schema, body, message) => {
    expect(refusal(schema, body)).toContain(message);
  });

  it('judges only its own content type', () => {
    const schema = { type: 'object' };
    expect(refusal(schema, '[]', 'text/plain')).toBeUndefined();
    expect(refusal(schema, '[]', 'Application/JSON; charset=utf-8')).toBeDefined();
  });
});

describe('required parameters', () => {
  const parameters = {
    'method.request.querystring.q': true,
    'method.request.header.X-Needed': true,
    'method.request.path.id': true,
    'method.request.querystring.optional': false,
  };

  it('are named when they are missing', () => {
    expect(() => validateParameters(request(''), parameters)).toThrow(
      'Missing required request parameters: [q, X-Needed, id]',
    );
  });

  it('pass when they are there', () => {
    const complete = request('', undefined, {
      query: { q: ['1'] },
      header: (name) => (name === 'X-Needed' ? 'yes' : undefined),
      pathParameters: { id: '7' },
    });
    expect(() => validateParameters(complete, parameters)).not.toThrow();
  });
});
