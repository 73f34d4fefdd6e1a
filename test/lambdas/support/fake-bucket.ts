import { createHash } from 'node:crypto';
import {
  CopyObjectCommand,
  type CopyObjectCommandInput,
  DeleteObjectCommand,
  type DeleteObjectCommandInput,
  DeleteObjectsCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  HeadObjectCommand,
  type HeadObjectCommandInput,
  ListObjectVersionsCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  type S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { listVersions, type Version } from './fake-versions.ts';

/** A command in short: its name without `Command`, and its input without the bucket. */
export interface Asked {
  name: string;
  input: Record<string, unknown>;
}

/**
 * A versioned bucket in memory, with what the functions ask of S3: versions, delete markers, conditions, ranges, and
 * metadata. https://docs.aws.amazon.com/AmazonS3/latest/userguide/versioning-workflows.html
 */
export class FakeBucket {
  readonly asked: Asked[] = [];
  /** What the functions take for an S3 client. */
  readonly client = { send: (command: object) => this.#send(command) } as unknown as Pick<S3Client, 'send'>;
  /** Versions and markers that a listing gives at once. */
  pageSize = 1000;
  /** Epoch ms. */
  now: () => number = () => 0;
  #versions = new Map<string, Version[]>();
  #next = 1;

  put(
    key: string,
    body: Buffer,
    about: Partial<Pick<Version, 'contentType' | 'meta' | 'sha256'>> = {},
  ): Version {
    const eTag = createHash('md5').update(body).digest('hex');
    const version = {
      contentType: 'binary/octet-stream',
      meta: {},
      ...about,
      id: `v${this.#next++}`,
      body,
      eTag,
      storedAt: this.#second(),
    };
    return this.#add(key, version);
  }

  /** What a plain GET finds. */
  find(key: string): Version | undefined {
    const top = this.#versions.get(key)?.at(-1);
    return top?.body && top;
  }

  /** Keys that a plain GET finds, each with the version that it finds. */
  visible(): Record<string, string> {
    const entries = [...this.#versions].flatMap(([key, versions]) => {
      const top = versions.at(-1);
      return top?.body ? [[key, top.id]] : [];
    });
    return Object.fromEntries(entries);
  }

  /** Every key that was ever written. */
  keys(): string[] {
    return [...this.#versions.keys()];
  }

  /** A key's versions, oldest first: their ids, `marker` for a delete marker, `copy of …` for what was put aside. */
  versions(key: string): string[] {
    return (this.#versions.get(key) ?? []).map(({ id, body, meta }) => {
      if (!body) return 'marker';
      return meta.retired === undefined ? id : `copy of ${meta.retired}`;
    });
  }

  async #send(command: object): Promise<object> {
    const { Bucket: _, ...input } = (command as { input: Record<string, unknown> }).input;
    this.asked.push({ name: command.constructor.name.replace(/Command$/, ''), input });
    if (command instanceof GetObjectCommand) return this.#get(command.input, false);
    if (command instanceof HeadObjectCommand) return this.#get(command.input, true);
    if (command instanceof PutObjectCommand) return this.#put(command.input);
    if (command instanceof DeleteObjectCommand) return this.#delete(command.input);
    if (command instanceof CopyObjectCommand) return this.#copy(command.input);
    if (command instanceof DeleteObjectsCommand) {
      for (const { Key, VersionId } of command.input.Delete!.Objects!) {
        this.#delete({ Bucket: undefined, Key, VersionId });
      }
      return {};
    }
    if (command instanceof ListObjectVersionsCommand) {
      const keys = this.left(command.input.Prefix ?? '');
      const listed = keys.map((key) => [key, this.#versions.get(key)!] as const);
      return listVersions(listed, this.pageSize, command.input);
    }
    if (command instanceof GetBucketVersioningCommand) return { Status: 'Enabled' };
    throw new Error(`The fake bucket does not know ${command.constructor.name}`);
  }

  /** Deletes the delete markers of a key, as an operator does who restores it. */
  deleteMarkers(key: string): void {
    this.#versions.set(
      key,
      (this.#versions.get(key) ?? []).filter(({ body }) => body),
    );
  }

  /** Keys that begin so, and have versions or delete markers. */
  left(prefix: string): string[] {
    return [...this.#versions].flatMap(([key, versions]) =>
      key.startsWith(prefix) && versions.length > 0 ? [key] : [],
    );
  }

  #get(input: HeadObjectCommandInput, head: boolean): object {
    const { Key, VersionId, IfMatch, Range, ChecksumMode } = input;
    const versions = this.#versions.get(Key!) ?? [];
    const version = VersionId ? versions.find(({ id }) => id === VersionId) : versions.at(-1);
    if (!version) throw refusal(404, VersionId ? 'NoSuchVersion' : 'NoSuchKey');
    if (!version.body) {
      const marked = { 'x-amz-delete-marker': 'true', 'x-amz-version-id': version.id };
      throw VersionId ? refusal(405, 'MethodNotAllowed', marked) : refusal(404, 'NoSuchKey', marked);
    }
    if (IfMatch !== undefined && IfMatch !== `"${version.eTag}"`) throw refusal(412, 'PreconditionFailed');
    const about = {
      ContentType: version.contentType,
      VersionId: version.id,
      ETag: `"${version.eTag}"`,
      ContentLength: version.body.length,
      LastModified: new Date(version.storedAt),
      Metadata: version.meta,
      ...(ChecksumMode && version.sha256 && { ChecksumSHA256: version.sha256.toString('base64') }),
    };
    if (head) return about;
    const [, start = 0, end = version.body.length - 1] = /^bytes=(\d+)-(\d+)$/.exec(Range ?? '') ?? [];
    if (Number(start) >= version.body.length) throw refusal(416, 'InvalidRange');
    const bytes = version.body.subarray(Number(start), Number(end) + 1);
    return { ...about, Body: { transformToByteArray: async () => bytes } };
  }

  #put({ Key, Body, ContentType, Metadata = {} }: PutObjectCommandInput): object {
    const version = this.put(Key!, Buffer.from(Body as Uint8Array), {
      contentType: ContentType,
      meta: Metadata,
    });
    return { VersionId: version.id };
  }

  #copy({ Key, CopySource, Metadata = {} }: CopyObjectCommandInput): object {
    const [, source, id] = /^[^/]+\/(.+)\?versionId=(.+)$/.exec(CopySource!)!;
    const version = this.#versions.get(source!)?.find((one) => one.id === id);
    if (!version?.body) throw refusal(404, 'NoSuchVersion');
    return { VersionId: this.put(Key!, version.body, { meta: Metadata }).id };
  }

  #delete({ Key, VersionId }: Pick<DeleteObjectCommandInput, 'Bucket' | 'Key' | 'VersionId'>): object {
    const versions = this.#versions.get(Key!) ?? [];
    if (VersionId === undefined) {
      const marker = { body: undefined, eTag: '', contentType: '', meta: {}, storedAt: this.#second() };
      this.#add(Key!, { id: `m${this.#next++}`, ...marker });
    } else {
      this.#versions.set(
        Key!,
        versions.filter(({ id }) => id !== VersionId),
      );
    }
    return {};
  }

  /** S3 tells no fractions. */
  #second(): number {
    return Math.floor(this.now() / 1000) * 1000;
  }

  #add(key: string, version: Version): Version {
    this.#versions.set(key, [...(this.#versions.get(key) ?? []), version]);
    return version;
  }
}

/** As the SDK throws it. */
function refusal(status: number, name: string, headers: Record<string, string> = {}): S3ServiceException {
  const error = new S3ServiceException({
    name,
    $fault: 'client',
    $metadata: { httpStatusCode: status },
    message: name,
  });
  return Object.assign(error, { $response: { statusCode: status, headers } });
}
