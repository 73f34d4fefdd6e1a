/**
 * Stands in for `node:fs/promises`, which takes Node.js 2 ms to load: the SDK would look for `~/.aws/config` with it, which
 * no function has.
 */
export const readFile = (path: string): Promise<never> =>
  Promise.reject(new Error(`A function has no files such as ${path}.`));
