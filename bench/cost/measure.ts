import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from '../../client/client.ts';
import { createApp } from '../../lib/app.ts';
import { startStage } from '../../tools/local/stage-run.ts';
import { Meter } from './meter.ts';
import type { Usage } from './usage.ts';

/** The size of a phone's photo as apps send it. Bytes after a JPEG's end are allowed, and nobody decodes them. */
const IMAGE_BYTES = 1_000_000;

export interface Measured {
  stage: string;
  /** The usage of so many uploads, and of so many views. */
  uploads: Usage;
  views: Usage;
  count: number;
  imageBytes: number;
}

/**
 * Uploads so many images to a local run of a stage, by the client that pages use, and views each once (its record,
 * and the image by the URL that comes along).
 */
export async function measure(stage: string, count: number): Promise<Measured> {
  const memoryMb = memoryOf(stage);
  let meter = new Meter(memoryMb);
  const run = await startStage({
    stage,
    port: 0,
    onCall: (call) => meter.call(call),
    onLog: (source, line) => meter.log(source, line),
  });
  try {
    const client = createClient({
      ...run,
      async fetch(input, init) {
        const response = await fetch(input, init);
        if (String(input).startsWith(run.baseUrl)) meter.apiAnswer(await bytesOf(response));
        return response;
      },
    });
    const image = new Blob([photo()], { type: 'image/jpeg' });
    // The first upload starts the functions: what that takes is not the rule.
    await client.remove((await client.upload(image, { filename: 'warm-up.jpg' })).metadata.id);

    meter = new Meter(memoryMb);
    const ids: string[] = [];
    for (let i = 0; i < count; i++)
      ids.push((await client.upload(image, { filename: `photo-${i}.jpg` })).metadata.id);
    // The last thumbnails are drawn a moment after their images are ready.
    await sleep(3000);
    meter.usage.storedBytes = count * IMAGE_BYTES;
    const uploads = meter.usage;

    meter = new Meter(memoryMb);
    for (const id of ids) {
      const { preSignedUrl } = await client.get(id);
      await (await fetch(preSignedUrl!.url)).arrayBuffer();
    }
    return { stage, uploads, views: meter.usage, count, imageBytes: IMAGE_BYTES };
  } finally {
    await run.stop();
  }
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

/** Memory of every function, by its name in the local run: the logical id without CDK's hash. */
function memoryOf(stage: string): Record<string, number> {
  const app = createApp({ only: stage, context: { 'aws:cdk:bundling-stacks': [] } });
  const { stacks } = app.synth().getNestedAssembly(`assembly-${stage}`);
  const resources = stacks.flatMap(({ template }) =>
    Object.entries<{ Type: string; Properties: { MemorySize?: number } }>(template.Resources),
  );
  return Object.fromEntries(
    resources
      .filter(([, { Type }]) => Type === 'AWS::Lambda::Function')
      .map(([id, { Properties }]) => [id.slice(0, -8), Properties.MemorySize ?? 128]),
  );
}
