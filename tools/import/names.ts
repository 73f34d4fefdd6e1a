import { newImageId, type newUserId, type tagList } from '../../contract/fields.ts';
import { hintedType } from '../../contract/image-types.ts';
import type { Reason } from './source.ts';

/** What systems keep for themselves beside images: the two last are folders of Synology's thumbnails and of macOS's ZIP files. */
const HOUSEKEEPING = /^(?:\..*|thumbs\.db|desktop\.ini|@eadir|__macosx)$/i;

export function isHousekeeping(name: string): boolean {
  return HOUSEKEEPING.test(name);
}

/**
 * Why a file is passed over by its name alone.
 * @param all - whatever its extension says
 */
export function reasonToLeave(filename: string, all: boolean): Reason | undefined {
  if (isHousekeeping(filename)) return 'hidden';
  return all || hintedType(filename) ? undefined : 'name';
}

/** What the service has against a name, as it would say it. */
export function nameFault(imageId: string): string | undefined {
  const fault = faultIn(newImageId, imageId);
  return fault && `Its name ${fault}.`;
}

/** What the service has against a value, to be read on from its name. */
export function faultIn(schema: typeof newUserId | typeof tagList, value: unknown): string | undefined {
  const issue = schema.safeParse(value).error?.issues[0];
  if (issue?.code === 'too_small') return 'must not be empty';
  if (issue?.code === 'too_big' && issue.origin === 'array')
    return `may be given ${issue.maximum} times at most`;
  return issue?.message;
}
