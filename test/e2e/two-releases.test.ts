import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import type { Faults } from '../../local/faults.ts';
import type { FunctionSettings } from '../../local/lambda/function-settings.ts';
import { type Json, restClient } from '../support/api.ts';
import { type LocalRun, startLocalRun } from '../support/local-run.ts';

const sample = (name: string) =>
  new Uint8Array(readFileSync(new URL(`../../samples/${name}`, import.meta.url)));
const [icon, hills] = [sample('icon.png'), sample('hills.webp')];
const ready = ({ status }: Json) => status === 'ready';
/**
 * Or found to be undecodable: all threads of a run share one libvips, and each release that starts shuts its loaders for a
 * moment. On Lambda a function has it for itself.
 */
const isDrawn = ({ thumbhash, thumbnailError }: Json) => Boolean(thumbhash || thumbnailError);

const FUNCTIONS = {
  MetadataApi: 'metadata-api',
  ImageInspector: 'image-inspector',
  Thumbnailer: 'thumbnailer',
};
type Name = keyof typeof FUNCTIONS;

const folder = mkdtempSync(join(tmpdir(), 'release-0.1.0-'));
afterAll(() => rmSync(folder, { recursive: true }));

type As = Parameters<NonNullable<Faults['version']>>[1];

/** The same function as release 0.1.0 has it, with the environment of this release, and its own role where that is another. */
function former(settings: FunctionSettings, as: As): FunctionSettings {
  const [, file] = Object.entries(FUNCTIONS).find(([name]) => settings.name.includes(name)) ?? [];
  // What is new has no former release.
  if (file === undefined) return settings;
  const code = join(folder, file);
  if (!existsSync(code)) {
    mkdirSync(code);
    const bundle = new URL(`../fixtures/release-0.1.0/${file}.js.gz`, import.meta.url);
    writeFileSync(join(code, 'index.js'), gunzipSync(readFileSync(bundle)));
    const modules = join(settings.code, 'node_modules');
    if (existsSync(modules)) symlinkSync(modules, join(code, 'node_modules'));
  }
  const credentials = file === 'metadata-api' ? as('MetadataApiRole') : settings.credentials;
  return { ...settings, code, credentials };
}

let run: LocalRun;
let api: ReturnType<typeof restClient>;
afterEach(async () => {
  await run.stop();
  // Nothing was refused, and nothing failed.
  expect(run.accesses.filter(({ allowed }) => !allowed)).toEqual([]);
  expect(run.logs.filter(({ line }) => /"level":"ERROR"|not authorized/.test(line))).toEqual([]);
});

/** What a client does with an image: takes a ticket, uploads, replaces, is refused, renames, lists and deletes. */
async function useImage(fields: object = {}): Promise<void> {
  const created = await api.post('/metadata', { filename: 'a.png', ...fields });
  expect(created.status).toBe(201);
  const { id } = created.body.metadata;
  expect((await api.upload(created.body.preSignedUrl, icon)).status).toBe(200);
  await api.waitFor(id, ready);
  await api.waitFor(id, isDrawn);

  const replacement = await api.put(`/metadata/${id}`, { title: 'new' });
  expect((await api.upload(replacement.body.preSignedUrl, hills)).status).toBe(200);
  await api.waitFor(id, ({ contentVersion }) => contentVersion === 2);
  const bad = await api.put(`/metadata/${id}`);
  await api.upload(bad.body.preSignedUrl, new TextEncoder().encode('no image'));
  const { metadata } = await api.waitFor(id, ({ rejection }) => rejection !== undefined);
  expect(metadata).toMatchObject({ contentType: 'image/webp', size: hills.length, title: 'new' });
  const { preSignedUrl } = await api.waitFor(id, isDrawn);
  expect((await (await fetch(preSignedUrl.url)).arrayBuffer()).byteLength).toBe(hills.length);
  if (preSignedUrl.thumbnailUrl) expect((await fetch(preSignedUrl.thumbnailUrl)).status).toBe(200);

  const { body } = await api.get('/metadata?limit=100');
  expect(body.metadata.map((one: Json) => one.id)).toContain(id);
  expect((await api.remove(`/metadata/${id}`)).status).toBe(204);
  expect((await api.get(`/metadata/${id}`)).status).toBe(404);
  await expect.poll(async () => (await fetch(preSignedUrl.url)).status, { timeout: 15_000 }).toBe(404);
}

const chosen: [what: string, names: Name[]][] = [
  ['the API', ['MetadataApi']],
  ['inspector and thumbnailer', ['ImageInspector', 'Thumbnailer']],
  ['the inspector', ['ImageInspector']],
  ['the thumbnailer', ['Thumbnailer']],
  ['everything, after a rollback', ['MetadataApi', 'ImageInspector', 'Thumbnailer']],
];

describe('with release 0.1.0 of', () => {
  it.each(chosen)(
    '%s an image is taken, replaced, refused and deleted as ever',
    async (_, names) => {
      const version = (settings: FunctionSettings, as: As) =>
        names.some((name) => settings.name.includes(name)) ? former(settings, as) : settings;
      run = await startLocalRun({ faults: { version } });
      api = restClient(run);
      await useImage();
      await useImage({ userId: 'ann', imageId: 'avatar' });
      await useImage({ userId: 'ann', imageId: 'avatar', size: icon.length });
    },
    120_000,
  );
});

describe('while releases change', () => {
  it('half of the calls to each, nothing is lost', async () => {
    const version = (settings: FunctionSettings, as: As) =>
      settings.version === '1' ? former(settings, as) : settings;
    run = await startLocalRun({ faults: { version }, newVersionShare: 0.5 });
    api = restClient(run);
    for (let round = 0; round < 3; round++) {
      await Promise.all(
        Array.from({ length: 4 }, (_, i) => useImage(i % 2 ? { userId: 'ann', imageId: `image-${i}` } : {})),
      );
    }
  }, 120_000);
});
