import type { APIGatewayProxyEvent } from 'aws-lambda';
import { MAX_BODY_BYTES } from '../../../contract/fields.ts';
import { DomainError, invalidField } from '../errors.ts';
import { header } from './answer.ts';

/** The contract nests three deep; more is an attack or a mistake. */
const MAX_DEPTH = 8;

const JSON_TYPE = /^application\/json\s*(?:;\s*charset\s*=\s*"?utf-8"?\s*)?$/i;

/**
 * The request's body as a JSON value, undefined when there is none.
 * @throws DomainError `UnsupportedMediaType`, `PayloadTooLarge`, or `ValidationFailed` for what is no JSON, not UTF-8,
 * too deep, or names a key twice
 */
export function readJson(event: APIGatewayProxyEvent): unknown {
  if (!event.body) return undefined;
  if (!JSON_TYPE.test(header(event, 'Content-Type')?.trim() ?? '')) {
    throw new DomainError(
      'UnsupportedMediaType',
      'The body must be JSON, with Content-Type: application/json',
    );
  }
  const bytes = Buffer.from(event.body, event.isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.length > MAX_BODY_BYTES) {
    throw new DomainError('PayloadTooLarge', `The body must have at most ${MAX_BODY_BYTES} bytes`);
  }
  const text = decode(bytes);
  const value = parse(text);
  refuseOddKeys(text);
  return value;
}

function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
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
