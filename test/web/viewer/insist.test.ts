import { expect, it } from 'vitest';
import { ApiError } from '../../../client/errors.ts';
import { insist } from '../../../web/viewer/insist.ts';
import { someMetadata } from '../metadata.ts';

const stale = (version: number) =>
  new ApiError(412, { message: 'Stale.', code: 'PreconditionFailed', version });

it('writes over each newer version that the person has seen', async () => {
  const tried: number[] = [];
  const asked: [number, number][] = [];
  let current = 3;
  const result = await insist(someMetadata({ version: 1 }), {
    attempt: async (ifMatch) => {
      tried.push(ifMatch);
      if (tried.length < 3) throw stale(current);
      return 'written';
    },
    read: async () => someMetadata({ version: current++ }),
    ask: async (before, now) => {
      asked.push([before.version, now.version]);
      return true;
    },
  });
  expect({ result, tried, asked }).toEqual({
    result: 'written',
    tried: [1, 3, 4],
    asked: [
      [1, 3],
      [3, 4],
    ],
  });
});

it('lets go when the person says so, and passes on every other error', async () => {
  const options = { read: async () => someMetadata({ version: 2 }), ask: async () => false };
  const result = await insist(someMetadata(), { ...options, attempt: () => Promise.reject(stale(2)) });
  expect(result).toBeUndefined();
  const gone = new ApiError(404, { message: 'Gone.', code: 'NotFound' });
  await expect(insist(someMetadata(), { ...options, attempt: () => Promise.reject(gone) })).rejects.toBe(
    gone,
  );
});
