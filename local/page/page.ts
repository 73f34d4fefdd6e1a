import { readdir, readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join, sep } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

/** A page beside the API, on its port. */
export interface Page {
  /** Answers the request, if it is one for the page. @returns false when it is not */
  serve(request: IncomingMessage, response: ServerResponse): Promise<boolean>;
  close?(): Promise<void>;
  /** Paths below an API's stage that are the page's all the same. */
  stagePaths?: readonly string[];
}

/** A built page. */
export interface StaticPage {
  /** Of the files; asked for once, when the page is first opened. @throws Error when it does not build */
  folder(): Promise<string>;
  /** What `config.json` holds. */
  config: object;
  /** Of every answer. */
  headers: Record<string, string>;
  /** `Cache-Control` of a file by its path, `assets/x.js`. */
  cacheControl(path: string): string;
}

const TYPES: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/**
 * What is compressed, from so many bytes on, as CloudFront does it.
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/ServingCompressedFiles.html
 */
const COMPRESSED = /^(text\/|application\/json|image\/svg)/;
const COMPRESSED_BYTES = 1000;

/** An `Accept-Encoding` that takes gzip. */
const TAKES_GZIP = /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))/i;

const compress = promisify(gzip);

/** Serves the files of a folder and nothing else; what it does not have is for the API to answer. */
export function staticPage({ folder, config, headers, cacheControl }: StaticPage): Page {
  let files: Promise<Map<string, string>> | undefined;
  return {
    async serve({ method, url = '/', headers: asked }, response) {
      const [pathname = '/'] = url.split('?');
      const path = pathname === '/' ? 'index.html' : pathname.slice(1);
      files ??= folder().then(filesOf);
      const all = await files.catch((error: unknown) => {
        // The next request retries.
        files = undefined;
        throw error;
      });
      const file = all.get(path);
      if (file === undefined && path !== 'config.json') return false;
      const type = TYPES[extname(path)] ?? 'application/octet-stream';
      const plain = file === undefined ? Buffer.from(JSON.stringify(config)) : await readFile(file);
      const compressible = COMPRESSED.test(type) && plain.length >= COMPRESSED_BYTES;
      const compressed = compressible && TAKES_GZIP.test(String(asked['accept-encoding'] ?? ''));
      const body = compressed ? await compress(plain) : plain;
      response.writeHead(200, {
        ...headers,
        'Content-Type': type,
        'Content-Length': body.length,
        ...(compressible && { Vary: 'Accept-Encoding' }),
        ...(compressed && { 'Content-Encoding': 'gzip' }),
        'Cache-Control': cacheControl(path),
      });
      response.end(method === 'HEAD' ? undefined : body);
      return true;
    },
  };
}

/** Every file below a folder by its path in URLs. */
async function filesOf(folder: string): Promise<Map<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return new Map(
    entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((file) => [file.slice(folder.length + 1).replaceAll(sep, '/'), file]),
  );
}
