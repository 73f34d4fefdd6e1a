import { ListObjectsV2Command, ListObjectVersionsCommand, S3Client } from '@aws-sdk/client-s3';
import type { LocalRun } from '../../../local/options.ts';

/** The one bucket of a run, as its owner sees it. */
export class Bucket {
  private readonly s3: S3Client;
  private readonly name: string;

  constructor({ s3Endpoint: endpoint, region, credentials, names }: LocalRun) {
    this.s3 = new S3Client({ endpoint, region, credentials, forcePathStyle: true });
    const [name] = Object.values(names.buckets);
    if (name === undefined) throw new Error('The stage declares no bucket');
    this.name = name;
  }

  /** Keys that a plain GET would find. */
  async *visible(): AsyncGenerator<string> {
    let ContinuationToken: string | undefined;
    do {
      const page = await this.s3.send(new ListObjectsV2Command({ Bucket: this.name, ContinuationToken }));
      for (const { Key } of page.Contents ?? []) yield Key!;
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken !== undefined);
  }

  /** Of how many different bytes there are versions, of each key with the prefix. Two DELETEs at once put aside two copies. */
  async versions(Prefix: string): Promise<Map<string, number>> {
    const { Versions = [] } = await this.s3.send(
      new ListObjectVersionsCommand({ Bucket: this.name, Prefix }),
    );
    const tags = new Map<string, Set<string>>();
    for (const { Key, ETag } of Versions) tags.set(Key!, (tags.get(Key!) ?? new Set()).add(ETag!));
    return new Map([...tags].map(([key, { size }]) => [key, size]));
  }

  close(): void {
    this.s3.destroy();
  }
}
