import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { GatewayError } from './errors.ts';
import type { GatewayRequest } from './request.ts';

/** A JSON Schema as `AWS::ApiGateway::Model` holds it: draft 4. */
export type Schema = Record<string, unknown>;

/** Checks a body against the models of a method. */
export interface BodyValidator {
  /** @throws GatewayError BAD_REQUEST_BODY */
  validate(request: GatewayRequest): void;
}

/**
 * @param models - the API's models by name
 * @param requestModels - model names by content type, as the method declares them
 */
export function bodyValidator(
  apiId: string,
  models: ReadonlyMap<string, Schema>,
  requestModels: Record<string, string>,
): BodyValidator {
  const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
  // Models refer to one another by these URLs.
  for (const [name, schema] of models) {
    ajv.addSchema(
      modernize(schema) as Schema,
      `https://apigateway.amazonaws.com/restapis/${apiId}/models/${name}`,
    );
  }
  const checks = new Map<string, ValidateFunction>();
  for (const [type, model] of Object.entries(requestModels)) {
    const schema = models.get(model);
    if (schema) checks.set(type.toLowerCase(), ajv.compile(modernize(schema) as Schema));
  }
  return {
    validate(request) {
      const type = (request.header('content-type') ?? 'application/json').split(';')[0]!.trim().toLowerCase();
      // A content type without a model passes through; the integration must judge it.
      const check = checks.get(type) ?? checks.get('$default');
      if (!check) return;
      // API Gateway takes an empty body for an empty object.
      const text = request.body.toString() || '{}';
      let value: unknown;
      try {
        value = JSON.parse(text);
      } catch {
        throw new GatewayError('BAD_REQUEST_BODY', { validation: '[]' });
      }
      if (check(value)) return;
      const validation = `[${(check.errors ?? []).map(explain).join(', ')}]`;
      throw new GatewayError('BAD_REQUEST_BODY', { validation });
    },
  };
}

/** @throws GatewayError BAD_REQUEST_PARAMETERS that names what is missing */
export function validateParameters(request: GatewayRequest, parameters: Record<string, boolean>): void {
  const missing = Object.entries(parameters)
    .filter(([, required]) => String(required) === 'true')
    .map(([parameter]) => parameter.replace('method.request.', ''))
    .filter((parameter) => {
      const [, place, name = ''] = /^(header|querystring|path)\.(.+)$/.exec(parameter) ?? [];
      if (place === 'header') return !request.header(name);
      if (place === 'querystring') return !request.query[name]?.at(-1);
      return !request.pathParameters[name];
    })
    .map((parameter) => parameter.replace(/^[a-z]+\./, ''));
  if (missing.length === 0) return;
  const message = `Missing required request parameters: [${missing.join(', ')}]`;
  throw new GatewayError('BAD_REQUEST_PARAMETERS', { message, validation: message });
}

/** Draft 4 as ajv understands it: exclusive limits were flags, and `id` had no dollar. */
function modernize(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(modernize);
  if (typeof schema !== 'object' || schema === null) return schema;
  const { $schema: _, id, exclusiveMinimum, exclusiveMaximum, ...rest } = schema as Schema;
  const limit = (name: string, flag: unknown) => {
    if (flag === undefined || flag === false) return {};
    if (flag !== true) return { [name === 'minimum' ? 'exclusiveMinimum' : 'exclusiveMaximum']: flag };
    const value = rest[name];
    delete rest[name];
    return { [name === 'minimum' ? 'exclusiveMinimum' : 'exclusiveMaximum']: value };
  };
  const limits = { ...limit('minimum', exclusiveMinimum), ...limit('maximum', exclusiveMaximum) };
  // A property called `id` is a schema, an identifier is a string.
  const identity = typeof id === 'string' ? { $id: id } : id !== undefined ? { id: modernize(id) } : {};
  return {
    ...Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, modernize(value)])),
    ...limits,
    ...identity,
  };
}

/** In the words of API Gateway's validator, where they are known. */
function explain({ keyword, params, message = '' }: ErrorObject): string {
  if (keyword === 'required') return `object has missing required properties (["${params.missingProperty}"])`;
  if (keyword === 'additionalProperties') {
    return `object instance has properties which are not allowed by the schema: ["${params.additionalProperty}"]`;
  }
  if (keyword === 'type') {
    return `instance type does not match any allowed primitive type (allowed: ["${params.type}"])`;
  }
  return message;
}
