import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { Found } from '../../../tools/import/source.ts';
import { folderSource } from '../../../tools/import/walk-folder.ts';
import { allOf } from '../../support/all-of.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'walk-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
});

function given(...paths: string[]): void {
  for (const path of paths) {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), `the bytes of ${path}`);
  }
}

async function found(all = false): Promise<Found[]> {
  return allOf(folderSource(folder, { all }).walk());
}

const brief = (one: Found) =>
  one.kind === 'image' ? one.imageId : one.kind === 'left' ? one.reason : [one.imageId, one.code];

describe('the walk through a folder', () => {
  it('names images by their paths, in the same order each time, with their sizes', async () => {
    given('b/2.png', 'b/10.JPG', 'a/deep/1.webp', 'c.heic', 'Ä.gif');
    const images = await found();
    expect(images.map(brief)).toEqual(['a/deep/1.webp', 'b/10.JPG', 'b/2.png', 'c.heic', 'Ä.gif']);
    expect(images[0]).toMatchObject({ filename: '1.webp', bytes: 'the bytes of a/deep/1.webp'.length });
  });

  it('opens an image when its turn has come', async () => {
    given('1.png');
    const [image] = await found();
    if (image?.kind !== 'image') throw new Error('no image');
    const blob = await image.open(new AbortController().signal);
    expect(await blob.text()).toBe('the bytes of 1.png');
  });

  it('says of an image that has gone meanwhile that it is not there', async () => {
    given('1.png');
    const [image] = await found();
    if (image?.kind !== 'image') throw new Error('no image');
    rmSync(join(folder, '1.png'));
    const open = image.open(new AbortController().signal);
    await expect(open).rejects.toMatchObject({
      code: 'ENOENT',
      message: expect.stringContaining('not there'),
    });
  });

  it('leaves out what is no image by its name, unless all are wanted', async () => {
    given('notes.txt', 'film.mov', 'png');
    expect((await found()).map(brief)).toEqual(['name', 'name', 'png']);
    expect((await found(true)).map(brief)).toEqual(['film.mov', 'notes.txt', 'png']);
  });

  it('leaves out what is hidden, and what systems put beside images, even if all are wanted', async () => {
    given('.1.png', '.hidden/1.png', 'Thumbs.db', '@eaDir/1.jpg/SYNOPHOTO_THUMB_XL.jpg', '__MACOSX/._1.png');
    expect((await found(true)).map(brief)).toEqual(Array(5).fill('hidden'));
  });

  it('follows links to files, and none to folders', async () => {
    given('album/1.png');
    symlinkSync('album/1.png', join(folder, 'linked.png'));
    symlinkSync('..', join(folder, 'album/up'));
    expect((await found()).map(brief)).toEqual(['album/1.png', 'other', 'linked.png']);
  });

  it('tells of links that lead nowhere, and goes on', async () => {
    symlinkSync('nowhere', join(folder, 'a.png'));
    symlinkSync('b.png', join(folder, 'b.png'));
    given('c.png');
    const all = await found();
    expect(all.map(brief)).toEqual([['a.png', 'ENOENT'], ['b.png', 'ELOOP'], 'c.png']);
    // The next time they may lead somewhere.
    expect(all).toMatchObject([{ state: 'failed' }, { state: 'failed' }, { kind: 'image' }]);
  });

  it('refuses a name that is not UTF-8 and tells its bytes, of a folder too', async () => {
    const latin1 = Buffer.from(`${folder}/caf\xe9`, 'latin1');
    mkdirSync(latin1);
    writeFileSync(Buffer.concat([latin1, Buffer.from('/1.png')]), 'bytes');
    writeFileSync(Buffer.concat([latin1, Buffer.from('.png')]), 'bytes');
    given('d.png');
    expect((await found()).map(brief)).toEqual([
      ['caf\\xe9/1.png', 'InvalidName'],
      ['caf\\xe9.png', 'InvalidName'],
      'd.png',
    ]);
  });

  it('keeps a name byte for byte: two that look the same are two', async () => {
    given('e\u0301.png', '\u00e9.png');
    expect((await found()).map(brief)).toEqual(['e\u0301.png', '\u00e9.png']);
  });

  it('refuses names that the service does not take, and empty files, each alone', async () => {
    const deep = `${'a'.repeat(200)}/${'b'.repeat(60)}.png`;
    given('line\nbreak.png', deep, 'good.png');
    writeFileSync(join(folder, 'empty.png'), '');
    const problems = (await found()).filter((one) => one.kind === 'problem');
    expect(problems).toEqual([
      {
        kind: 'problem',
        state: 'refused',
        imageId: deep,
        code: 'InvalidName',
        message: 'Its name must have at most 256 characters.',
      },
      {
        kind: 'problem',
        state: 'refused',
        imageId: 'empty.png',
        code: 'EmptyObject',
        message: 'It is empty.',
      },
      {
        kind: 'problem',
        state: 'refused',
        imageId: 'line\nbreak.png',
        code: 'InvalidName',
        message: expect.stringContaining('must not have control characters'),
      },
    ]);
  });

  it('tells of a folder that has gone meanwhile, and goes on', async () => {
    given('a/1.png', 'b/1.png', 'c.png');
    const walk = folderSource(folder, { all: false }).walk()[Symbol.asyncIterator]();
    const first = await walk.next();
    rmSync(join(folder, 'b'), { recursive: true });
    const rest = [first.value, (await walk.next()).value, (await walk.next()).value] as Found[];
    expect(rest.map(brief)).toEqual(['a/1.png', ['b', 'ENOENT'], 'c.png']);
  });

  it.each([
    ['nowhere', 'It is not there'],
    ['file.png', 'is not a folder'],
  ])('does not begin on %s', async (name, message) => {
    given('file.png');
    await expect(folderSource(join(folder, name), { all: false }).check()).rejects.toThrow(message);
  });
});
