import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Metafile } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { INSPECTOR_ENV } from '../../../lambdas/image-inspector/env.ts';
import { METADATA_API_ENV } from '../../../lambdas/metadata-api/env.ts';
import { CLEANER_ENV } from '../../../lambdas/object-cleaner/env.ts';
import { RECONCILER_ENV } from '../../../lambdas/reconciler/env.ts';
import { COMMON_ENV } from '../../../lambdas/shared/env.ts';
import { assertWithinBudget, budgetOf } from '../../../lib/constructs/bundling/budget.ts';
import { type Bundle, bundleFile } from '../../../lib/constructs/bundling/bundle.ts';
import { type FunctionSource, writeFunction } from '../../../lib/constructs/bundling/write-function.ts';
import { METADATA_API_ENTRIES } from '../../../lib/constructs/functions/metadata-api-function.ts';
import { OBJECT_CLEANER_ENTRIES } from '../../../lib/constructs/functions/object-cleaner-function.ts';

const NODE = join(dirname(createRequire(import.meta.url).resolve('node/package.json')), 'bin/node');
const API = 'metadata-api/index';
const CLEANER = 'object-cleaner/index';
const functions: FunctionSource[] = [
  { name: 'metadata-api', entries: METADATA_API_ENTRIES },
  { name: 'image-inspector' },
  { name: 'webhook-sender' },
  { name: 'object-cleaner', entries: OBJECT_CLEANER_ENTRIES },
  { name: 'reconciler' },
];

let folder: string;
/** By `function/file`. */
const bundles = new Map<string, Bundle>();
const fileOf = (bundle: string) => join(folder, `${bundle}.js`);

function write(target: string): void {
  for (const source of functions) {
    mkdirSync(join(target, source.name));
    for (const [file, bundle] of Object.entries(writeFunction(source, join(target, source.name))))
      bundles.set(`${source.name}/${file}`, bundle);
  }
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bundling-'));
  write(folder);
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('the budget', () => {
  it('is smaller for the bundle of every cold start than for those in the background', () => {
    expect([...bundles.keys()]).toEqual([
      API,
      'metadata-api/signer',
      'image-inspector/index',
      'webhook-sender/index',
      CLEANER,
      'object-cleaner/invalidator',
      'reconciler/index',
    ]);
    expect(budgetOf(API).bytes).toBeLessThan(budgetOf(CLEANER).bytes);
  });

  it('fails a bundle that is a byte too big, and says by how much', () => {
    const bundle = bundles.get(API)!;
    const exact = { ...budgetOf(API), bytes: bundle.bytes, compressedBytes: bundle.compressedBytes };
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
    ['@aws-sdk/client-s3/dist-es/S3Client.js', 'the cleaner deletes'],
    ['@aws-sdk/lib-dynamodb/dist-es/DynamoDBDocument.js', 'record-item.ts'],
    ['@aws-lambda-powertools/tracer/lib/esm/Tracer.js', '21 ms'],
    ['hono/dist/index.js', 'undici'],
    ['x/node_modules/undici/index.js', 'undici'],
  ])('fails the API’s bundle with %s in it, and says why', (module, reason) => {
    expect(() => assertWithinBudget(API, withModule(module, 1))).toThrow(reason);
    // esbuild has read it, but nothing of it is in the output.
    expect(() => assertWithinBudget(API, withModule(module, 0))).not.toThrow();
  });

  it.each(['zod/v4/core/schemas.js', 'zod/v4/mini/schemas.js', '@aws-sdk/client-dynamodb/dist-es/index.js'])(
    'lets %s in',
    (module) => {
      expect(() => assertWithinBudget(API, withModule(module, 1))).not.toThrow();
    },
  );

  it('lets the S3 client into what no person waits for', () => {
    const s3 = withModule('@aws-sdk/client-s3/dist-es/S3Client.js', 1);
    expect(() => assertWithinBudget(CLEANER, s3)).not.toThrow();
  });

  it('finds a module that code really imports', () => {
    const target = mkdtempSync(join(folder, 'zod-'));
    const entry = join(target, 'entry.ts');
    writeFileSync(entry, `import { z } from 'zod';\nexport const handler = () => z.string().parse('x');\n`);
    mkdirSync(join(target, 'node_modules'));
    execFileSync('ln', ['-s', join(process.cwd(), 'node_modules/zod'), join(target, 'node_modules/zod')]);
    expect(() => assertWithinBudget('it', bundleFile(entry, join(target, 'index.js')))).toThrow(
      /contains zod\/.*zod\/mini/,
    );
  });
});

describe('the bundles', () => {
  it('are the same each time they are made, so that a deployment without changes stays one', () => {
    const again = mkdtempSync(join(folder, 'again-'));
    write(again);
    for (const bundle of bundles.keys())
      expect(readFileSync(join(again, `${bundle}.js`)).equals(readFileSync(fileOf(bundle))), bundle).toBe(
        true,
      );
  });

  it.each(functions.map(({ name }) => name))(
    'of %s load in the pinned Node.js, in whatever folder',
    (name) => {
      const script = `typeof require(${JSON.stringify(fileOf(`${name}/index`))}).handler`;
      const env = { ...process.env, ...variables, NODE_OPTIONS: '' };
      expect(execFileSync(NODE, ['-p', script], { cwd: tmpdir(), env, encoding: 'utf8' })).toBe('function\n');
    },
  );
});

/** A function's environment, whichever function it is. */
const variables = {
  ...Object.fromEntries(
    [...METADATA_API_ENV, ...INSPECTOR_ENV, ...CLEANER_ENV, ...RECONCILER_ENV, ...COMMON_ENV].map((name) => [
      name,
      '1',
    ]),
  ),
  AWS_REGION: 'eu-central-1',
  BUCKET_DOMAIN_NAME: 'bucket.s3.eu-central-1.amazonaws.com',
  ALLOWED_TYPES: 'image/png',
  REQUIRE_DECLARED_UPLOADS: 'false',
  CLEANING_QUEUE_URL: 'https://sqs.eu-central-1.amazonaws.com/111122223333/cleaning',
  THUMBNAIL_QUEUE_URL: 'https://sqs.eu-central-1.amazonaws.com/111122223333/thumbnails',
  RECONCILING_QUEUE_URL: 'https://sqs.eu-central-1.amazonaws.com/111122223333/reconciling',
  UPLOAD_QUEUE_URL: 'https://sqs.eu-central-1.amazonaws.com/111122223333/uploads',
  WEBHOOKS: '[{"name":"a","url":"https://a.example/","queue":"https://sqs.example/1/q","secret":"/a"}]',
};

/** A small bundle that has so many bytes of a module in it. */
function withModule(module: string, bytesInOutput: number) {
  const inputs = { [`node_modules/${module}`]: { bytesInOutput } };
  const output = { bytes: 1, inputs, imports: [], exports: [] };
  return {
    bytes: 1,
    compressedBytes: 1,
    metafile: { inputs: {}, outputs: { 'index.js': output } } as Metafile,
  };
}
