import { sha256Of } from '../client/file.ts';

/** Smaller files are hashed where they are: a worker would cost more than it saves. */
const SMALL_BYTES = 2_000_000;
/** Larger files are not hashed: Web Crypto wants all of a file in memory. */
const LARGEST_BYTES = 512 * 2 ** 20;

type Answer = { sha256: string } | { fault: string };

let turn: Promise<unknown> = Promise.resolve();

/**
 * SHA-256 of a file in hexadecimal, off the main thread when it is large, one large file after the other. Empty where
 * the browser has no Web Crypto, or the file is too large for it: the upload then declares none.
 */
export function hashFile(file: Blob): Promise<string> {
  if (globalThis.crypto?.subtle === undefined || file.size > LARGEST_BYTES) return Promise.resolve('');
  if (file.size <= SMALL_BYTES) return sha256Of(file);
  const result = turn.then(() => hashInWorker(file));
  turn = result.catch(() => undefined);
  return result;
}

/** A worker a file, so that its memory ends with it. */
function hashInWorker(file: Blob): Promise<string> {
  const worker = new Worker(new URL('./hash.worker.ts', import.meta.url), { type: 'module' });
  return new Promise<string>((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<Answer>) =>
      'sha256' in data ? resolve(data.sha256) : reject(new Error(data.fault));
    worker.onerror = () => reject(new Error('The file cannot be read.'));
    worker.postMessage(file);
  }).finally(() => worker.terminate());
}
