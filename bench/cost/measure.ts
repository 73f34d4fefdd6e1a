import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from '../../client/client.ts';
import { imageSrc } from '../../client/image-src.ts';
import { RENDERER_MEMORY_MB } from '../../lib/constructs/functions/renderer-function.ts';
import { stages } from '../../lib/stages/stages.ts';
import { startStage } from '../../tools/local/stage-run.ts';
import { configOf, localWebhooks } from '../../tools/local/webhooks.ts';
import { photograph } from '../harness/photograph.ts';
import { startReceiver } from '../harness/service/receiver.ts';
import { type Fixed, readStage } from './fixed.ts';
import { Meter } from './meter.ts';
import type { Usage } from './usage.ts';

/** The size of a phone's photo as apps send it. Bytes after a JPEG's end are allowed, and nobody decodes them. */
const IMAGE_BYTES = 1_000_000;
/** The last thumbnails are drawn, and the last changes relayed, a moment after their images are ready, ms. */
const SETTLING_MS = 5_000;
/** Images that are drawn. */
const DRAWN = 20;
/** Pixels. */
const DRAWN_WIDTH = 640;
/** Pages of a list, and records of each: fewer than every shard of the index has. */
const PAGES = 20;
const PAGE_RECORDS = 20;

export interface Measured {
  stage: string;
  /** The usage of so many uploads, views and deletions, where nobody is told of them. */
  uploads: Usage;
  views: Usage;
  deletions: Usage;
  /** Pages of the list of all records. */
  lists: Usage & { pages: number; recordsAPage: number };
  /** The first views of as many images of 12 megapixels, which draw one width each. */
  drawn: Usage & { images: number };
  /** What a function is busy with one of these images, seconds. */
  busySeconds: { thumbnail: number; drawing: number };
  fixed: Fixed;
  /** Uploads that an inspector is given at once, at most. */
  inspectorBatch: number;
  /** Of as many uploads where one webhook is told of all their events. */
  told: { uploads: Usage; fixed: Fixed };
  count: number;
  imageBytes: number;
}

/**
 * Uploads so many images to a local run of a stage, by the client that pages use, views each once (its record,
 * and the image by the URL that comes along), and deletes it; and uploads as many to a stage with a webhook.
 */
export async function measure(stage: string, count: number): Promise<Measured> {
  const alone = await measureRun(stage, count, []);
  const receiver = await startReceiver();
  try {
    const { uploads, fixed } = await measureRun(stage, count, [receiver.url]);
    const drawings = await measureDrawings(stage, DRAWN);
    return { stage, ...alone, told: { uploads, fixed }, ...drawings, count, imageBytes: IMAGE_BYTES };
  } finally {
    receiver.close();
  }
}

async function measureRun(stage: string, count: number, urls: readonly string[]) {
  const webhooks = localWebhooks(urls);
  const { memoryMb, fixed, inspectorBatch } = readStage(stage, { webhooks: webhooks.map(configOf) });
  let meter = new Meter(memoryMb);
  const run = await startStage({
    stage,
    port: 0,
    webhooks,
    onCall: (call) => meter.call(call),
    onAccess: (access) => meter.access(access),
    onLog: (source, line) => meter.log(source, line),
  });
  try {
    const counted: typeof fetch = async (input, init) => {
      const response = await fetch(input, init);
      if (String(input).startsWith(run.baseUrl)) meter.apiAnswer(await bytesOf(response));
      return response;
    };
    const client = createClient({ ...run, fetch: counted });
    const measured = async (work: () => Promise<void>): Promise<Usage> => {
      meter = new Meter(memoryMb);
      await work();
      await sleep(SETTLING_MS);
      const { usage } = meter;
      if (stages[stage]!.firewall) usage.wafRequests = usage.apiRequests;
      return usage;
    };
    const image = new Blob([photo()], { type: 'image/jpeg' });
    // The first upload starts the functions: what that takes is not the rule.
    await client.remove((await client.upload(image, { filename: 'warm-up.jpg' })).metadata.id);
    await sleep(SETTLING_MS);

    const ids: string[] = [];
    const uploads = await measured(async () => {
      for (let i = 0; i < count; i++)
        ids.push((await client.upload(image, { filename: `photo-${i}.jpg` })).metadata.id);
    });
    const lists = await measured(async () => {
      const url = `${run.baseUrl}/metadata?limit=${PAGE_RECORDS}`;
      for (let page = 0; page < PAGES; page++) {
        const response = await counted(url, { headers: { 'x-api-key': run.apiKey } });
        if (!response.ok) throw new Error(`A list was answered ${response.status}`);
      }
    });
    const views = await measured(async () => {
      for (const id of ids) {
        const { preSignedUrl } = await client.get(id);
        await (await fetch(preSignedUrl!.url)).arrayBuffer();
      }
    });
    const deletions = await measured(async () => {
      for (const id of ids) await client.remove(id);
    });
    return {
      uploads,
      lists: { ...lists, pages: PAGES, recordsAPage: PAGE_RECORDS },
      views,
      deletions,
      fixed,
      inspectorBatch,
    };
  } finally {
    await run.stop();
  }
}

/** Uploads so many photographs to a local run that delivers images, and views each once. */
async function measureDrawings(
  stage: string,
  images: number,
): Promise<Pick<Measured, 'drawn' | 'busySeconds'>> {
  let meter = new Meter({ ThumbnailerFunction: 0 });
  const run = await startStage({
    stage,
    port: 0,
    delivery: true,
    onCall: (call) => meter.call(call),
    onAccess: (access) => meter.access(access),
    onLog: (source, line) => meter.log(source, line),
  });
  try {
    const client = createClient(run);
    const urls: string[] = [];
    for (let index = 0; index <= images; index++) {
      const image = new Blob([await photograph(index)], { type: 'image/jpeg' });
      const { metadata } = await client.upload(image, { filename: `photo-${index}.jpg` });
      const { preSignedUrl } = await client.get(metadata.id);
      urls.push(imageSrc(preSignedUrl, DRAWN_WIDTH)!);
    }
    await sleep(SETTLING_MS);
    const view = async (url: string) => {
      const response = await fetch(url, { headers: { accept: 'image/webp' } });
      await response.arrayBuffer();
      if (!response.ok) throw new Error(`A view was answered ${response.status}`);
    };
    const thumbnail = secondsOf('ThumbnailerFunction', meter);
    // The first one starts the function.
    await view(urls.pop()!);
    meter = new Meter({ RendererFunction: RENDERER_MEMORY_MB });
    for (const url of urls) await view(url);
    await sleep(SETTLING_MS);
    return {
      drawn: { ...meter.usage, images },
      busySeconds: { thumbnail, drawing: secondsOf('RendererFunction', meter) },
    };
  } finally {
    await run.stop();
  }
}

/** @throws Error where the function was not called */
function secondsOf(name: string, { busy }: Meter): number {
  const { calls, ms } = busy[name] ?? { calls: 0, ms: 0 };
  if (calls === 0) throw new Error(`${name} has drawn nothing.`);
  return ms / calls / 1000;
}

function photo(): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(IMAGE_BYTES);
  bytes.set(readFileSync('samples/phone.jpg'));
  return bytes;
}

async function bytesOf(response: Response): Promise<number> {
  let bytes = (await response.clone().arrayBuffer()).byteLength;
  for (const [name, value] of response.headers) bytes += name.length + value.length + 4;
  return bytes;
}
