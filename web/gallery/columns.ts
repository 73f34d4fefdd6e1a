import type { Metadata } from '../../client/types.ts';
import { bytesWords } from '../words/quantities.ts';
import { isolated, typeName } from '../words.ts';

const day = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });

/** What the list view tells of a record beside its name: label and text, in the order of its columns. */
export function columnsOf(metadata: Metadata): [label: string, text: string][] {
  const { filename, status, contentType, width, height, size, tags = [], createdAt } = metadata;
  return [
    ['File name', filename],
    ['Type', contentType ? typeName(contentType) : status],
    ['Dimensions', width && height ? `${width} × ${height}` : ''],
    ['Size', size === undefined ? '' : bytesWords(size)],
    ['Tags', tags.map(isolated).join(', ')],
    ['Date', day.format(createdAt)],
  ];
}
