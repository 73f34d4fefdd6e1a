import type { APIGatewayProxyEvent } from 'aws-lambda';
import { DomainError, invalidField, payloadTooLarge } from '../errors.ts';
import { header } from './answer.ts';

/** The contract nests three deep; more is an attack or a mistake. */
const MAX_DEPTH = 8;

const NAME = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const VALUE = `${NAME}|"(?:[^"\\\\]|\\\\.)*"`;
const PARAMETER = `[ \\t]*(${NAME})[ \\t]*=[ \\t]*(${VALUE})`;
/** With any parameters, or none after a semicolon: RFC 9110, sections 5.6.6 and 8.3.1. */
const JSON_TYPE = new RegExp(`^application/json(?:[ \\t]*;(?:${PARAMETER})?)*[ \\t]*$`, 'i');

/** Names of UTF-8, and of the part of it that is ASCII. https://encoding.spec.whatwg.org/#names-and-labels */
const UTF_8 = /^(?:utf-?8|us-ascii|ascii)$/i;
const BYTE_ORDER_MARK = '\ufeff';

/**
 * The request's body as a JSON value, undefined when there is none.
 * @throws DomainError `UnsupportedMediaType`, `PayloadTooLarge`, or `ValidationFailed` for what is no JSON, not plain
 * UTF-8, too deep, or names a key twice
 */
export function readJson(event: APIGatewayProxyEvent, maxBytes: number): unknown {
  if (!event.body) return undefined;
  checkType(header(event, 'Content-Type')?.trim() ?? '');
  const bytes = Buffer.from(event.body, event.isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.length > maxBytes) throw payloadTooLarge('body', maxBytes);
  const text = decode(bytes);
  const value = parse(text);
  refuseOddKeys(text);
  return value;
}

function checkType(contentType: string): void {
  if (!JSON_TYPE.test(contentType)) {
    throw new DomainError(
      'UnsupportedMediaType',
      'The body must be JSON, with Content-Type: application/json',
    );
  }
  const parameters = [...contentType.matchAll(new RegExp(`;${PARAMETER}`, 'g'))];
  for (const [, name = '', value = ''] of parameters) {
    const charset = value.replace(/^"|"$/g, '').replace(/\\(.)/g, '$1');
    if (name.toLowerCase() !== 'charset' || UTF_8.test(charset)) continue;
    throw new DomainError('UnsupportedMediaType', 'The body must be JSON in UTF-8, not in another charset');
  }
}

function decode(bytes: Buffer): string {
  const text = decodeUtf8(bytes);
  // As RFC 8259, section 8.1 has it. API Gateway's model of a POST takes none either.
  if (text.startsWith(BYTE_ORDER_MARK)) {
    throw invalidField('body', 'must not begin with a byte order mark: save it as UTF-8 without BOM');
  }
  return text;
}

function decodeUtf8(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw invalidField('body', 'must be UTF-8');
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalidField('body', 'must be JSON');
  }
}

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\]:]/g;

/**
 * `JSON.parse` keeps the last of two equal keys without a word, so two readers of one body can disagree about it
 * (RFC 8259, section 4). Walks the tokens of a text that is known to be JSON.
 */
function refuseOddKeys(text: string): void {
  const scopes: Set<string>[] = [];
  let lastString = '';
  for (const [token] of text.matchAll(TOKEN)) {
    if (token === '{' || token === '[') {
      if (scopes.push(new Set()) > MAX_DEPTH) throw invalidField('body', 'is nested too deeply');
    } else if (token === '}' || token === ']') {
      scopes.pop();
    } else if (token === ':') {
      addKey(scopes.at(-1)!, JSON.parse(lastString) as string);
    } else {
      lastString = token;
    }
  }
}

function addKey(keys: Set<string>, key: string): void {
  if (keys.has(key)) throw invalidField(key, 'is given twice');
  if (key === '__proto__') throw invalidField(key, 'is not a known field');
  keys.add(key);
}
