import { canonicalType, isImageType } from '../../contract/image-types.ts';
import type { UploadLimits } from './limits.ts';

/** Somebody who uses the app. */
export interface Person {
  /** The app's own id of them, 1 to 256 characters. What has it is theirs, and nothing else is. */
  userId: string;
  limits?: UploadLimits | undefined;
}

/** Characters (code points) of a userId. */
const LONGEST_USER_ID = 256;

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 1;
const isList = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((entry) => typeof entry === 'string');

const LIMITS: Record<keyof UploadLimits, { holds: (value: unknown) => boolean; is: string }> = {
  types: {
    holds: (value) => isList(value) && value.every((type) => isImageType(canonicalType(type))),
    is: 'a list of types of images',
  },
  tags: { holds: isList, is: 'a list of texts' },
  maxBytes: { holds: isCount, is: 'a whole number, 1 or more' },
  ticketsPerHour: { holds: isCount, is: 'a whole number, 1 or more' },
};

/**
 * What `authorize` gave, with types by their registered names and tags in NFC, as the API has them. A limit that cannot
 * be right is told to the operator: taken for none, it would let everything through.
 * @throws TypeError
 */
export function checkedPerson({ userId, limits = {} }: Person): { userId: string; limits: UploadLimits } {
  if (typeof userId !== 'string' || userId === '' || [...userId].length > LONGEST_USER_ID) {
    throw new TypeError(`authorize must give a userId, a text of 1 to ${LONGEST_USER_ID} characters`);
  }
  // In a URL all of them become U+FFFD, so that two people would be one.
  if (!userId.isWellFormed()) throw new TypeError('authorize must give a userId of whole characters');
  if (typeof limits !== 'object' || limits === null) throw new TypeError('limits must be an object');
  for (const [name, value] of Object.entries(limits)) {
    const limit = Object.hasOwn(LIMITS, name) ? LIMITS[name as keyof UploadLimits] : undefined;
    if (!limit) throw new TypeError(`limits.${name} is no limit`);
    if (value !== undefined && !limit.holds(value)) throw new TypeError(`limits.${name} must be ${limit.is}`);
  }
  const { types, tags, ...counts } = limits;
  return {
    userId,
    limits: {
      ...counts,
      types: types?.map(canonicalType),
      tags: tags?.map((tag) => tag.normalize('NFC')),
    },
  };
}
