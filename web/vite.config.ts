import { defineConfig, type Plugin } from 'vite';

/** What Uppy's thumbnails read EXIF with. The page draws its own previews, so 9 KB (gzip) can stay out. */
const withoutExifr: Plugin = {
  name: 'without-exifr',
  enforce: 'pre',
  resolveId: (id) => (id === 'exifr/dist/mini.esm.mjs' ? '\0without-exifr' : undefined),
  load: (id) =>
    id === '\0without-exifr' ? 'export const rotation = () => Promise.resolve(undefined);' : undefined,
};

export default defineConfig({
  plugins: [withoutExifr],
  root: import.meta.dirname,
  // The page may lie under any path: CloudFront, the local run, a preview.
  base: './',
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    // The Content-Security-Policy takes no data: scripts or styles, so nothing is inlined.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  worker: { format: 'es' },
});
