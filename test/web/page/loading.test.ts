import { expect, it } from 'vitest';
import { loading } from '../../../web/page/loading.ts';

const URL_OF_IT = 'https://page.example/assets/viewer-abc.js';
const failure = (message: string) => new TypeError(message);

it.each([
  `Failed to fetch dynamically imported module: ${URL_OF_IT}`,
  `error loading dynamically imported module: ${URL_OF_IT}`,
])('what failed is asked for by another URL, since the browser remembers that one: %s', async (message) => {
  const asked: string[] = [];
  let reachable = false;
  const load = loading(
    () => Promise.reject(failure(message)),
    async (url) => {
      asked.push(url);
      if (!reachable) throw failure(`Failed to fetch dynamically imported module: ${url}`);
      return 'it';
    },
  );
  await expect(load()).rejects.toThrow(message);
  await expect(load()).rejects.toThrow('again=2');
  reachable = true;
  expect(await load()).toBe('it');
  expect(asked).toEqual([`${URL_OF_IT}?again=2`, `${URL_OF_IT}?again=3`]);
});

it('where the error names no URL it is asked for as before', async () => {
  let calls = 0;
  const load = loading(async () => {
    calls += 1;
    if (calls === 1) throw failure('Importing a module script failed.');
    return 'it';
  });
  await expect(load()).rejects.toThrow('Importing');
  expect(await load()).toBe('it');
});
