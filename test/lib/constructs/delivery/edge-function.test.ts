import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRendition } from '../../../../lambdas/shared/delivery/rendition.ts';
import { edgeCode } from '../../../../lib/constructs/delivery/edge-code.ts';

const WIDTHS = [320, 640, 960, 2560];
const FOLDER = '/i/0f4a6d0e-3c1b-4f5a-9d2e-7b8c9d0e1f2a/AbCdEfGhIjKlMnOpQrStUv_-xyz012/';

interface Answer {
  uri?: string;
  statusCode?: number;
  headers: Record<string, { value: string }>;
  body?: string;
}

const code = edgeCode(WIDTHS);
const handler = runInNewContext(`${code}; handler`) as (event: object) => Answer;

/** @param accept - the lines of the header */
function ask(uri: string, ...accept: string[]): Answer {
  const lines = accept.map((value) => ({ value }));
  const header = lines[0] && { ...lines[0], ...(lines.length > 1 && { multiValue: lines }) };
  const request = {
    method: 'GET',
    uri,
    querystring: {},
    cookies: {},
    headers: header ? { accept: header } : {},
  };
  return handler({ version: '1.0', context: {}, viewer: { ip: '127.0.0.1' }, request });
}

describe('the path of an image at the edge', () => {
  it.each([
    [1, 320],
    [320, 320],
    [321, 640],
    [601, 640],
    [961, 2560],
    [2560, 2560],
    [2561, 2560],
    [99_999, 2560],
  ])('becomes for %i pixels the stored one of %i', (asked, stored) => {
    expect(ask(`${FOLDER}${asked}`).uri).toBe(`${FOLDER}${stored}.jpg`);
  });

  it('becomes the key of a rendition, below the folder that was asked for', () => {
    const hex = (length: number) =>
      fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: length, maxLength: length });
    const upload = fc.stringMatching(/^[A-Za-z0-9_-]{30}$/);
    const id = fc.tuple(hex(8), hex(4), hex(4), hex(4), hex(12)).map((parts) => parts.join('-'));
    fc.assert(
      fc.property(id, upload, fc.integer({ min: 1, max: 99_999 }), (id, upload, width) => {
        const folder = `/i/${id}/${upload}/`;
        const { uri = '' } = ask(folder + width, 'image/webp');
        expect(uri.startsWith(folder)).toBe(true);
        expect(parseRendition(uri.slice(1))).toMatchObject({ id, upload, format: 'webp' });
      }),
    );
  });

  it('is refused when anything in it is another character, one more, or one less', () => {
    const path = `${FOLDER}640`;
    const wild = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 4 }),
      fc.constantFrom(
        '..',
        '/..',
        '/',
        '//',
        '%2F',
        '%2e%2e',
        '\\',
        ';',
        '\0',
        '\n',
        '.webp',
        ' ',
        '?',
        'Ａ',
      ),
    );
    const spoilt = fc
      .tuple(fc.nat(path.length), fc.nat(3), wild)
      .map(([at, cut, text]) => path.slice(0, at) + text + path.slice(at + cut));
    fc.assert(
      fc.property(spoilt, (uri) => {
        fc.pre(!/^\/i\/[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}\/[\w-]{30}\/[1-9]\d{0,4}$/.test(uri));
        expect(ask(uri)).toMatchObject({ statusCode: 403 });
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['nothing', '/'],
    ['another folder', '/images/0f4a6d0e-3c1b-4f5a-9d2e-7b8c9d0e1f2a/AbCdEfGhIjKlMnOpQrStUv_-xyz012'],
    ['the master', `${FOLDER}master.webp`],
    ['the stored file itself', `${FOLDER}640.webp`],
    ['no width', FOLDER],
    ['a width of zero', `${FOLDER}0`],
    ['a width with a zero before it', `${FOLDER}0640`],
    ['a width of six digits', `${FOLDER}100000`],
    ['a slash at the end', `${FOLDER}640/`],
    ['a line break at the end', `${FOLDER}640\n`],
    ['an id in upper case', `${FOLDER.toUpperCase()}640`],
    ['two slashes at the start', `/${FOLDER}640`],
    ['a way up', `${FOLDER}../AbCdEfGhIjKlMnOpQrStUv_-xyz013/640`],
    ['an encoded way up', `${FOLDER}%2e%2e/AbCdEfGhIjKlMnOpQrStUv_-xyz013/640`],
    ['digits of another script', `${FOLDER}٦٤٠`],
  ])('is refused in JSON, for a minute, when it has %s', (_, uri) => {
    const { statusCode, headers, body } = ask(uri);
    expect(statusCode).toBe(403);
    expect(headers['content-type']?.value).toBe('application/json');
    expect(headers['cache-control']?.value).toBe('public, max-age=60');
    expect(JSON.parse(body!)).toEqual({ message: expect.stringContaining('/i/{id}/{upload}/{width}') });
  });
});

describe('the format at the edge', () => {
  it.each([
    ['image/avif,image/webp,*/*;q=0.8', 'webp'],
    ['image/webp', 'webp'],
    ['IMAGE/WebP', 'webp'],
    ['text/html, image/webp ;q=0.5', 'webp'],
    ['image/webp;q=0.001', 'webp'],
    ['image/webp;q=1', 'webp'],
    ['image/webp;q=0', 'jpg'],
    ['image/webp; Q=0.000', 'jpg'],
    ['image/webp;v=1;q=0', 'jpg'],
    ['image/webp;q=0.', 'jpg'],
    ['image/*', 'jpg'],
    ['*/*', 'jpg'],
    ['image/webpx', 'jpg'],
    ['ximage/webp', 'jpg'],
    ['text/plain;what=image/webp', 'jpg'],
    ['', 'jpg'],
  ])('of a viewer that accepts "%s" is %s', (accept, format) => {
    expect(ask(`${FOLDER}640`, accept).uri).toBe(`${FOLDER}640.${format}`);
  });

  it('is found in the second line of the header too', () => {
    expect(ask(`${FOLDER}640`, 'text/html', 'image/webp').uri).toBe(`${FOLDER}640.webp`);
  });

  it('is JPEG where nothing is accepted by name', () => {
    expect(ask(`${FOLDER}640`).uri).toBe(`${FOLDER}640.jpg`);
  });
});

it('is below the 10 KB that CloudFront takes, and imports nothing', () => {
  expect(Buffer.byteLength(edgeCode(Array(10).fill(2560)))).toBeLessThan(10_240);
  expect(code).not.toMatch(/\b(?:import|require|export)\b/);
});
