/** In place of Uppy's own words for bytes: sizes and limits are told in the same units everywhere. */
export { bytesWords as prettierBytes } from '../../words/quantities.ts';
