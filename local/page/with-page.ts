import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Page } from './page.ts';

const FAILED = 'The page cannot be served; the log says why.\n';

/**
 * Puts a page before an API: a GET or HEAD outside of the API's stages is offered to the page first, and
 * so are the few paths within a stage that the page claims.
 * @param stages the first segments of paths that are the API's alone
 * @param onError told why the page could not be served
 */
export function withPage(
  page: Page | undefined,
  stages: readonly (string | undefined)[],
  api: RequestListener,
  onError: (message: string) => void,
): RequestListener {
  if (!page) return api;
  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    try {
      return await page.serve(request, response);
    } catch (error) {
      onError((error as Error).message);
      if (response.headersSent) response.destroy();
      else response.writeHead(500, { 'Content-Type': 'text/plain; charset=utf-8' }).end(FAILED);
      return true;
    }
  };
  return async (request, response) => {
    const [path = ''] = (request.url ?? '').split('?');
    const ofApi = stages.includes(path.split('/')[1]) && !page.stagePaths?.includes(path);
    const mayBePage = /^(GET|HEAD)$/.test(request.method ?? '') && !ofApi;
    if (mayBePage && (await serve(request, response))) return;
    api(request, response);
  };
}
