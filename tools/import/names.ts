import { newImageId } from '../../contract/fields.ts';
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
  const issue = newImageId.safeParse(imageId).error?.issues[0];
  return issue && `Its name ${issue.message}.`;
}
