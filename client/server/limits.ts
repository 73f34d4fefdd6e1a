import { canonicalType } from '../../contract/image-types.ts';
import { refusedField, shown } from './refusal.ts';

/** What a person may upload. The service's own limits hold besides. */
export interface UploadLimits {
  /** Media types, by any of their names: each upload must then declare its own, and is held to it. */
  types?: readonly string[] | undefined;
  /** Bytes of an image: each upload must then declare its size, and S3 takes no other. */
  maxBytes?: number | undefined;
  /** Tags that they may give, none for `[]`; any when left out. */
  tags?: readonly string[] | undefined;
  /** Tickets in an hour of the clock, however many servers of the app ask. */
  ticketsPerHour?: number | undefined;
}

type Fields = Record<string, unknown>;

/** Whether a ticket that declares nothing would go past the limits. */
export function wantsDeclarations({ types, maxBytes }: UploadLimits): boolean {
  return types !== undefined || maxBytes !== undefined;
}

/** Whether a body of PUT is an edit and nothing else: it asks for no ticket. */
export function isEditAlone({ contentType, size, sha256, ...edit }: Fields): boolean {
  const declares = [contentType, size, sha256].some((value) => value != null);
  return !declares && Object.keys(edit).length > 0;
}

/** @throws Refusal 400 that names the field */
export function checkDeclared({ contentType, size }: Fields, { types, maxBytes }: UploadLimits): void {
  if (types && !(typeof contentType === 'string' && types.includes(canonicalType(contentType)))) {
    throw refusedField(
      'contentType',
      types.length > 0 ? `must be one of ${types.join(', ')}` : 'can be none',
    );
  }
  if (maxBytes !== undefined && !(typeof size === 'number' && size <= maxBytes)) {
    throw refusedField('size', `must be given, and at most ${maxBytes}`);
  }
}

/** @param added to a record, as the caller gave them @throws Refusal 400 that names the tag */
export function checkTags(added: unknown, { tags }: UploadLimits): void {
  if (!tags || added == null) return;
  if (!Array.isArray(added)) throw refusedField('tags', 'must be a list');
  const foreign = added.find((tag) => typeof tag !== 'string' || !tags.includes(tag.normalize('NFC')));
  if (foreign !== undefined) throw refusedField('tags', `must not have ${shown(JSON.stringify(foreign))}`);
}
