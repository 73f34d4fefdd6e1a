import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from '../../local/page/page.ts';

const DOCUMENT = fileURLToPath(new URL('../../docs/openapi.json', import.meta.url));
// Test runners, in which this runs too, do not all have import.meta.resolve.
const require = createRequire(import.meta.url);
const SWAGGER_UI = dirname(require.resolve('swagger-ui-dist/package.json'));

const FILES: Record<string, string> = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'favicon-32x32.png': 'image/png',
};

/**
 * The contract of a local run: the OpenAPI document at `<apiPath>/openapi.json`, and to browse and try at `/docs/`.
 * @param apiPath of the API's stage, `/v1`
 */
export function contractPage(apiPath: string): Page {
  const documentPath = `${apiPath}/openapi.json`;
  const send = async (path: string): Promise<[type: string, body: string | Buffer] | undefined> => {
    if (path === documentPath) return ['application/json', await documentFor(apiPath)];
    if (path === '/docs/') return ['text/html; charset=utf-8', browser(documentPath)];
    const [, name = ''] = /^\/docs\/([\w.-]+)$/.exec(path) ?? [];
    return FILES[name] === undefined ? undefined : [FILES[name], await readFile(`${SWAGGER_UI}/${name}`)];
  };
  return {
    stagePaths: [documentPath],
    async serve({ method, url = '/' }, response) {
      const [path = '/'] = url.split('?');
      if (path === '/docs') {
        response.writeHead(308, { Location: '/docs/' }).end();
        return true;
      }
      const [type, body] = (await send(path)) ?? [];
      if (type === undefined) return false;
      response.writeHead(200, {
        'Content-Type': type,
        'Cache-Control': 'no-cache',
        'Access-Control-Allow-Origin': '*',
      });
      response.end(method === 'HEAD' ? undefined : body);
      return true;
    },
  };
}

/** The committed document, with this run as its only server. */
async function documentFor(apiPath: string): Promise<string> {
  const document = JSON.parse(await readFile(DOCUMENT, 'utf8')) as object;
  return JSON.stringify({ ...document, servers: [{ url: apiPath, description: 'This local run.' }] });
}

function browser(documentPath: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>image-intake: the HTTP contract</title>
<link rel="icon" href="favicon-32x32.png">
<link rel="stylesheet" href="swagger-ui.css">
</head>
<body>
<main id="contract"></main>
<script src="swagger-ui-bundle.js"></script>
<script>
// Swagger UI is dark by a class of its own.
const dark = matchMedia('(prefers-color-scheme: dark)');
const follow = () => document.documentElement.classList.toggle('dark-mode', dark.matches);
dark.addEventListener('change', follow);
follow();
SwaggerUIBundle({ url: ${JSON.stringify(documentPath)}, dom_id: '#contract', deepLinking: true, validatorUrl: null });
</script>
</body>
</html>
`;
}

/** One page before another: what the first does not have is asked of the second. */
export function firstOf(first: Page, second: Page | undefined): Page {
  return {
    stagePaths: [...(first.stagePaths ?? []), ...(second?.stagePaths ?? [])],
    serve: async (request, response) =>
      (await first.serve(request, response)) || (await second?.serve(request, response)) || false,
    close: async () => {
      await first.close?.();
      await second?.close?.();
    },
  };
}
