import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from '../../../client/client.ts';
import type { LocalRun } from '../../../local/options.ts';
import { generatedPng } from '../../smoke/smoke-image.ts';
import type { TrafficRate } from '../faults/fault.ts';

/**
 * Uploads and reads that are under way at once. No more than the environments that a local function has: others would wait for
 * one, where Lambda would start another.
 */
const CLIENTS = 4;

/**
 * Traffic as clients make it: a ticket, the bytes to S3, the record read back. What fails is not tried again, and not
 * complained of: that is what the drill is there to see.
 */
export class Traffic {
  private readonly client: ReturnType<typeof createClient>;
  private readonly underWay = new Set<Promise<void>>();

  constructor(run: LocalRun) {
    this.client = createClient({ ...run, retries: 0 });
  }

  /** Begins so much, evenly spread over `ms`; it takes longer where clients must wait for answers. */
  async minute({ uploads, reads }: TrafficRate, ms: number): Promise<void> {
    const began = Date.now();
    const until = (part: number) => sleep(Math.max(0, began + part * ms - Date.now()));
    const all = uploads + reads;
    for (let done = 0; done < all; done++) {
      await until(done / all);
      while (this.underWay.size >= CLIENTS) await Promise.race(this.underWay);
      const uploading = Math.floor(((done + 1) * uploads) / all) > Math.floor((done * uploads) / all);
      const work: Promise<void> = (uploading ? this.upload() : this.read())
        .catch(() => {})
        .then(() => void this.underWay.delete(work));
      this.underWay.add(work);
    }
    await until(1);
  }

  /** Waits for what is under way. */
  async end(): Promise<void> {
    await Promise.all(this.underWay);
  }

  private async read(): Promise<void> {
    await this.client.list({ limit: 1 }).next();
  }

  private async upload(): Promise<void> {
    const png = generatedPng(8, 8);
    const { metadata, preSignedUrl } = await this.client.create({
      filename: 'drill.png',
      contentType: 'image/png',
      size: png.length,
    });
    const { url, headers = {} } = preSignedUrl;
    const sent = await fetch(url, { method: 'PUT', headers, body: png });
    await sent.arrayBuffer();
    await this.client.get(metadata.id);
  }
}
