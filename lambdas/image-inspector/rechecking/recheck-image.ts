import { isDeepStrictEqual } from 'node:util';
import type { ImageType } from '../../../contract/image-types.ts';
import { type Item, scalarMap } from '../../shared/attribute-values.ts';
import type { InspectedImage } from '../../shared/record.ts';
import type { Upload } from '../events.ts';
import { lookAt } from '../look.ts';
import { type InspectorServices, requestThumbnail } from '../receive.ts';
import type { FoundImage, RecheckedRecords } from '../records/rechecked-records.ts';
import { settle } from '../settle.ts';
import { ObjectGone } from '../uploaded-objects.ts';

interface Services extends InspectorServices {
  rechecked: RecheckedRecords;
}

interface Outcome {
  outcome: 'checked' | 'kept' | 'gone' | 'superseded' | 'doubtful' | 'missing' | 'another';
  code?: string;
  changed: boolean;
}

/**
 * Looks at the image of a record once more. Whatever it finds, the image stays accepted, and is not deleted.
 * @param upload - under the key of that image
 */
export async function recheckImage(
  upload: Upload,
  redraw: boolean,
  found: FoundImage,
  services: Services,
): Promise<Outcome> {
  const { state, image } = found;
  const named = image.versionId?.S;
  const isNamed = named === upload.versionId;
  if (!isNamed && !(await takesPlaceOf(image, upload, services)))
    return { outcome: 'doubtful', changed: false };

  const looked = await look(upload, image, services);
  if (looked.outcome === 'gone' || (looked.outcome === 'kept' && !isNamed)) {
    await settle(upload, state, services);
    return { ...looked, changed: false };
  }
  const facts = looked.outcome === 'checked' && looked.facts;
  const renewed = facts && { ...unknownOf(image), ...scalarMap(facts).M };
  const differing = renewed && !isDeepStrictEqual(renewed, image) ? renewed : undefined;
  // Another version may be another picture.
  const forgetThumbnail = state.thumbnailKnown && (redraw || (named !== undefined && !isNamed));
  let seen = state;
  if (differing || forgetThumbnail) {
    const correction = { image: differing, forgetThumbnail };
    const result = await services.rechecked.correct(upload, found, correction, services.now());
    if (result.outcome === 'passed') return { outcome: 'superseded', changed: false };
    if (!('state' in result)) return { outcome: result.outcome, changed: false };
    seen = result.state;
  }
  await settle(upload, seen, services);
  if (!seen.thumbnailKnown) {
    const contentType = facts ? facts.contentType : (image.contentType?.S as ImageType);
    await requestThumbnail({ ...upload, contentType, event: state.imageEvent! }, services);
  }
  const { outcome } = looked;
  return {
    outcome,
    ...(looked.outcome === 'kept' && { code: looked.code }),
    changed: differing !== undefined || forgetThumbnail,
  };
}

const FACTS = [
  'size',
  'width',
  'height',
  'storedWidth',
  'storedHeight',
  'orientation',
  'contentType',
  'animated',
  'versionId',
  'sha256',
  'uploadedAt',
] as const satisfies readonly (keyof InspectedImage)[];

/** What another release has found besides: it stays. */
function unknownOf(image: Item): Item {
  return Object.fromEntries(Object.entries(image).filter(([name]) => !FACTS.some((fact) => fact === name)));
}

/**
 * Whether another version than the record names is its image by now: the named one is gone; or the record names none, and this one
 * is as large as its image. A later upload by the same ticket is not.
 */
async function takesPlaceOf(
  image: Item,
  { key, versionId, size }: Upload,
  { objects }: Services,
): Promise<boolean> {
  const named = image.versionId?.S;
  if (named !== undefined) return (await objects.find(key, named)) === undefined;
  if (Number(image.size?.N) !== size) return false;
  return (await objects.find(key))?.versionId === versionId;
}

type Looked =
  | { outcome: 'checked'; facts: InspectedImage }
  | { outcome: 'kept'; code: string }
  | { outcome: 'gone' };

async function look(upload: Upload, image: Item, services: Services): Promise<Looked> {
  const { versionId, size, uploadedAt } = upload;
  try {
    const verdict = await lookAt(upload, services, image.contentType?.S).verdict();
    if ('rejection' in verdict) return { outcome: 'kept', code: verdict.rejection.code };
    const sha256 = await sha256Of(upload, image, services);
    const facts = {
      ...verdict.image,
      size,
      uploadedAt: Number(image.uploadedAt?.N ?? uploadedAt),
      ...(versionId !== undefined && { versionId }),
      ...(sha256 !== undefined && { sha256 }),
    };
    return { outcome: 'checked', facts };
  } catch (error) {
    if (error instanceof ObjectGone) return { outcome: 'gone' };
    throw error;
  }
}

function sha256Of(
  upload: Upload,
  image: Item,
  { objects }: Services,
): Promise<string | undefined> | string | undefined {
  if (upload.versionId !== undefined && upload.versionId === image.versionId?.S) return image.sha256?.S;
  return upload.parsed.checksumDeclared ? objects.verifiedSha256(upload) : undefined;
}
