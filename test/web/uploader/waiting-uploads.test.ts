import { afterEach, describe, expect, it, vi } from 'vitest';
import { TimeoutError } from '../../../client/errors.ts';
import { inspecting, lost, ready, sending } from './scripted-transfers.ts';
import { givenUploads, heldAttempts, settled } from './scripted-uploads.ts';

afterEach(() => {
  vi.useRealTimers();
});

describe('uploads that wait', () => {
  it('pause while they wait and while they are sent, and give their turn to the next', async () => {
    const { held, attempt } = heldAttempts();
    const { add, act, words, uploads, calls, stateOf } = givenUploads([attempt]);
    add('a', 'b', 'c', 'd', 'e', 'f');
    await settled();
    await act('a', 'pause');
    await act('f', 'pause');
    await settled();
    expect(words()).toBe('0 of 6 uploaded, 4 being sent, 2 paused');
    expect(stateOf('e')).toBe('sending');
    uploads.pauseAll(true);
    await settled();
    expect(words()).toBe('0 of 6 uploaded, 6 paused');
    uploads.pauseAll(false);
    await settled();
    expect(words()).toBe('0 of 6 uploaded, 4 being sent, 2 waiting');
    const keysOf = (name: string) =>
      calls.filter(({ filename }) => filename === name).map(({ idempotencyKey }) => idempotencyKey);
    expect(new Set(keysOf('b')).size).toBe(1);
    for (const one of held) one.end(ready);
    await settled();
    for (const one of held) one.end(ready);
    await settled();
    expect(words()).toBe('6 of 6 uploaded');
  });

  it('wait for a lost connection and go on by themselves, one at a time until it is back', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    let connected = false;
    const { add, words, calls, stateOf } = givenUploads([
      async (options) => {
        if (!connected) throw lost;
        return ready(options);
      },
    ]);
    add('a', 'b', 'c', 'd', 'e');
    await settled();
    expect(words()).toBe('0 of 5 uploaded, 4 waiting for the connection, 1 waiting');
    await vi.advanceTimersByTimeAsync(1000);
    await settled();
    // The one that had not tried has: another that always fails does not keep it from it.
    expect(stateOf('e')).toBe('offline');
    expect(calls).toHaveLength(5);
    await vi.advanceTimersByTimeAsync(120_000);
    await settled();
    // After 1, 2, 4, 8 and then every 15 seconds: four that fail together are one loss.
    expect(calls).toHaveLength(15);
    connected = true;
    await vi.advanceTimersByTimeAsync(15_000);
    await settled();
    expect(words()).toBe('5 of 5 uploaded');
  });

  it('try at once when the browser says that there is a connection, or the person does', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { add, act, uploads, calls, words } = givenUploads([
      () => Promise.reject(lost),
      () => Promise.reject(lost),
      ready,
    ]);
    add('a');
    await settled();
    uploads.reconnect();
    await settled();
    expect(calls).toHaveLength(2);
    await act('a', 'go');
    await settled();
    expect(words()).toBe('1 of 1 uploaded');
  });

  it('wait when the connection is lost during the inspection, and tell the truth when it is back', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { held, attempt } = heldAttempts();
    const { add, stateOf, words, calls, uploads } = givenUploads([attempt]);
    add('a');
    await settled();
    const { options, end } = held[0]!;
    sending(options, 6);
    inspecting(options);
    options.onLook?.();
    expect(stateOf('a')).toBe('inspecting');
    options.onLook?.(lost);
    expect(stateOf('a')).toBe('offline');
    expect(uploads.all()[0]!.reason).toBe('Waiting for the connection…');
    options.onLook?.();
    expect(stateOf('a')).toBe('inspecting');
    // All the time that is waited for an inspection, nothing was heard.
    end(() => Promise.reject(new TimeoutError('m', 'InspectionTimeout', lost)));
    await settled();
    expect(stateOf('a')).toBe('offline');
    await vi.advanceTimersByTimeAsync(1000);
    held[1]!.end(ready);
    await settled();
    expect(words()).toBe('1 of 1 uploaded');
    expect(calls[1]!.idempotencyKey).toBe(calls[0]!.idempotencyKey);
  });

  it('whose record cannot be looked at are not sent again for “Try now”, and are inspected when it can', async () => {
    const { held, attempt } = heldAttempts();
    const { add, act, stateOf, calls, words, uploads } = givenUploads([attempt]);
    add('a');
    await settled();
    const { options, end } = held[0]!;
    sending(options, 6);
    inspecting(options);
    options.onLook?.(lost);
    await act('a', 'go');
    expect([stateOf('a'), uploads.all()[0]!.sent]).toEqual(['offline', 6]);
    options.onLook?.();
    expect(stateOf('a')).toBe('inspecting');
    end(ready);
    await settled();
    expect([calls.length, words()]).toEqual([1, '1 of 1 uploaded']);
  });

  it('whose inspection takes long have not failed', async () => {
    const { add, words, stateOf } = givenUploads([
      () => Promise.reject(new TimeoutError('m', 'InspectionTimeout')),
    ]);
    add('a');
    await settled();
    expect(stateOf('a')).toBe('arrived');
    expect(words()).toBe('0 of 1 uploaded, 1 being inspected');
  });
});
