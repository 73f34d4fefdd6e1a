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

  /** How many versions, delete markers apart, there are of each key with the prefix. */
  async versions(Prefix: string): Promise<Map<string, number>> {
    const { Versions = [] } = await this.s3.send(
      new ListObjectVersionsCommand({ Bucket: this.name, Prefix }),
    );
    const counts = new Map<string, number>();
    for (const { Key } of Versions) counts.set(Key!, (counts.get(Key!) ?? 0) + 1);
    return counts;
  }

  close(): void {
    this.s3.destroy();
  }
}
