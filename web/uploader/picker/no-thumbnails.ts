/**
 * In place of Uppy's thumbnail generator, which the Dashboard imports and this page switches off: it leaves black bars on
 * photos with an EXIF rotation.
 */
export default class NoThumbnails {}
