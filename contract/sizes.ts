/* How large requests may be, and thumbnails are. Without a library, for the client too; nothing here may import from Node.js. */

/** Bytes of a request body, and of each record of a batch. */
export const MAX_BODY_BYTES = 64 * 1024;
/** Bytes of the body of a batch. */
export const MAX_BATCH_BYTES = 256 * 1024;
/** Items of a batch. */
export const MAX_BATCH = 100;

/** Pixels of a thumbnail's longer side, at most. */
export const THUMBNAIL_SIDE = 320;

/** Pixels of the widest delivered image: it is drawn from a master that is as wide. */
export const WIDEST_RENDITION = 2560;
