import { validateHeaderName, validateHeaderValue } from 'node:http';
import { matches } from '../../iam/patterns.ts';
import { GatewayError, type HttpAnswer } from '../errors.ts';

/** Headers that API Gateway does not let a function set; they come back under another name. */
const REMAPPED = new Set([
  'connection',
  'content-length',
  'date',
  'host',
  'keep-alive',
  'server',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'www-authenticate',
]);

const FIELDS = new Set(['statusCode', 'headers', 'multiValueHeaders', 'body', 'isBase64Encoded', 'cookies']);

/**
 * Reads what the function of a proxy integration answered.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html#api-gateway-simple-proxy-for-lambda-output-format
 * @param payload - JSON
 * @param accept - the client's `Accept`; binary bodies are decoded only for a type that the API calls binary
 * @throws GatewayError with status 502 when the answer does not have that form
 */
export function proxyAnswer(payload: string, accept: string, binaryMediaTypes: string[]): HttpAnswer {
  const answer = JSON.parse(payload) as Record<string, unknown> | null;
  if (typeof answer !== 'object' || answer === null || Array.isArray(answer)) throw malformed();
  if (Object.keys(answer).some((field) => !FIELDS.has(field))) throw malformed();
  const { statusCode = 200, body, isBase64Encoded = false } = answer;
  const status = Number(statusCode);
  if (!Number.isInteger(status) || status < 200 || status > 599) throw malformed();
  if (body !== undefined && body !== null && typeof body !== 'string') throw malformed();

  const headers = readHeaders(answer);
  if (!headers.some(([name]) => name.toLowerCase() === 'content-type')) {
    headers.unshift(['Content-Type', 'application/json']);
  }
  const wanted = accept.split(',')[0]!.split(';')[0]!.trim();
  const decode = isBase64Encoded === true && binaryMediaTypes.some((pattern) => matches(pattern, wanted));
  return { status, headers, body: decode ? Buffer.from(body ?? '', 'base64') : (body ?? '') };
}

function readHeaders({ headers, multiValueHeaders }: Record<string, unknown>): [string, string][] {
  const single = Object.entries((headers ?? {}) as Record<string, unknown>);
  const multiple = Object.entries((multiValueHeaders ?? {}) as Record<string, unknown>);
  const repeated = new Set(multiple.map(([name]) => name.toLowerCase()));
  const all = [
    // Where both name a header, the list wins.
    ...single.filter(([name]) => !repeated.has(name.toLowerCase())),
    ...multiple.flatMap(([name, values]) => {
      if (!Array.isArray(values)) throw malformed();
      return values.map((value): [string, unknown] => [name, value]);
    }),
  ];
  return all.map(([name, value]) => {
    if (!['string', 'number', 'boolean'].includes(typeof value)) throw malformed();
    const text = String(value);
    try {
      validateHeaderName(name);
      validateHeaderValue(name, text);
    } catch {
      throw malformed();
    }
    return [REMAPPED.has(name.toLowerCase()) ? `x-amzn-Remapped-${name.toLowerCase()}` : name, text];
  });
}

const malformed = (): GatewayError => new GatewayError('DEFAULT_5XX', { status: 502 });
