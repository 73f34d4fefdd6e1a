/* What text that people read may hold. Without a library, for the page too; nothing here may import from Node.js. */

/** Characters (code points) that a title may have. */
export const MAX_TITLE = 256;

/** The same of a tag, and how many of them a record may have. */
export const MAX_TAG = 64;
export const MAX_TAGS = 50;

/** C0, DEL and C1, tabs and line breaks among them, and the separators of lines and paragraphs. */
const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}]/u;

/**
 * Anything but white space and what shows nothing of its own: zero-width characters, fillers, marks of direction and
 * of annotation. */
const SHOWN = /[^\p{White_Space}\p{Cc}\p{Default_Ignorable_Code_Point}\u2800\ufff9-\ufffc]/u;

/** Whether a text has a character that controls instead of showing. */
export function hasControl(text: string): boolean {
  return CONTROL.test(text);
}

/** Whether a reader sees anything of a text. */
export function isVisible(text: string): boolean {
  return SHOWN.test(text);
}
