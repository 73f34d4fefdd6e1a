import { defineConfig } from 'vite';

export default defineConfig({
  root: import.meta.dirname,
  // The page may lie under any path: CloudFront, the local run, a preview.
  base: './',
  // The Dashboard brings it along, with a reader of EXIF, and nothing here uses it: 11 KB compressed.
  resolve: {
    alias: { '@uppy/thumbnail-generator': `${import.meta.dirname}/uploader/picker/no-thumbnails.ts` },
  },
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
