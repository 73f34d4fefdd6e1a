import { createWriteStream, openAsBlob, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { GetObjectCommand, ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import { createGate } from '../../client/many/gate.ts';
import { parseObjectKey } from '../../lambdas/shared/objects/object-key.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { isHousekeeping, nameFault, reasonToLeave } from './names.ts';
import type { Found, FoundImage, Source } from './source.ts';

export interface BucketOptions {
  client: S3Client;
  /** Also objects whose extension is no image's. */
  all: boolean;
  /** Objects that lie in the temporary folder at once. */
  places: number;
}

/** @throws Error with one sentence for what is no `s3://BUCKET/PREFIX` */
function readBucketUrl(url: string): { bucket: string; prefix: string } {
  const [, bucket, prefix = ''] = /^s3:\/\/([^/\s]+)(?:\/(.*))?$/s.exec(url) ?? [];
  if (bucket === undefined)
    throw new Error(`${url} names no bucket: give s3://BUCKET or s3://BUCKET/PREFIX.`);
  return { bucket, prefix };
}

/** The images of a bucket whose keys begin with a prefix. Each is brought to this machine when its turn has come. */
export function bucketSource(url: string, { client, all, places }: BucketOptions): Source {
  const { bucket, prefix } = readBucketUrl(url);
  const gate = createGate(() => places);
  let folder: string | undefined;
  let count = 0;

  async function* pages() {
    let token: string | undefined;
    do {
      const page = await client
        .send(
          new ListObjectsV2Command({
            Bucket: bucket,
            Prefix: prefix,
            // XML holds no control characters, which keys can have.
            EncodingType: 'url',
            ContinuationToken: token,
          }),
        )
        .catch((error: Error) => {
          throw new Error(`${url} cannot be listed: ${sentenceOf(error)}`);
        });
      yield page.Contents ?? [];
      token = page.NextContinuationToken;
    } while (token !== undefined);
  }

  const imageOf = (key: string, filename: string, bytes: number): FoundImage => {
    let end = () => {};
    return {
      kind: 'image',
      imageId: key,
      filename,
      bytes,
      async open(signal) {
        const leave = await gate.enter(signal);
        folder ??= temporaryFolder();
        const path = join(folder, String(count++));
        end = () => {
          rmSync(path, { force: true });
          leave();
        };
        const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }), {
          abortSignal: signal,
        });
        await pipeline(Body as Readable, createWriteStream(path), { signal });
        return openAsBlob(path);
      },
      done: () => end(),
    };
  };

  async function* walk(): AsyncGenerator<Found> {
    for await (const page of pages()) {
      for (const { Key = '', Size = 0 } of page) {
        const key = decodeURIComponent(Key.replaceAll('+', ' '));
        if (parseObjectKey(key))
          throw new Error(`${url} has ${key}: it is where the service keeps its own images.`);
        // Consoles make one to show a folder.
        if (key.endsWith('/')) continue;
        yield look(key, Size);
      }
    }
  }

  const look = (key: string, bytes: number): Found => {
    const filename = key.slice(key.lastIndexOf('/') + 1);
    const below = key.slice(prefix.lastIndexOf('/') + 1);
    const reason = below.split('/').some(isHousekeeping) ? 'hidden' : reasonToLeave(filename, all);
    if (reason) return { kind: 'left', reason };
    const fault = nameFault(key);
    const refused = { kind: 'problem', state: 'refused', imageId: key } as const;
    if (fault) return { ...refused, code: 'InvalidName', message: fault };
    if (bytes === 0) return { ...refused, code: 'EmptyObject', message: 'It is empty.' };
    return imageOf(key, filename, bytes);
  };

  return {
    async check() {
      for await (const _ of pages()) return;
    },
    walk,
    close() {
      if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
    },
  };
}

function sentenceOf({ name, message }: Error): string {
  if (name === 'NoSuchBucket') return 'there is no such bucket.';
  return name === 'Error' ? message : `${name}, ${message}`;
}
