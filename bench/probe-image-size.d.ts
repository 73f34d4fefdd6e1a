declare module 'probe-image-size' {
  interface Probed {
    width: number;
    height: number;
    /** EXIF orientation, where the file has one. */
    orientation?: number;
  }
  const probe: { sync(bytes: Uint8Array): Probed | null };
  export default probe;
}
