import { pageConfig, signInOrigins } from '../../lib/constructs/web/page-config.ts';
import { IMMUTABLE, pageHeaders, REVALIDATED } from '../../lib/constructs/web/page-headers.ts';
import type { StageConfig } from '../../lib/stages/stages.ts';
import type { LocalRunOptions } from '../../local/options.ts';
import { type Page, staticPage } from '../../local/page/page.ts';
import { builtPage } from './built-page.ts';
import { contractPage, firstOf } from './contract-page.ts';

/**
 * What a local run serves beside the API: the contract to browse, and the stage's page, as deployed or from its
 * sources with hot reload.
 */
export function pageOf(
  config: StageConfig | undefined,
  mode: 'built' | 'dev',
): NonNullable<LocalRunOptions['page']> {
  return async (at) => firstOf(contractPage(at.apiPath), await uploaderPage(config, mode, at));
}

async function uploaderPage(
  config: StageConfig | undefined,
  mode: 'built' | 'dev',
  {
    apiPath,
    storageOrigin = "'self'",
    imagesOrigin,
  }: { apiPath: string; storageOrigin: string | undefined; imagesOrigin?: string | undefined },
): Promise<Page | undefined> {
  if (!config?.web) return undefined;
  if (mode === 'dev') return devPage(pageConfig(config, apiPath));
  return deployedPage(config, apiPath, { api: "'self'", storage: storageOrigin, images: imagesOrigin });
}

/** The built page of a stage with the headers of a deployment. */
export function deployedPage(
  config: StageConfig,
  apiBaseUrl: string,
  origins: { api: string; storage: string; images?: string | undefined },
): Page {
  return staticPage({
    folder: builtPage,
    config: pageConfig(config, apiBaseUrl),
    headers: pageHeaders({ ...origins, signIn: signInOrigins(config) }),
    cacheControl: (path) => (path.startsWith('assets/') ? IMMUTABLE : REVALIDATED),
  });
}

/** Vite's own server in front of the sources, on the API's port. Its client needs inline styles: no policy here. */
async function devPage(config: object): Promise<Page> {
  const { createServer } = await import('vite');
  const vite = await createServer({
    root: 'web',
    configFile: 'web/vite.config.ts',
    appType: 'spa',
    logLevel: 'warn',
    server: { middlewareMode: true },
  });
  return {
    serve(request, response) {
      if (request.url?.split('?')[0] === '/config.json') {
        response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(config));
        return Promise.resolve(true);
      }
      return new Promise((resolve) => {
        response.once('close', () => resolve(true));
        vite.middlewares(request, response, () => resolve(false));
      });
    },
    close: () => vite.close(),
  };
}
