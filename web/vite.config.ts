import { defineConfig } from 'vite';

export default defineConfig({
  root: import.meta.dirname,
  // The page may lie under any path: CloudFront, the local run, a preview.
  base: './',
  resolve: {
    alias: {
      // The Dashboard brings it along, with a reader of EXIF, and nothing here uses it: 11 KB compressed.
      '@uppy/thumbnail-generator': `${import.meta.dirname}/uploader/picker/no-thumbnails.ts`,
      // The Dashboard takes one icon from there, and with it comes what this page never shows: 16 KB compressed.
      '@uppy/core/provider-views': `${import.meta.dirname}/uploader/picker/no-providers.ts`,
      // Uppy counts in powers of 1024 under the names of those of 1000, in which the limit is said.
      '@transloadit/prettier-bytes': `${import.meta.dirname}/uploader/picker/file-size.ts`,
    },
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
