import { readFileSync } from 'node:fs';
import Ajv2020 from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { ERROR_CODES, type ErrorCode } from '../../contract/error-codes.ts';
import { EVENT_TYPES, webhookEvent } from '../../contract/events.ts';
import { openApiDocument } from '../../contract/openapi/document.ts';
import { ERROR_GUIDE } from '../../contract/openapi/error-guide.ts';
import { EVENT_EXAMPLES } from '../../contract/openapi/examples.ts';
import { PATHS, USER_PATHS } from '../../contract/paths.ts';
import { unreadableText } from '../support/bad-requests/bad-fields.ts';
import { BAD_REQUESTS } from '../support/bad-requests/bad-requests.ts';

const document = openApiDocument();
const plain = JSON.parse(JSON.stringify(document));

describe('docs/openapi.json', () => {
  it('is what the contract says: else run `npm run openapi`', () => {
    const file = new URL('../../docs/openapi.json', import.meta.url);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(plain);
  });

  it('has every path and method of the contract, and no other', () => {
    const methods = ['get', 'put', 'post', 'delete'];
    const found = Object.entries(document.paths).map(([path, item]) => [
      path,
      Object.keys(item)
        .filter((key) => methods.includes(key))
        .map((method) => method.toUpperCase())
        .sort(),
    ]);
    const paths = { ...PATHS, ...USER_PATHS };
    const expected = Object.entries(paths).map(([path, list]) => [path, [...list].sort()]);
    expect(Object.fromEntries(found)).toEqual(Object.fromEntries(expected));
  });

  it('names every error code', () => {
    const text = JSON.stringify(plain.components.schemas.Error);
    for (const code of Object.keys(ERROR_CODES)) expect(text).toContain(code);
  });
});

describe('docs/api.md', () => {
  const text = readFileSync(new URL('../../docs/api.md', import.meta.url), 'utf8');

  it('has a row for every error code, as the code has it', () => {
    for (const [code, { meaning, remedy }] of Object.entries(ERROR_GUIDE)) {
      const { status } = ERROR_CODES[code as ErrorCode];
      expect(text).toContain(`| \`${code}\` | ${status} | ${meaning} | ${remedy} |`);
    }
  });

  it('has every route', () => {
    for (const [path, methods] of Object.entries({ ...PATHS, ...USER_PATHS })) {
      for (const method of methods) expect(text).toContain(`\`${method} ${path}\``);
    }
  });
});

describe('the JSON Schemas', () => {
  const ajv = new Ajv2020({ strict: false, formats: { uri: true } });
  ajv.addSchema(plain, 'openapi.json');
  const validator = (name: string) => ajv.getSchema(`openapi.json#/components/schemas/${name}`)!;

  it.each(['Metadata', 'PreSignedUrl', 'RecordAnswer', 'ListAnswer', 'Error', 'CreateBody', 'UpdateBody'])(
    'of %s compile',
    (name) => {
      expect(validator(name)).toBeTypeOf('function');
    },
  );

  it.each(Object.entries(EVENT_EXAMPLES))('take the event %s of the examples', (_, event) => {
    expect(validator('WebhookEvent')(event)).toBe(true);
    expect(webhookEvent.parse(event)).toEqual(event);
  });

  it('know every type of event, and no other', () => {
    const test = { ...EVENT_EXAMPLES.ready! };
    for (const type of EVENT_TYPES) expect(validator('WebhookEvent')({ ...test, type })).toBe(true);
    expect(validator('WebhookEvent')({ ...test, type: 'image.lost' })).toBe(false);
  });

  it('take what the function takes', () => {
    const body = {
      filename: 'a.jpg',
      title: '😀'.repeat(256),
      tags: ['a'],
      attributes: { a: 1, b: 'c', d: true },
    };
    expect(validator('CreateBody')(body)).toBe(true);
    expect(validator('UpdateBody')({ title: null, attributes: { a: null }, tags: { add: ['a'] } })).toBe(
      true,
    );
  });

  it('refuse most of what the function refuses by its fields', () => {
    // Which characters can be seen, and which types a stage takes, is beyond JSON Schema.
    const unseen = unreadableText.map(([, text]) => JSON.stringify(text));
    const bodies = BAD_REQUESTS.filter(
      ({ method, path, body, code }) =>
        method === 'POST' && path === '/metadata' && code === 'ValidationFailed' && typeof body === 'object',
    )
      .map(({ body }) => JSON.stringify(body))
      .filter((body) => !unseen.some((text) => body.includes(text)))
      .map((body) => JSON.parse(body))
      .filter(({ contentType }) => typeof contentType !== 'string');
    const validate = validator('CreateBody');
    const refused = bodies.filter((body) => !validate(body));
    // Bytes, surrogates and the stage's limits are beyond JSON Schema too.
    expect(refused.length / bodies.length).toBeGreaterThan(0.8);
  });
});
