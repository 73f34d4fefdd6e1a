import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { ApiError, ImageRejectedError, NetworkError, UploadRefusedError } from '../../../client/errors.ts';
import { given, image, metadata, photo } from './given-uploads.ts';

describe('a list of uploads', () => {
  it('uploads a few at a time, and the next once one has ended, in whatever way', async () => {
    const { uploads, begun, states } = given({ concurrency: 2 });
    uploads.add(['a', 'b', 'c', 'd'].map(photo));
    expect(states()).toEqual(['a hashing', 'b hashing', 'c waiting', 'd waiting']);
    begun[0]!.fail(new NetworkError('lost'));
    begun[1]!.end(image);
    await vi.waitFor(() => expect(states()).toEqual(['a failed', 'b ready', 'c hashing', 'd hashing']));
  });

  it.each([0, -1, Number.NaN])('uploads one at a time where it is told %d', (concurrency) => {
    const { uploads, begun } = given({ concurrency });
    uploads.add([photo('a'), photo('b')]);
    expect(begun.map(({ name }) => name)).toEqual(['a']);
  });

  it('takes one file, bytes, an array, and what only has a length', () => {
    const { uploads } = given();
    const one = photo('a');
    expect(uploads.add(one)).toHaveLength(1);
    expect(uploads.add(new Uint8Array(7))).toHaveLength(1);
    expect(uploads.add(new ArrayBuffer(3))).toHaveLength(1);
    expect(uploads.add([one, photo('b')])).toHaveLength(2);
    expect(uploads.add({ length: 1, 0: one })).toHaveLength(1);
    expect(uploads.add([])).toEqual([]);
    expect(uploads.list.files.map(({ name, size }) => `${name} ${size}`)).toEqual([
      'a 4',
      'image 7',
      'image 3',
      'a 4',
      'b 4',
      'a 4',
    ]);
  });

  it('gives options of the list to each file, and those of the file before them', () => {
    const { uploads, begun } = given({ tags: ['all'], userId: 'ann', onSettled: () => undefined });
    uploads.add(photo('a'), { tags: ['own'] });
    expect(begun[0]!.options).toMatchObject({ tags: ['own'], userId: 'ann' });
    expect(begun[0]!.options).not.toHaveProperty('onSettled');
    expect(begun[0]!.options).not.toHaveProperty('client');
  });

  it('takes other options, for what begins from then on', () => {
    const { uploads, begun, client } = given({ tags: ['first'], concurrency: 1 });
    uploads.add([photo('a'), photo('b')]);
    uploads.setOptions({ client, tags: ['second'], concurrency: 2 });
    expect(begun.map(({ name, options }) => [name, options.tags])).toEqual([
      ['a', ['first']],
      ['b', ['second']],
    ]);
  });

  it('tells its listeners of bytes alone a moment later, of many at once', () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const { uploads, begun } = given();
    uploads.add(photo('a'));
    const send = (sent: number) =>
      begun[0]!.options.onProgress!({ phase: 'sending', sent, total: 4, maybeStored: false });
    send(0);
    const listener = vi.fn();
    uploads.subscribe(listener);
    for (const sent of [1, 2, 3]) send(sent);
    expect(listener).not.toHaveBeenCalled();
    vi.runAllTimers();
    expect(listener).toHaveBeenCalledTimes(1);
    expect(uploads.list.progress).toEqual({ sent: 3, total: 4 });
  });

  it('tells what an upload tells, and counts no bytes of what has failed', async () => {
    const { uploads, begun } = given();
    uploads.add([photo('a'), photo('b')]);
    begun[0]!.options.onRecord!(metadata);
    begun[0]!.options.onProgress!({ phase: 'sending', sent: 3, total: 4, maybeStored: false });
    expect(uploads.list.files[0]).toMatchObject({ state: 'sending', metadata, progress: { sent: 3 } });
    expect(uploads.list).toMatchObject({ progress: { sent: 3, total: 8 }, busy: true });
    begun[1]!.fail(new NetworkError('lost'));
    begun[0]!.end(image);
    await vi.waitFor(() => expect(uploads.list.busy).toBe(false));
    expect(uploads.list).toMatchObject({ progress: { sent: 3, total: 4 } });
    expect(uploads.list.files[0]).toMatchObject({ state: 'ready', image });
  });

  it.each([
    ['refused', new ImageRejectedError(metadata, { code: 'NotAnImage', message: 'no', at: 1 })],
    ['refused', new ApiError(400, { code: 'ValidationFailed', message: 'no' })],
    ['refused', new UploadRefusedError(400, { code: 'EntityTooLarge', message: 'no' })],
    ['failed', new UploadRefusedError(403, { code: 'AccessDenied', message: 'no' })],
    ['failed', new ApiError(503, { code: 'InternalError', message: 'no' })],
    ['failed', new NetworkError('lost')],
  ])('is %s after %s', async (state, error) => {
    const { uploads, begun } = given();
    uploads.add(photo('a'));
    begun[0]!.fail(error);
    await vi.waitFor(() => expect(uploads.list.files[0]).toMatchObject({ state, error }));
    uploads.retry();
    expect(begun).toHaveLength(state === 'refused' ? 1 : 2);
  });

  it('retries what failed or was cancelled under the key that it had, so that nothing is made twice', async () => {
    const { uploads, begun, states } = given();
    const [a] = uploads.add([photo('a'), photo('b')]);
    uploads.cancel(a);
    begun[1]!.fail(new NetworkError('lost'));
    await vi.waitFor(() => expect(states()).toEqual(['a cancelled', 'b failed']));
    uploads.retry();
    expect(uploads.list.files.map(({ error }) => error)).toEqual([undefined, undefined]);
    const keys = begun.map(({ name, options }) => [name, options.idempotencyKey]);
    expect(keys.slice(2)).toEqual(keys.slice(0, 2));
    expect(keys[0]![1]).not.toBe(keys[1]![1]);
  });

  it('takes another key where the first is spent: its record was deleted', async () => {
    const { uploads, begun, states } = given();
    uploads.add(photo('a'));
    begun[0]!.fail(new ApiError(409, { code: 'IdempotencyConflict', message: 'no' }));
    await vi.waitFor(() => expect(states()).toEqual(['a failed']));
    uploads.retry();
    expect(begun[1]!.options.idempotencyKey).not.toBe(begun[0]!.options.idempotencyKey);
  });

  it('takes nothing that a cancelled attempt still says for the next one’s', async () => {
    const { uploads, begun, states } = given();
    const [id] = uploads.add(photo('a'));
    uploads.cancel(id);
    uploads.retry(id);
    begun[0]!.options.onProgress!({ phase: 'inspecting', sent: 4, total: 4, maybeStored: true });
    begun[0]!.end(image);
    await Promise.resolve();
    expect(states()).toEqual(['a hashing']);
    expect(begun[1]!.options.signal!.aborted).toBe(false);
  });

  it('cancels all, those too that wait, and begins none of them', async () => {
    const { uploads, begun, states } = given({ concurrency: 1 });
    uploads.add([photo('a'), photo('b')]);
    uploads.cancel();
    await Promise.resolve();
    expect(states()).toEqual(['a cancelled', 'b cancelled']);
    expect(begun.map(({ options }) => options.signal!.aborted)).toEqual([true]);
  });

  it('takes off the list what is removed, and what is over where it is cleared', async () => {
    const { uploads, begun, states } = given();
    const [a] = uploads.add(['a', 'b', 'c'].map(photo));
    begun[1]!.end(image);
    await vi.waitFor(() => expect(states()).toContain('b ready'));
    uploads.clear();
    expect(states()).toEqual(['a hashing', 'c hashing']);
    uploads.remove(a!);
    expect(states()).toEqual(['c hashing']);
    expect(begun[0]!.options.signal!.aborted).toBe(true);
  });

  it('tells each file that is over, on its own, so that what the listener throws is none of the upload’s', async () => {
    const told: (() => void)[] = [];
    vi.stubGlobal('queueMicrotask', (tell: () => void) => told.push(tell));
    onTestFinished(() => void vi.unstubAllGlobals());
    const { uploads, begun, states } = given({
      onSettled: ({ state }) => {
        throw new Error(`it is ${state}`);
      },
    });
    uploads.add(photo('a'));
    begun[0]!.end(image);
    await vi.waitFor(() => expect(told).toHaveLength(1));
    expect(told[0]).toThrow('it is ready');
    expect(states()).toEqual(['a ready']);
  });

  it('gives the same list until something changes, and tells its listeners of each change', () => {
    const { uploads } = given();
    const listener = vi.fn();
    const end = uploads.subscribe(listener);
    const before = uploads.list;
    expect(uploads.list).toBe(before);
    uploads.add(photo('a'));
    expect(uploads.list).not.toBe(before);
    const { length } = listener.mock.calls;
    expect(length).toBeGreaterThan(0);
    end();
    uploads.cancel();
    expect(listener).toHaveBeenCalledTimes(length);
  });
});
