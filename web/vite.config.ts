import { defineConfig } from 'vite';

export default defineConfig({
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
