import { MAX_BATCH } from '../../contract/sizes.ts';
import { ApiError, ArgumentError } from '../errors.ts';
import type { CallOptions } from '../http/request.ts';
import type { Image, Metadata } from '../types.ts';
import type { Results } from './batches.ts';
import { type FileToUpload, type UploadAllOptions, uploadEach } from './upload-all.ts';
import type { Uploader } from './uploader.ts';

/** An image that lies elsewhere. */
export interface ImageToImport extends Omit<FileToUpload, 'id' | 'ifMatch' | 'idempotencyKey' | 'userId'> {
  /** Its name there, by which it is found again: a path, a key. Unique for the owner. */
  imageId: string;
}

export type Images = Iterable<ImageToImport> | AsyncIterable<ImageToImport>;

/** What came of an image. */
export type ImportOutcome =
  | { imageId: string; state: 'uploaded'; image: Image }
  /** It is there, and ready. */
  | { imageId: string; state: 'skipped'; metadata: Metadata }
  /** In a dry run: it would be uploaded. */
  | { imageId: string; state: 'missing' }
  | { imageId: string; state: 'failed'; error: unknown };

export interface ImportOptions extends Omit<UploadAllOptions, 'onFile'> {
  /** Only looks which images are there. */
  dryRun?: boolean | undefined;
  onImage?: ((outcome: ImportOutcome) => void) | undefined;
}

/** Images by what came of them. */
export type ImportResult = Record<ImportOutcome['state'], number>;

interface Steps {
  uploader: Uploader;
  getMany(
    by: { imageIds: readonly string[] },
    options: CallOptions & { userId?: string | undefined },
  ): Promise<Results<Image>>;
}

/**
 * Asks which of the images are there, a hundred at a time, and uploads the others as {@link uploadEach} does. An image whose
 * upload was broken off before, or refused, is sent again, into the same record; so is one whose record was made meanwhile, by the
 * last request of a run that was killed.
 */
export async function importEach(
  { uploader, getMany }: Steps,
  images: Images,
  { dryRun, onImage, ...options }: ImportOptions,
): Promise<ImportResult> {
  const { userId, signal, retries } = options;
  const result: ImportResult = { uploaded: 0, skipped: 0, missing: 0, failed: 0 };
  const tell = (outcome: ImportOutcome) => {
    result[outcome.state] += 1;
    onImage?.(outcome);
  };
  /** What is being uploaded, by its place. */
  const begun = new Map<number, ImageToImport>();
  const late: ImageToImport[] = [];
  let count = 0;

  async function* missing(all: Images): AsyncGenerator<FileToUpload> {
    for await (const group of groupsOf(all)) {
      const imageIds = group.map(({ imageId }) => imageId);
      const known = await getMany({ imageIds }, { userId, signal, retries });
      for (const [at, { imageId, ...image }] of group.entries()) {
        const found = known[at]!;
        const there = found instanceof ApiError ? undefined : found.metadata;
        if (found instanceof ApiError && found.status !== 404)
          tell({ imageId, state: 'failed', error: found });
        else if (there?.status === 'ready') tell({ imageId, state: 'skipped', metadata: there });
        else if (dryRun) tell({ imageId, state: 'missing' });
        else {
          begun.set(count++, group[at]!);
          yield there ? { ...image, id: there.id } : { ...image, imageId };
        }
      }
    }
  }

  const upload = async (all: Images, isLate: boolean) => {
    count = 0;
    await uploadEach(uploader, missing(all), {
      ...options,
      onFile: (outcome) => {
        const image = begun.get(outcome.index)!;
        const { imageId } = image;
        begun.delete(outcome.index);
        if ('image' in outcome) tell({ imageId, state: 'uploaded', image: outcome.image });
        else if (!isLate && isThere(outcome.error)) late.push(image);
        else tell({ imageId, state: 'failed', error: outcome.error });
      },
    });
  };
  await upload(images, false);
  if (late.length > 0) await upload(late, true);
  return result;
}

/** It was not, when it was looked for. */
function isThere(error: unknown): boolean {
  return error instanceof ApiError && error.code === 'AlreadyExists';
}

async function* groupsOf(images: Images): AsyncGenerator<ImageToImport[]> {
  let group: ImageToImport[] = [];
  for await (const image of images) {
    if (typeof image?.imageId !== 'string')
      throw new ArgumentError('imageId', 'must be given for each image');
    group.push(image);
    if (group.length < MAX_BATCH) continue;
    yield group;
    group = [];
  }
  if (group.length > 0) yield group;
}
