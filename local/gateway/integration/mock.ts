import type { RequestContext } from '../context.ts';
import { GatewayError, type HttpAnswer, parameterValue } from '../errors.ts';
import { render } from './mapping-template.ts';

interface IntegrationResponse {
  StatusCode: string | number;
  SelectionPattern?: string;
  ResponseParameters?: Record<string, string>;
  ResponseTemplates?: Record<string, string>;
}

export interface MockIntegration {
  RequestTemplates?: Record<string, string>;
  IntegrationResponses?: IntegrationResponse[];
}

/**
 * Answers without a backend: the request template gives a status code, which picks the integration response.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-mock-integration.html
 */
export function mockAnswer(
  { RequestTemplates = {}, IntegrationResponses = [] }: MockIntegration,
  context: RequestContext,
): HttpAnswer {
  const type = (context.request.header('content-type') ?? 'application/json').split(';')[0]!.trim();
  const template = RequestTemplates[type] ?? RequestTemplates['application/json'] ?? '';
  const overrides: { header?: Record<string, unknown>; status?: unknown } = {};
  const variables = {
    context: { ...context.variables, responseOverride: overrides },
    input: inputOf(context),
  };
  // Not always JSON: CDK writes `{ statusCode: 200 }`.
  const code = /statusCode["']?\s*:\s*["']?(\d{3})/.exec(render(template, variables))?.[1];
  const response =
    IntegrationResponses.find(
      ({ SelectionPattern: p }) => p && code && new RegExp(`^(?:${p})$`).test(code),
    ) ?? IntegrationResponses.find(({ SelectionPattern }) => !SelectionPattern);
  if (code === undefined || !response) throw new GatewayError('API_CONFIGURATION_ERROR');

  const headers = new Map<string, string>();
  for (const [target, source] of Object.entries(response.ResponseParameters ?? {})) {
    const name = target.replace(/^method\.response\.header\./, '');
    const value = parameterValue(source, context);
    if (value !== undefined) headers.set(name, value);
  }
  const [contentType, bodyTemplate] = Object.entries(response.ResponseTemplates ?? {})[0] ?? [];
  const body = bodyTemplate ? render(bodyTemplate, variables) : '';
  for (const [name, value] of Object.entries(overrides.header ?? {})) headers.set(name, String(value));
  return {
    status: Number(overrides.status ?? response.StatusCode),
    headers: [['Content-Type', contentType ?? 'application/json'], ...headers],
    body: body.trim() === '' ? '' : body,
  };
}

/** `$input`, as far as a mock needs it. */
function inputOf({ request }: RequestContext): Record<string, unknown> {
  const last = (lists: Record<string, string[]>) =>
    Object.fromEntries(Object.entries(lists).map(([name, values]) => [name, values.at(-1) ?? '']));
  const query = last(request.query);
  return {
    body: request.body.toString(),
    params: (name?: string) =>
      name === undefined
        ? {
            header: lookup(last(request.headers)),
            querystring: lookup(query),
            path: lookup(request.pathParameters),
          }
        : (own(request.pathParameters, name) ?? own(query, name) ?? request.header(name) ?? ''),
  };
}

/** Values that are listed, and a `get` that is not. */
function lookup(values: Record<string, string>): Record<string, unknown> {
  return Object.defineProperty({ ...values }, 'get', { value: (name: string) => own(values, name) ?? '' });
}

/** Names come from templates: `constructor` is no parameter, unless a client sends it. */
const own = (values: Record<string, string>, name: string): string | undefined =>
  Object.hasOwn(values, name) ? values[name] : undefined;
