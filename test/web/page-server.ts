import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';
import { contentSecurityPolicy } from '../../web/content-security-policy.ts';

const web = fileURLToPath(new URL('../../web', import.meta.url));

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
};

export interface PageSettings {
  /** Of the API, with its stage. */
  apiBaseUrl: string;
  storageOrigin: string;
  maxUploadBytes?: number;
  allowedTypes?: string[];
}

/** Builds the page into a folder. */
export async function buildPage(outDir: string): Promise<void> {
  await build({
    root: web,
    configFile: join(web, 'vite.config.ts'),
    logLevel: 'error',
    build: { outDir, emptyOutDir: true },
  });
}

/** Serves a built page as a deployment does: compressed, with its configuration and the headers of the Web stack. */
export async function servePage(folder: string, settings: PageSettings) {
  const { storageOrigin, ...config } = {
    maxUploadBytes: 100_000_000,
    allowedTypes: [
      'image/jpeg',
      'image/png',
      'image/gif',
      'image/webp',
      'image/avif',
      'image/heic',
      'image/tiff',
      'image/bmp',
    ],
    ...settings,
  };
  const headers = {
    'content-security-policy': contentSecurityPolicy({
      api: new URL(config.apiBaseUrl).origin,
      storage: storageOrigin,
    }),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'permissions-policy': 'camera=(self), microphone=(), geolocation=()',
    'cross-origin-opener-policy': 'same-origin',
  };
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://page');
    const path = normalize(pathname === '/' ? '/index.html' : pathname);
    const immutable = path.startsWith('/assets/');
    try {
      const body =
        path === '/config.json' ? Buffer.from(JSON.stringify(config)) : await readFile(join(folder, path));
      response.writeHead(200, {
        ...headers,
        'content-type': TYPES[extname(path)] ?? 'application/octet-stream',
        'cache-control': immutable ? 'public, max-age=31536000, immutable' : 'no-cache',
        'content-encoding': 'gzip',
      });
      response.end(gzipSync(body));
    } catch {
      response.writeHead(404, headers).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    stop: () => {
      server.closeAllConnections();
      return new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
