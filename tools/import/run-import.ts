import { createHash } from 'node:crypto';
import type { ImageIntakeClient } from '../../client/client.ts';
import { ApiError, ImageRejectedError, IntakeError } from '../../client/errors.ts';
import type { ImageToImport, ImportOptions, ImportOutcome } from '../../client/many/import-from.ts';
import type { Standing } from './progress.ts';
import type { Report, ReportLine } from './report.ts';
import type { FoundImage, Source } from './source.ts';
import { endedOf, newTally, type Tally } from './tally.ts';

export interface ImportRun {
  source: Source;
  client: Pick<ImageIntakeClient, 'importFrom'>;
  report: Report;
  options: Pick<ImportOptions, 'userId' | 'tags' | 'concurrency' | 'dryRun'>;
  /** Begins nothing more, and lets what is begun end. */
  stop: AbortSignal;
  /** Lets nothing end. */
  abort: AbortSignal;
}

/** A service or a line that is away for half a minute does not end a run of hours. */
const RETRIES = 12;

/** @returns how far it is, and the end: what came of it all. */
export function startImport({ source, client, report, options, stop, abort }: ImportRun) {
  const tally = newTally();
  /** Images that are begun, and bytes of them that have left. */
  const begun = new Map<string, { image: FoundImage; sent: number }>();
  const stopped = new Error('It was not begun.');
  let total: Standing['total'];
  let ended = false;

  const tell = (line: ReportLine) => {
    tally.told[line.state] += 1;
    tally.codes.set(line.code, (tally.codes.get(line.code) ?? 0) + 1);
    report.write(line);
  };

  async function* images(): AsyncGenerator<ImageToImport> {
    for await (const found of source.walk()) {
      if (stop.aborted) return;
      if (found.kind === 'left') tally.left[found.reason] += 1;
      else if (found.kind === 'problem') tell(found);
      else yield begin(found);
    }
  }

  const begin = (image: FoundImage): ImageToImport => {
    const { imageId, filename } = image;
    const own = { image, sent: 0 };
    begun.set(imageId, own);
    return {
      imageId,
      filename,
      file: async () => {
        if (stop.aborted) throw stopped;
        return image.open(abort);
      },
      sha256: hashOf,
      onProgress: ({ phase, sent }) => {
        own.sent = sent;
        if (phase === 'inspecting') image.done?.();
      },
    };
  };

  const onImage = (outcome: ImportOutcome) => {
    const { imageId } = outcome;
    const { image } = begun.get(imageId)!;
    begun.delete(imageId);
    image.done?.();
    if (outcome.state === 'failed' && outcome.error === stopped) return;
    tally.bytes += image.bytes;
    if (outcome.state === 'failed') tell({ imageId, ...faultOf(outcome.error) });
    else if (outcome.state === 'skipped' && outcome.metadata.size !== image.bytes)
      tell({ imageId, state: 'different', ...differenceOf(image.bytes, outcome.metadata.size) });
    else tally[outcome.state] += 1;
    if (outcome.state === 'uploaded') tally.sent += image.bytes;
  };

  const count = async () => {
    const sum = { files: 0, bytes: 0 };
    for await (const found of source.walk()) {
      // An import that fails is not to be held up by the rest of a large source.
      if (ended || stop.aborted) return;
      if (found.kind !== 'left') sum.files += 1;
      if (found.kind === 'image') sum.bytes += found.bytes;
    }
    total = sum;
  };
  // Beside the import, which tells what cannot be read.
  void count().catch(() => {});

  return {
    standing: (): Standing => ({
      files: endedOf(tally),
      bytes: [...begun.values()].reduce((sum, { sent }) => sum + sent, tally.bytes),
      total,
    }),
    tally: tally as Readonly<Tally>,
    /** @throws what ends an import: see the client's `importFrom` */
    end: client.importFrom(images(), { ...options, retries: RETRIES, signal: abort, onImage }).finally(() => {
      ended = true;
    }),
  };
}

/** Piece by piece: the client's own takes all of a file into memory. */
async function hashOf(file: Blob): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of file.stream()) hash.update(piece);
  return hash.digest('hex');
}

function differenceOf(here: number, there: number | undefined) {
  const message = `Another image is there by this name, of ${there} bytes; this one has ${here}.`;
  return { code: 'DifferentImage', message };
}

function faultOf(error: unknown): Pick<ReportLine, 'state' | 'code' | 'message'> {
  const { code, name, message } = error as Error & { code?: string };
  // Whatever else a service answers may be another next time.
  const refused =
    error instanceof ImageRejectedError || (error instanceof ApiError && [400, 413].includes(error.status));
  const fields = error instanceof ApiError ? error.errors : [];
  return {
    state: refused ? 'refused' : 'failed',
    code: error instanceof IntakeError ? error.code : (code ?? name),
    message: [message, ...fields.map((field) => `${field.path} ${field.message}`)].join(' '),
  };
}
