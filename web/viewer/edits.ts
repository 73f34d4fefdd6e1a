import type { Metadata, UpdateBody } from '../../client/types.ts';

/** What a person can edit of a record. */
export interface Edited {
  title: string;
  tags: string[];
}

export function editedOf({ title = '', tags = [] }: Metadata): Edited {
  return { title, tags };
}

/** What to send for an edit; undefined when nothing was changed. Tags go as differences, so that they merge. */
export function changesOf(before: Metadata, { title, tags }: Edited): UpdateBody | undefined {
  const had = editedOf(before);
  const add = tags.filter((tag) => !had.tags.includes(tag));
  const remove = had.tags.filter((tag) => !tags.includes(tag));
  const body: UpdateBody = {
    ...(title !== had.title && { title: title === '' ? null : title }),
    ...((add.length > 0 || remove.length > 0) && {
      tags: { ...(add.length > 0 && { add }), ...(remove.length > 0 && { remove }) },
    }),
  };
  return Object.keys(body).length > 0 ? body : undefined;
}

/** One field on which two editors disagree. */
export interface Difference {
  field: string;
  theirs: string;
  yours: string;
}

/**
 * The fields that both editors have changed since `before`, to different ends. Tags are never among them: their
 * changes merge.
 */
export function conflictsOf(before: Metadata, theirs: Metadata, yours: Edited): Difference[] {
  const was = editedOf(before).title;
  const is = editedOf(theirs).title;
  const bothChanged = yours.title !== was && is !== was;
  return bothChanged && is !== yours.title ? [{ field: 'Title', theirs: is, yours: yours.title }] : [];
}
