import type { Metadata } from '../../client/types.ts';
import { readTags, writeTags } from '../words/tag-text.ts';
import { changesOf, type Edited, editedOf } from './edits.ts';

/** An edit that is not saved, as it was typed. */
export interface Draft {
  /** The record that was edited: what the edit is a difference to. */
  base: Metadata;
  title: string;
  tags: string;
}

/** What a record's fields show when nothing is edited. */
export function unedited(base: Metadata): Draft {
  const { title, tags } = editedOf(base);
  return { base, title, tags: writeTags(tags) };
}

/** What a draft says, as it is saved. A field that was left as it was changes nothing, however it would be read. */
export function editedIn({ base, title, tags }: Draft): Edited {
  const plain = unedited(base);
  return {
    title: title === plain.title ? title : title.trim(),
    tags: tags === plain.tags ? editedOf(base).tags : readTags(tags),
  };
}

/** Edits that are not saved yet, by record: they outlive the viewer, and end with the page. */
export function createDrafts() {
  const drafts = new Map<string, Draft>();
  return {
    of: (id: string) => drafts.get(id),
    /** Keeps what was typed; what is as it was is no draft. */
    keep: (draft: Draft) => {
      const plain = unedited(draft.base);
      const typed = draft.title !== plain.title || draft.tags !== plain.tags;
      if (typed) drafts.set(draft.base.id, draft);
      else drafts.delete(draft.base.id);
    },
    drop: (id: string) => {
      drafts.delete(id);
    },
    /** Whether there is something to save; what would change nothing, a comma more, is forgotten. */
    unsaved: (id: string): boolean => {
      const draft = drafts.get(id);
      if (!draft) return false;
      if (changesOf(draft.base, editedIn(draft))) return true;
      drafts.delete(id);
      return false;
    },
    ids: () => [...drafts.keys()],
  };
}

/**
 * What a record's fields show once it is known anew: what was typed stays. Where title and tags are as they were, the edit
 * is one of the new record, so that no change of other things stands against it.
 */
export function onto(draft: Draft | undefined, metadata: Metadata): Draft {
  const plain = unedited(metadata);
  if (!draft) return plain;
  const was = unedited(draft.base);
  return was.title === plain.title && was.tags === plain.tags ? { ...draft, base: metadata } : draft;
}
