import { expect, it } from 'vitest';
import { createUploader } from '../../../client/many/uploader.ts';

it('hashes a file in the turn in which it was come by, so that few lie ready at once', async () => {
  let ready = 0;
  let most = 0;
  const refuse = async () => {
    throw new Error('No more is wanted.');
  };
  const steps = {
    create: refuse,
    createBatch: refuse,
    update: refuse,
    get: refuse,
    getBatch: refuse,
    wait: refuse,
  };
  const uploader = createUploader({ ...steps, fetch, retries: 0 }, () => 4);
  const source = async () => {
    ready += 1;
    most = Math.max(most, ready);
    return new Blob(['bytes']);
  };
  const sha256 = async () => {
    await new Promise((resolve) => setImmediate(resolve));
    ready -= 1;
    return 'a'.repeat(64);
  };
  await Promise.allSettled(Array.from({ length: 20 }, () => uploader.upload(source, { sha256 })));
  expect({ ready, most }).toEqual({ ready: 0, most: 2 });
});
