import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import {
  attributesBytes,
  MAX_ATTRIBUTES,
  MAX_ATTRIBUTES_BYTES,
  MAX_USED_TICKETS,
} from '../../../contract/fields.ts';
import { MAX_TAGS } from '../../../contract/text.ts';
import { type AttributeScalar, number, scalar } from '../../shared/attribute-values.ts';
import { type ImageRecord, TTL_ATTRIBUTE } from '../../shared/record.ts';
import { sameRevision } from '../../shared/same-record.ts';
import { storedForms } from '../../shared/stored-tags.ts';

/** A caller's change of the single-valued fields, tags and attributes; `null` removes. */
export interface Edit {
  filename?: string | undefined;
  title?: string | null | undefined;
  tags?: { add?: string[] | undefined; remove?: string[] | undefined } | undefined;
  attributes?: Record<string, AttributeScalar | null> | undefined;
}

/** What tells a record as it was read from what it became, and from its successors. */
type Revision = Pick<ImageRecord, 'incarnation' | 'version'>;

export interface EditOptions {
  edit: Edit;
  /** Epoch ms. */
  now: number;
  /** A ticket is to be given: only while the record can remember that it was used. */
  ticket: boolean;
  /** Raise `version` and `updatedAt`. */
  revise: boolean;
  /** Epoch seconds that the record's TTL must exceed, so that it outlives a ticket. */
  outlive?: number | undefined;
  /** Whose record it must be, from `?userId=`; anybody's when absent. */
  userId?: string | undefined;
  /** Versions that the caller accepts, from `If-Match`; any when absent. */
  versions?: number[] | undefined;
  /**
   * The outcome was computed from a read of this revision, so that only the revision is a condition. Without it every
   * limit is a condition that holds for whatever the record is by then.
   */
  exact?: { revision: Revision; attributesBytes: number; ttl?: number | undefined } | undefined;
}

/**
 * One UpdateItem that merges an edit into a record: concurrent editors of other tags and keys lose nothing.
 * @param token - of this edit alone: a repeated request does not edit again
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.UpdateExpressions.html
 */
export function updateExpression(options: EditOptions, token: string) {
  const { edit, exact } = options;
  const names: Record<string, string> = {};
  const values: Record<string, AttributeValue> = {};
  const sets: string[] = [];
  const removes: string[] = [];
  const conditions: string[] = [];

  const name = (text: string) => {
    const placeholder = `#${Object.keys(names).length}`;
    names[placeholder] = text;
    return placeholder;
  };
  const value = (content: AttributeValue) => {
    const placeholder = `:${Object.keys(values).length}`;
    values[placeholder] = content;
    return placeholder;
  };
  const add = (field: string, amount: number) => sets.push(`${field} = ${field} + ${value(number(amount))}`);
  const demand = (condition: string) => conditions.push(condition);

  if (options.revise) {
    add('version', 1);
    sets.push(`updatedAt = ${value(number(options.now))}`);
    const edit = value({ S: token });
    sets.push(`lastEdit = ${edit}`);
    demand(`NOT lastEdit = ${edit}`);
  }
  if (edit.filename !== undefined) sets.push(`filename = ${value({ S: edit.filename })}`);
  if (edit.title === null) removes.push('title');
  else if (edit.title !== undefined) sets.push(`title = ${value({ S: edit.title })}`);

  const added = edit.tags?.add ?? [];
  if (added.length > 0) {
    const flag = value({ BOOL: true });
    for (const tag of new Set(added)) sets.push(`tags.${name(tag)} = ${flag}`);
  }
  for (const tag of removedTags(edit)) removes.push(`tags.${name(tag)}`);

  const kept = keptAttributes(edit);
  for (const [key, content] of Object.entries(kept)) {
    sets.push(`attributes.${name(key)} = ${value(scalar(content))}`);
  }
  for (const key of removedAttributes(edit)) removes.push(`attributes.${name(key)}`);

  if (options.userId !== undefined) demand(`userId = ${value({ S: options.userId })}`);
  if (exact) {
    const { condition, values: revision } = sameRevision(exact.revision);
    demand(condition);
    Object.assign(values, revision);
    if (edit.attributes) sets.push(`attributesBytes = ${value(number(exact.attributesBytes))}`);
    if (exact.ttl !== undefined) sets.push(`${TTL_ATTRIBUTE} = ${value(number(exact.ttl))}`);
  } else {
    demand('attribute_exists(version)');
    if (options.versions) {
      demand(`version IN (${options.versions.map((version) => value(number(version))).join(', ')})`);
    }
    if (options.ticket)
      demand(`(attribute_not_exists(used) OR size(used) < ${value(number(MAX_USED_TICKETS))})`);
    if (options.outlive !== undefined) {
      const outlives = `${TTL_ATTRIBUTE} > ${value(number(options.outlive))}`;
      demand(`(attribute_not_exists(${TTL_ATTRIBUTE}) OR ${outlives})`);
    }
    if (added.length > 0) demand(`size(tags) <= ${value(number(MAX_TAGS - new Set(added).size))}`);
    const keys = Object.keys(kept).length;
    if (keys > 0) {
      const bytes = attributesBytes(kept);
      demand(`size(attributes) <= ${value(number(MAX_ATTRIBUTES - keys))}`);
      demand(`attributesBytes <= ${value(number(MAX_ATTRIBUTES_BYTES - bytes))}`);
      add('attributesBytes', bytes);
    }
  }

  const update = [
    sets.length > 0 && `SET ${sets.join(', ')}`,
    removes.length > 0 && `REMOVE ${removes.join(', ')}`,
  ].filter(Boolean);
  return {
    // Without one it only checks the conditions.
    ...(update.length > 0 && { UpdateExpression: update.join(' ') }),
    ConditionExpression: conditions.join(' AND '),
    ...(Object.keys(names).length > 0 && { ExpressionAttributeNames: names }),
    ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: values }),
  };
}

function keptAttributes({ attributes = {} }: Edit): Record<string, AttributeScalar> {
  const kept = Object.entries(attributes).filter(
    (entry): entry is [string, AttributeScalar] => entry[1] !== null,
  );
  return Object.fromEntries(kept);
}

function removedAttributes({ attributes = {} }: Edit): string[] {
  return Object.keys(attributes).filter((key) => attributes[key] === null);
}

/** What `attributes` will be, to check the limits exactly. */
export function mergedAttributes(current: Record<string, AttributeScalar>, edit: Edit) {
  const gone = new Set(removedAttributes(edit));
  const rest = Object.entries(current).filter(([key]) => !gone.has(key));
  return Object.fromEntries([...rest, ...Object.entries(keptAttributes(edit))]);
}

/** Names that go from `tags`: of what is removed in every form, of what is added in all but its own. */
function removedTags({ tags }: Edit): Set<string> {
  const { add = [], remove = [] } = tags ?? {};
  return new Set([...remove, ...add].flatMap(storedForms).filter((form) => !add.includes(form)));
}

/** What `tags` will be, to check the limit exactly. */
export function mergedTags(current: ReadonlySet<string>, edit: Edit): Set<string> {
  const gone = removedTags(edit);
  return new Set([...current, ...(edit.tags?.add ?? [])].filter((tag) => !gone.has(tag)));
}
