import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { longestSilence, sendBytes } from '../../../client/http/send.ts';
import { transportOf } from '../../../client/http/transports.ts';
import type { PreSignedUrl } from '../../../client/types.ts';

const ticket: PreSignedUrl = {
  id: 'a',
  url: 'https://s3.test/a',
  method: 'PUT',
  expiresIn: 3600,
  expiresAt: 0,
};
const fetchAlone = transportOf({});
const nodeJs = transportOf({ process: { versions: { node: '20.2.0', undici: '5.22.1' } } });
const file = new Blob([new Uint8Array(5_000_000)]);

const MINUTE = 60_000;
/** An S3 whose answer comes after so many ms, and that looks at no byte meanwhile. */
const answerAfter = (ms: number): typeof fetch =>
  vi.fn((_, init) => {
    const { promise, resolve, reject } = Promise.withResolvers<Response>();
    setTimeout(() => resolve(new Response('')), ms);
    init!.signal!.addEventListener('abort', () => reject(init!.signal!.reason));
    return promise;
  });

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('an upload by fetch alone, of which nobody tells how far it is', () => {
  it.each([
    ['a service worker', {}, false],
    ['an edge runtime that plays Node.js', { process: { versions: { node: '22.19.0' } } }, false],
    ['Node.js', { process: { versions: { node: '20.2.0', undici: '5.22.1' } } }, true],
    ['a page', { XMLHttpRequest: class {} }, true],
  ])('is what %s makes, or not', (_, runtime, told) => expect(transportOf(runtime).tellsProgress).toBe(told));

  it('is not cut while bytes may flow, however long its answer takes', async () => {
    const sent: number[] = [];
    const options = { fetch: answerAfter(10 * MINUTE), transport: fetchAlone };
    const upload = sendBytes(ticket, file, { ...options, onSent: (bytes) => sent.push(bytes) });
    await vi.advanceTimersByTimeAsync(10 * MINUTE);
    await expect(upload).resolves.toBeUndefined();
    expect(sent).toEqual([file.size]);
  });

  it('ends after the time that all of it takes on the slowest line, and by the caller’s signal before', async () => {
    const options = { fetch: answerAfter(600 * MINUTE), transport: fetchAlone };
    const upload = expect(sendBytes(ticket, file, options)).rejects.toMatchObject({
      code: 'RequestTimeout',
      message: expect.stringContaining('670 seconds'),
    });
    await vi.advanceTimersByTimeAsync(670_352);
    await upload;
    const controller = new AbortController();
    const aborted = expect(
      sendBytes(ticket, file, { ...options, signal: controller.signal }),
    ).rejects.toThrow('enough');
    controller.abort(new Error('enough'));
    await aborted;
  });

  it.each([
    [0, fetchAlone, 60_000],
    [8192 * 100, fetchAlone, 160_000],
    [5 * 2 ** 30, fetchAlone, 60_000 + 655_360_000],
    [2 ** 50, fetchAlone, 2 ** 31 - 1],
    [5 * 2 ** 30, nodeJs, 60_000],
  ])('%d bytes may be silent for as long as they take: %#', (bytes, transport, ms) =>
    expect(longestSilence(bytes, transport)).toBe(ms),
  );
});

describe('an upload that tells its progress', () => {
  it('ends a minute after the last sign of life', async () => {
    const options = { fetch: answerAfter(600 * MINUTE), transport: nodeJs };
    const upload = expect(sendBytes(ticket, file, options)).rejects.toMatchObject({ code: 'RequestTimeout' });
    await vi.advanceTimersByTimeAsync(MINUTE + 1000);
    await upload;
  });

  it('is waited for while what has left the program may be on its way', async () => {
    const large = new Blob([new Uint8Array(3 * 2 ** 20)]);
    const telling = {
      ...nodeJs,
      send: async (...[, , { onSent, signal }]: Parameters<typeof nodeJs.send>) => {
        onSent(large.size);
        await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
        throw new Error('never');
      },
    };
    let over = false;
    const upload = sendBytes(ticket, large, { fetch: answerAfter(0), transport: telling }).catch(() => {
      over = true;
    });
    await vi.advanceTimersByTimeAsync(5 * MINUTE);
    expect(over).toBe(false);
    await vi.advanceTimersByTimeAsync(MINUTE);
    await upload;
    expect(over).toBe(true);
  });
});
