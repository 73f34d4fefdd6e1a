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
 * @param lines - of the header; several are one list (RFC 9110, section 5.3)
 * @throws DomainError `ValidationFailed` for what is no list of entity tags, and for more than a condition can hold:
 * a version that is left out would make a true precondition false
 */
export function acceptedVersions(lines: readonly string[]): number[] | undefined {
  const ifMatch = lines.join(', ');
  if (lines.length === 0 || ifMatch.trim() === '*') return undefined;
  if (!LIST.test(ifMatch))
    throw invalidField('If-Match', 'must be an ETag such as "3", a list of them, or *');
  const tags = new Set(ifMatch.match(new RegExp(ENTITY_TAG, 'g')));
  const versions = [...tags].filter((tag) => VERSION.test(tag)).map((tag) => Number(tag.slice(1, -1)));
  if (versions.length > MAX_VERSIONS)
    throw invalidField('If-Match', `must list at most ${MAX_VERSIONS} ETags`);
  return versions.length > 0 ? versions : [NO_VERSION];
}
