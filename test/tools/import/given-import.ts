import type { ImageToImport, ImportOptions, ImportOutcome } from '../../../client/many/import-from.ts';
import type { ReportLine } from '../../../tools/import/report.ts';
import { type ImportRun, startImport } from '../../../tools/import/run-import.ts';
import type { Found, FoundImage, Source } from '../../../tools/import/source.ts';

/** How an image ends. */
export type End = (image: ImageToImport, options: ImportOptions) => Promise<Partial<ImportOutcome>>;

/** Images of the test that the import is done with. */
export const done: string[] = [];

export const imageOf = (imageId: string, bytes = 10): FoundImage => ({
  kind: 'image',
  imageId,
  filename: imageId,
  bytes,
  open: async () => new Blob([imageId]),
  done: () => done.push(imageId),
});

export const sourceOf = (walk: Source['walk']): Source => ({ check: async () => {}, close() {}, walk });

export const uploaded: End = async ({ file }) => {
  if (typeof file === 'function') await file();
  return { state: 'uploaded' };
};

/** An import of what a source has, by a client with which images end as they are told to, one after the other. */
export function given(found: Found[], ends: Record<string, End> = {}, controls: Partial<ImportRun> = {}) {
  const lines: ReportLine[] = [];
  const seen: ImageToImport[] = [];
  done.length = 0;
  const client: ImportRun['client'] = {
    async importFrom(images, options) {
      for await (const image of images) {
        seen.push(image);
        const { imageId } = image;
        const outcome = await (ends[imageId] ?? uploaded)(image, options).catch((error: unknown) => ({
          state: 'failed' as const,
          error,
        }));
        options.onImage?.({ imageId, ...outcome } as ImportOutcome);
      }
      return { uploaded: 0, skipped: 0, missing: 0, failed: 0 };
    },
  };
  const run = startImport({
    source: sourceOf(async function* () {
      yield* found;
    }),
    client,
    report: { write: (line) => lines.push(line), close() {} },
    options: {},
    stop: new AbortController().signal,
    abort: new AbortController().signal,
    ...controls,
  });
  return { run, lines, seen };
}
