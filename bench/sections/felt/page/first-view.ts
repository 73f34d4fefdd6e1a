import { createClient } from '../../../../client/client.ts';
import { inParallel } from '../../../../lambdas/shared/in-parallel.ts';
import { stages } from '../../../../lib/stages/stages.ts';
import { findChromium, NO_CHROMIUM } from '../../../../tools/browser/chromium.ts';
import { openPageSession } from '../../../../tools/browser/page-session.ts';
import { type BenchRun, STAGE, startBenchRun } from '../../../harness/local-run.ts';
import { photograph } from '../../../harness/photograph.ts';
import { withThumbnail } from '../../../harness/service/with-thumbnail.ts';
import { median } from '../../../harness/statistics.ts';
import { FELT, type Section, type Target } from '../../section.ts';
import { type View, viewOnce } from './view-once.ts';

export interface FirstView extends View {
  what: string;
}

const IMAGES = 300;
/** Different ones; each record has its own image and thumbnail all the same. */
const PICTURES = 12;
const SIZE = { width: 1200, height: 900 };
/** Images that are sent, or waited for, at once. */
const AT_ONCE = 8;
const VIEWS = 5;

const ALONE = 'thumbnails from S3';
const DELIVERED = 'delivered, from warm caches';
/** Of a view, which takes as many requests and bytes on any machine. */
const MOST = { requests: 60, kilobytes: 200 };

export const page: Section<FirstView[]> = {
  heading: FELT,
  about: `first view of the page with ${IMAGES} images, by Chromium's own trace`,
  async measure(say) {
    const chromium = findChromium();
    if (!chromium) {
      say(`not measured: ${NO_CHROMIUM}`);
      return [];
    }
    say(`${IMAGES} images to view`);
    const pictures: Blob[] = [];
    for (let seed = 0; seed < PICTURES; seed++)
      pictures.push(new Blob([await photograph(30 * seed, SIZE)], { type: 'image/jpeg' }));
    const files = Array.from({ length: IMAGES }, (_, at) => pictures[at % PICTURES]!);
    const found: FirstView[] = [];
    for (const what of [ALONE, DELIVERED]) {
      say(`first view of the page, ${what}`);
      const run = await startBenchRun({ delivery: what === DELIVERED });
      found.push({ what, ...(await firstView(run, chromium, files)) });
    }
    return found;
  },
  targets: (found) => found.flatMap(targetsOf),
  tables: (found) => [
    {
      head: [`first view of ${IMAGES} images`, 'largest paint, ms', 'requests', 'KB', 'images shown'],
      rows: found.map(({ what, largestPaintMs, requests, bytes, images }) => [
        what,
        largestPaintMs,
        requests,
        bytes / 1000,
        images,
      ]),
    },
  ],
};

function targetsOf({ what, requests, bytes }: FirstView): Target[] {
  return [
    { what: `first view, ${what}`, limit: MOST.requests, measured: requests, unit: 'requests' },
    { what: `first view, ${what}`, limit: MOST.kilobytes, measured: bytes / 1000, unit: 'KB' },
  ];
}

/** Ends the run too. */
async function firstView(run: BenchRun, chromium: string, files: readonly Blob[]): Promise<View> {
  const session = await openPageSession(chromium, run, stages[STAGE]);
  try {
    await fill(run, files);
    const tab = await session.newUserTab();
    const kept = await tab.evaluate(() => ({ ...sessionStorage }) as Record<string, string>);
    const [browser, url] = [tab.context().browser()!, tab.url()];
    await tab.context().close();
    const views: View[] = [];
    for (let view = 0; view < VIEWS; view++) views.push(await viewOnce(browser, url, kept));
    const middle = (name: keyof View) => median(views.map((view) => view[name]));
    return {
      images: middle('images'),
      requests: middle('requests'),
      bytes: middle('bytes'),
      largestPaintMs: middle('largestPaintMs'),
    };
  } finally {
    await session.stop();
  }
}

/** @throws Error when one does not become an image with a thumbnail */
async function fill(run: BenchRun, files: readonly Blob[]): Promise<void> {
  const client = createClient(run);
  await inParallel(files, AT_ONCE, async (file, at) => {
    const { metadata } = await client.upload(file, { filename: `photo-${at}.jpg` });
    await withThumbnail(client, metadata.id);
  });
}
