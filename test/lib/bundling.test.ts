import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Metafile } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { INSPECTOR_ENV } from '../../lambdas/image-inspector/env.ts';
import { METADATA_API_ENV } from '../../lambdas/metadata-api/env.ts';
import { assertWithinBudget, BUDGET } from '../../lib/constructs/bundling/budget.ts';
import { type Bundle, bundleFunction } from '../../lib/constructs/bundling.ts';

const NODE = join(dirname(createRequire(import.meta.url).resolve('node/package.json')), 'bin/node');
const functions = ['metadata-api', 'image-inspector'];

let folder: string;
const bundles = new Map<string, Bundle>();
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bundling-'));
  for (const name of functions) {
    mkdirSync(join(folder, name));
    bundles.set(name, bundleFunction(`lambdas/${name}/handler.ts`, join(folder, name)));
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('the budget', () => {
  it.each(functions)('holds for %s', (name) => {
    expect(() => assertWithinBudget(name, bundles.get(name)!)).not.toThrow();
  });

  it('fails a bundle that is a byte too big, and says by how much', () => {
    const bundle = bundles.get('metadata-api')!;
    const exact = { ...BUDGET, bytes: bundle.bytes, compressedBytes: bundle.compressedBytes };
    expect(() => assertWithinBudget('it', bundle, exact)).not.toThrow();
    expect(() => assertWithinBudget('it', bundle, { ...exact, bytes: bundle.bytes - 1 })).toThrow(
      `The bundle of it is over its budget: it has ${bundle.bytes} bytes, ${bundle.bytes - 1} are allowed.`,
    );
    expect(() =>
      assertWithinBudget('it', bundle, { ...exact, compressedBytes: bundle.compressedBytes - 1 }),
    ).toThrow(/bytes compressed/);
  });

  it.each([
    ['zod/index.js', 'zod/mini'],
    ['zod/v4/classic/external.js', 'zod/mini'],
    ['@aws-sdk/client-s3/dist-es/S3Client.js', '150 KB'],
    ['@aws-sdk/s3-request-presigner/dist-es/presigner.js', 'UrlSigner'],
    ['@aws-sdk/lib-dynamodb/dist-es/DynamoDBDocument.js', 'converted explicitly'],
    ['@aws-lambda-powertools/tracer/lib/esm/Tracer.js', '21 ms'],
    ['hono/dist/index.js', 'undici'],
    ['x/node_modules/undici/index.js', 'undici'],
    ['mnemonist/lru-cache.js', 'not needed'],
  ])('fails a bundle with %s in it, and says why', (module, reason) => {
    expect(() => assertWithinBudget('it', withModule(module, 1))).toThrow(reason);
    // esbuild has read it, but nothing of it is in the output.
    expect(() => assertWithinBudget('it', withModule(module, 0))).not.toThrow();
  });

  it.each(['zod/v4/core/schemas.js', 'zod/v4/mini/schemas.js', '@aws-sdk/client-dynamodb/dist-es/index.js'])(
    'lets %s in',
    (module) => {
      expect(() => assertWithinBudget('it', withModule(module, 1))).not.toThrow();
    },
  );

  it('finds a module that code really imports', () => {
    const target = mkdtempSync(join(folder, 'zod-'));
    const entry = join(target, 'entry.ts');
    writeFileSync(entry, `import { z } from 'zod';\nexport const handler = () => z.string().parse('x');\n`);
    mkdirSync(join(target, 'node_modules'));
    execFileSync('ln', ['-s', join(process.cwd(), 'node_modules/zod'), join(target, 'node_modules/zod')]);
    expect(() => assertWithinBudget('it', bundleFunction(entry, target))).toThrow(
      /contains zod\/.*zod\/mini/,
    );
  });
});

describe.each(functions)('the bundle of %s', (name) => {
  it('leaves no dynamic import, which code from a cache could not serve', () => {
    expect(readFileSync(join(folder, name, 'handler.js'), 'utf8')).not.toMatch(/\bimport\(/);
  });

  it('asks for nothing of Node.js that is slow to load and not needed', () => {
    const code = readFileSync(join(folder, name, 'handler.js'), 'utf8');
    expect(code).not.toMatch(/fs\/promises|ReadableStream|require\("node:zlib"\)/);
  });

  it('is the same, cache included, each time it is made', () => {
    const again = mkdtempSync(join(folder, 'again-'));
    bundleFunction(`lambdas/${name}/handler.ts`, again);
    for (const file of ['handler.js', 'handler.cache', 'index.js'])
      expect(readFileSync(join(again, file)).equals(readFileSync(join(folder, name, file)))).toBe(true);
  });
});

describe('the code cache', () => {
  /** Loads a function as Lambda does, in the pinned Node.js. */
  const load = (target: string, ...flags: string[]) =>
    execFileSync(NODE, [...flags, '-p', `typeof require(${JSON.stringify(`${target}/index.js`)}).handler`], {
      env: { ...process.env, ...variables, NODE_OPTIONS: '' },
      encoding: 'utf8',
    });

  it.each(functions)('is taken by the Node.js that made it: %s', (name) => {
    expect(load(join(folder, name))).toBe('function\n');
  });

  it('is taken under the flags that Lambda starts Node.js with', () => {
    const flags = ['--expose-gc', '--max-semi-space-size=25', '--max-old-space-size=460'];
    expect(load(join(folder, 'metadata-api'), ...flags)).toBe('function\n');
  });

  it('does not stop a function when V8 refuses it, and says so', () => {
    expect(load(join(folder, 'metadata-api'), '--stack-trace-limit=50')).toMatch(
      /^cachedDataRejected v24.*\nfunction\n$/,
    );
  });

  it.each<[string, (cache: Buffer) => Buffer]>([
    ['of zeros', (cache) => Buffer.alloc(cache.length)],
    ['cut in half', (cache) => cache.subarray(0, cache.length / 2)],
    ['that is empty', () => Buffer.alloc(0)],
    ['of another bundle', () => readFileSync(join(folder, 'image-inspector/handler.cache'))],
  ])('does not stop a function by a cache %s', (_, change) => {
    const target = copyOf('metadata-api');
    const file = join(target, 'handler.cache');
    writeFileSync(file, change(readFileSync(file)));
    expect(load(target)).toMatch(/^cachedDataRejected .*\nfunction\n$/);
  });

  it('may be missing: the function runs without it', () => {
    const target = copyOf('metadata-api');
    rmSync(join(target, 'handler.cache'));
    expect(load(target)).toBe('function\n');
  });

  it('holds functions that have not been called yet', () => {
    const { size } = statSync(join(folder, 'metadata-api/handler.cache'));
    expect(size).toBeGreaterThan(2 * bundles.get('metadata-api')!.bytes);
  });

  function copyOf(name: string): string {
    const target = mkdtempSync(join(folder, 'copy-'));
    for (const file of ['handler.js', 'handler.cache', 'index.js'])
      copyFileSync(join(folder, name, file), join(target, file));
    return target;
  }
});

const variables = {
  ...Object.fromEntries([...METADATA_API_ENV, ...INSPECTOR_ENV].map((name) => [name, '1'])),
  THUMBNAIL_QUEUE_URL: 'https://sqs.eu-central-1.amazonaws.com/111122223333/thumbnails',
  ALLOWED_TYPES: 'image/png',
  ALLOWED_ORIGINS: '*',
  REQUIRE_DECLARED_UPLOADS: 'false',
  AWS_REGION: 'eu-central-1',
};

function withModule(module: string, bytesInOutput: number): Bundle {
  const inputs = { [`node_modules/${module}`]: { bytesInOutput } };
  const output = { bytes: 1, inputs, imports: [], exports: [] };
  return {
    bytes: 1,
    compressedBytes: 1,
    metafile: { inputs: {}, outputs: { 'handler.js': output } } satisfies Metafile,
  };
}
