import { invalidField } from './errors.ts';

/** As many as a condition expression can list. */
const MAX_TAGS = 100;
const ENTITY_TAG = /(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*"/;
const LIST = new RegExp(`^\\s*${ENTITY_TAG.source}(?:\\s*,\\s*${ENTITY_TAG.source})*\\s*$`);

/**
 * The versions that `If-Match` accepts: undefined for any, empty when none of its tags can be a version. Weak tags
 * never match (RFC 9110, section 13.1.1).
 * @throws DomainError `ValidationFailed` for what is no list of entity tags
 */
export function acceptedVersions(ifMatch: string | undefined): number[] | undefined {
  if (ifMatch === undefined || ifMatch.trim() === '*') return undefined;
  if (ifMatch.length > 4096 || !LIST.test(ifMatch)) {
    throw invalidField('If-Match', 'must be an ETag such as "3", a list of them, or *');
  }
  const tags = ifMatch.match(new RegExp(ENTITY_TAG, 'g'))!;
  return [...new Set(tags)]
    .flatMap((tag) => (/^"[1-9]\d{0,14}"$/.test(tag) ? Number(tag.slice(1, -1)) : []))
    .slice(0, MAX_TAGS);
}
