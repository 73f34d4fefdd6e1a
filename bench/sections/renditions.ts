import { setTimeout as sleep } from 'node:timers/promises';
import { type StageRun, startStage } from '../../tools/local/stage-run.ts';
import { photograph } from '../harness/photograph.ts';
import { quantile } from '../harness/statistics.ts';
import { FELT, type Section } from './section.ts';

/** What somebody waits for whose cache has not this width of an image yet. */
export interface RenditionMiss {
  what: string;
  p50Ms: number;
  p95Ms: number;
  /** Of the WebP. */
  kilobytes: number;
}

interface Ready {
  metadata: { id: string; thumbhash?: string };
  preSignedUrl: { url: string; delivery?: { url: string; widths: number[] } };
}

const IMAGES = 12;
const HIT = 'again, from the cache';
const hit = (width: number) => `${width} pixels, ${HIT}`;

export const renditions: Section<RenditionMiss[]> = {
  heading: FELT,
  about: `views of ${IMAGES} images in every width, as CloudFront has them drawn`,
  measure: () => renditionMisses(IMAGES),
  targets: () => [],
  tables: (found) => [
    {
      head: ['view of an image of 12 megapixels', 'p50 ms', 'p95 ms', 'KB'],
      rows: found.map(({ what, p50Ms, p95Ms, kilobytes }) => [what, p50Ms, p95Ms, kilobytes]),
    },
  ],
};

/** Uploads photographs of 12 megapixels and views each in every width, the first one in turn. @param images - how many */
async function renditionMisses(images: number): Promise<RenditionMiss[]> {
  const run = await startStage({ stage: 'prod', delivery: true });
  try {
    const found = new Map<string, { ms: number; bytes: number }[]>();
    const note = (what: string, one: { ms: number; bytes: number }) =>
      found.set(what, [...(found.get(what) ?? []), one]);
    for (let index = 0; index <= images; index++) {
      const { url, widths } = await uploaded(run, await photograph(index));
      const turned = widths.map((_, at) => widths[(at + index) % widths.length]!);
      for (const [at, width] of turned.entries()) {
        const seen = await view(url, width);
        // The first image loads the function.
        if (index > 0)
          note(
            at === 0
              ? 'the first width of an image, another one each time'
              : `${width} pixels, once there is a master`,
            seen,
          );
      }
      if (index > 0) for (const width of widths) note(hit(width), await view(url, width));
    }
    return [...found]
      .sort(([a], [b]) => order(a) - order(b))
      .map(([what, all]) => ({
        what,
        p50Ms: quantile(
          all.map(({ ms }) => ms),
          0.5,
        ),
        p95Ms: quantile(
          all.map(({ ms }) => ms),
          0.95,
        ),
        kilobytes: Math.round(
          quantile(
            all.map(({ bytes }) => bytes),
            0.5,
          ) / 1000,
        ),
      }));
  } finally {
    await run.stop();
  }
}

const order = (what: string) => (what.endsWith(HIT) ? 10_000 : 0) + (Number.parseInt(what, 10) || 0);

async function uploaded(run: StageRun, bytes: Uint8Array<ArrayBuffer>) {
  const headers = { 'x-api-key': run.apiKey, 'content-type': 'application/json' };
  const body = JSON.stringify({ filename: 'photo.jpg' });
  const created = await fetch(`${run.baseUrl}/metadata`, { method: 'POST', headers, body });
  const { metadata, preSignedUrl } = (await created.json()) as Ready;
  await fetch(preSignedUrl.url, { method: 'PUT', body: bytes });
  for (;;) {
    const answer = await fetch(`${run.baseUrl}/metadata/${metadata.id}`, { headers });
    const ready = (await answer.json()) as Ready | { metadata: Ready['metadata']; preSignedUrl: null };
    // The thumbnailer is not to be in the way.
    if (ready.preSignedUrl?.delivery && ready.metadata.thumbhash) return ready.preSignedUrl.delivery;
    await sleep(100);
  }
}

async function view(url: string, width: number): Promise<{ ms: number; bytes: number }> {
  const start = performance.now();
  const response = await fetch(url.replace('{width}', String(width)), { headers: { accept: 'image/webp' } });
  const { byteLength: bytes } = await response.arrayBuffer();
  if (!response.ok) throw new Error(`A view was answered ${response.status}`);
  return { ms: performance.now() - start, bytes };
}
