import type { LambdaFunctionURLResult } from 'aws-lambda';
import { beforeEach, expect, it } from 'vitest';
import { folderOf } from '../../../lambdas/object-cleaner/renditions.ts';
import type { RendererServices } from '../../../lambdas/renderer/render.ts';
import { serving } from '../../../lambdas/renderer/serve.ts';
import { fromItem } from '../../../lambdas/shared/record-item.ts';
import { bmp } from '../support/uploads.ts';
import { RECORD_ID, World } from '../support/world.ts';
import { pngHeader } from '../thumbnailer/png.ts';

let world: World;
let logged: object[];
beforeEach(() => {
  world = new World(undefined, [], true);
  world.createRecord();
  logged = [];
});

const services = (): RendererServices => world.renderer;
const keep = (message: string, fields: object) => void logged.push({ message, ...fields });

async function ask(path: string) {
  const serve = serving(
    services(),
    { widths: new Set([320, 640]), cacheControl: 'max-age=9' },
    { info: keep, error: keep },
  );
  const answer = (await serve({ rawPath: path })) as Exclude<LambdaFunctionURLResult, string>;
  const body = Buffer.from(answer.body!, answer.isBase64Encoded ? 'base64' : 'utf8');
  return { ...answer, text: body.toString('latin1') };
}

async function ready(image = pngHeader(10, 20)): Promise<string> {
  await world.receive(world.put(world.newKey('a.png'), image));
  return `/${folderOf(fromItem(world.table.items.get(RECORD_ID)!))}`;
}

it('answers with the bytes, which caches may keep as long as the stage says', async () => {
  const folder = await ready();
  const answer = await ask(`${folder}640.webp`);
  expect(answer).toMatchObject({
    statusCode: 200,
    headers: { 'Content-Type': 'image/webp', 'Cache-Control': 'max-age=9' },
  });
  expect(answer.text).toMatch(/^640\.webp of /);
  expect((await ask(`${folder}320.jpg`)).headers).toMatchObject({ 'Content-Type': 'image/jpeg' });
});

it.each([
  ['a width that the stage does not have', '641.webp'],
  ['another format', '640.avif'],
  ['the master', 'master'],
  ['the folder', ''],
  ['what lies outside of it', '../x/640.webp'],
  ['a width with a zero', '0640.webp'],
])('has %s nowhere, and says so for a few seconds', async (_, name) => {
  const folder = await ready();
  const answer = await ask(folder + name);
  expect(answer).toMatchObject({ statusCode: 404, headers: { 'Cache-Control': 'max-age=5' } });
  expect(JSON.parse(answer.text)).toMatchObject({ code: 'NotFound' });
  expect(world.bucket.left('i/')).toEqual([]);
});

it('says of what cannot be drawn why, and that its own URL has it', async () => {
  const answer = await ask(`${await ready(bmp(3, 2))}640.webp`);
  expect(answer).toMatchObject({ statusCode: 415, headers: { 'Cache-Control': 'max-age=300' } });
  expect(JSON.parse(answer.text)).toEqual({
    message: 'The image cannot be drawn in other sizes; its own URL has it as it is.',
    code: 'Unsupported',
  });
});

it('is busy, or fails, for a second, and what failed is logged without a path', async () => {
  const folder = await ready();
  const key = `${folder.slice(1)}640.webp`;
  await world.renderer.records.take(key, 'another', Date.now());
  expect(await ask(`/${key}`)).toMatchObject({
    statusCode: 503,
    headers: { 'Cache-Control': 'max-age=1', 'Retry-After': '2' },
  });
  world.renderer.records.get = async () => {
    throw new Error('down');
  };
  expect(await ask(`/${key}`)).toMatchObject({ statusCode: 503 });
  expect(logged).toEqual([
    expect.objectContaining({ message: 'Rendition', outcome: 'busy', id: RECORD_ID, width: 640 }),
    expect.objectContaining({ message: 'request failed' }),
    expect.objectContaining({ message: 'Rendition', outcome: 'failed' }),
  ]);
});
