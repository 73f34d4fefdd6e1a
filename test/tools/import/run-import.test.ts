import { describe, expect, it } from 'vitest';
import { ApiError, ImageRejectedError, NetworkError } from '../../../client/errors.ts';
import type { Metadata } from '../../../client/types.ts';
import { done, type End, given, imageOf, sourceOf, uploaded } from './given-import.ts';

const failed =
  (error: unknown): End =>
  async () => ({ state: 'failed', error });
const there =
  (size: number): End =>
  async () => ({ state: 'skipped', metadata: { size } as Metadata });

describe('an import', () => {
  it('counts what becomes of each image, and reports what was not taken, and why', async () => {
    const invalid = new ApiError(400, {
      message: 'The request is not valid.',
      code: 'ValidationFailed',
      errors: [{ path: 'size', message: 'must be smaller' }],
    });
    const rejected = new ImageRejectedError({} as Metadata, {
      code: 'NotAnImage',
      message: 'It is none.',
      at: 1,
    });
    const lost = new NetworkError('The connection broke.');
    const unread = Object.assign(new Error('It may not be read.'), { code: 'EACCES' });
    const { run, lines } = given(
      [
        imageOf('new'),
        imageOf('there', 20),
        imageOf('other', 20),
        imageOf('large'),
        imageOf('text'),
        imageOf('lost'),
        imageOf('unread'),
        {
          kind: 'problem',
          state: 'refused',
          imageId: 'empty',
          code: 'EmptyObject',
          message: 'It is empty.',
        },
        {
          kind: 'problem',
          state: 'failed',
          imageId: 'gone',
          code: 'ENOENT',
          message: 'It is not there.',
        },
        { kind: 'left', reason: 'name' },
      ],
      {
        there: there(20),
        other: there(21),
        large: failed(invalid),
        text: failed(rejected),
        lost: failed(lost),
        unread: failed(unread),
      },
    );
    await run.end;
    expect(lines).toMatchObject([
      {
        imageId: 'other',
        state: 'different',
        code: 'DifferentImage',
        message: 'Another image is there by this name, of 21 bytes; this one has 20.',
      },
      {
        imageId: 'large',
        state: 'refused',
        code: 'ValidationFailed',
        message: 'The request is not valid. size must be smaller',
      },
      { imageId: 'text', state: 'refused', code: 'NotAnImage', message: 'It is none.' },
      { imageId: 'lost', state: 'failed', code: 'NetworkError' },
      { imageId: 'unread', state: 'failed', code: 'EACCES', message: 'It may not be read.' },
      { imageId: 'empty', state: 'refused', code: 'EmptyObject' },
      { imageId: 'gone', state: 'failed', code: 'ENOENT' },
    ]);
    expect(run.tally).toMatchObject({
      uploaded: 1,
      skipped: 1,
      told: { different: 1, refused: 3, failed: 3 },
      left: { name: 1, hidden: 0 },
      sent: 10,
    });
    expect(run.standing()).toEqual({ files: 9, bytes: 90, total: { files: 9, bytes: 90 } });
  });

  it('counts bytes as they leave, and is done with an image when they all have', async () => {
    const standings: unknown[] = [];
    const { run } = given([imageOf('1.png', 100)], {
      '1.png': async ({ onProgress }) => {
        onProgress!({ phase: 'sending', sent: 40, total: 100, maybeStored: false });
        standings.push(run.standing().bytes, done.length);
        onProgress!({ phase: 'inspecting', sent: 100, total: 100, maybeStored: true });
        standings.push(run.standing().bytes, done.length);
        return { state: 'uploaded' };
      },
    });
    await run.end;
    expect(standings).toEqual([40, 0, 100, 1]);
    expect(run.standing().bytes).toBe(100);
  });

  it('declares what the bytes are by their SHA-256, without all of them in memory', async () => {
    const { run, seen } = given([imageOf('1.png')]);
    await run.end;
    const { sha256 } = seen[0]!;
    if (typeof sha256 !== 'function') throw new Error('no function');
    expect(await sha256(new Blob(['abc']))).toBe(
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    );
  });

  it('begins nothing more once it is stopped, and reports nothing of that', async () => {
    const stop = new AbortController();
    const { run, lines, seen } = given(
      [imageOf('1.png'), imageOf('2.png'), imageOf('3.png')],
      {
        '2.png': async (image) => {
          stop.abort();
          return uploaded(image, {});
        },
      },
      { stop: stop.signal },
    );
    await run.end;
    expect(seen.map(({ imageId }) => imageId)).toEqual(['1.png', '2.png']);
    expect({ lines, uploaded: run.tally.uploaded, done }).toEqual({
      lines: [],
      uploaded: 1,
      done: ['1.png', '2.png'],
    });
  });

  it('ends with what the source throws', async () => {
    const source = sourceOf(async function* () {
      yield imageOf('1.png');
      throw new Error('s3://b cannot be listed.');
    });
    const { run } = given([], {}, { source });
    await expect(run.end).rejects.toThrow('s3://b cannot be listed.');
    expect(run.tally.uploaded).toBe(1);
  });

  it('does not go on to count what there is once it has failed: that would hold the process', async () => {
    const walked: number[] = [];
    let goOn = () => {};
    const held = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    const source = sourceOf(async function* () {
      for (const at of [1, 2, 3]) {
        walked.push(at);
        yield imageOf(`${at}.png`);
        await held;
      }
    });
    const client = { importFrom: () => Promise.reject(new Error('The key is refused.')) };
    const { run } = given([], {}, { source, client });
    await expect(run.end).rejects.toThrow('The key is refused.');
    goOn();
    await new Promise((resolve) => setImmediate(resolve));
    expect(walked).not.toContain(3);
  });
});
