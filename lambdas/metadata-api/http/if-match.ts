import { invalidField } from '../errors.ts';

/** As many as a condition expression can list. */
const MAX_VERSIONS = 100;
/** Versions start at 1. */
const NO_VERSION = 0;
const ENTITY_TAG = /(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*"/;
const VERSION = /^"[1-9]\d{0,14}"$/;
/** Commas without a tag between them are nothing: RFC 9110, section 5.6.1.2. */
const LIST = new RegExp(`^[\\s,]*${ENTITY_TAG.source}(?:\\s*,[\\s,]*${ENTITY_TAG.source})*[\\s,]*$`);

/**
 * The versions that `If-Match` accepts: undefined for any, one that no record has when none of its tags can
 * match. Weak tags never do (RFC 9110, section 13.1.1).
 * @throws DomainError `ValidationFailed` for what is no list of entity tags
 */
export function acceptedVersions(ifMatch: string | undefined): number[] | undefined {
  if (ifMatch === undefined || ifMatch.trim() === '*') return undefined;
  if (ifMatch.length > 4096 || !LIST.test(ifMatch)) {
    throw invalidField('If-Match', 'must be an ETag such as "3", a list of them, or *');
  }
  const tags = new Set(ifMatch.match(new RegExp(ENTITY_TAG, 'g')));
  const versions = [...tags].filter((tag) => VERSION.test(tag)).map((tag) => Number(tag.slice(1, -1)));
  return versions.length > 0 ? versions.slice(0, MAX_VERSIONS) : [NO_VERSION];
}
