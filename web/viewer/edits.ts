import type { Metadata, UpdateBody } from '../../client/types.ts';

/** What a person can edit of a record. */
export interface Edited {
  title: string;
  tags: string[];
}

/** Reads tags as they are typed: separated by commas, each once. */
export function readTags(text: string): string[] {
  const tags = text.split(',').map((tag) => tag.trim());
  return [...new Set(tags.filter((tag) => tag !== ''))];
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

/** Where the record, as somebody else left it, differs from what is about to be written. */
export function differencesOf(theirs: Metadata, yours: Edited): Difference[] {
  const current = editedOf(theirs);
  const rows = [
    { field: 'Title', theirs: current.title, yours: yours.title },
    { field: 'Tags', theirs: current.tags.join(', '), yours: yours.tags.join(', ') },
  ];
  return rows.filter((row) => row.theirs !== row.yours);
}
