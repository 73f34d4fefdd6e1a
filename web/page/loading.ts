/** Loads a part of the page. */
export type Load<Module> = () => Promise<Module>;

/**
 * Loads a part of the page that could not be loaded before. A browser may remember that a module failed, by its URL and for as long as
 * the page is open; so it is asked for by another one, where the error names it.
 * https://html.spec.whatwg.org/multipage/webappapis.html#fetch-a-single-module-script
 */
export function loading<Module>(
  load: Load<Module>,
  importUrl: (url: string) => Promise<Module> = byUrl,
): Load<Module> {
  let failed: string | undefined;
  let attempts = 0;
  return async () => {
    attempts += 1;
    try {
      return failed === undefined ? await load() : await importUrl(`${failed}?again=${attempts}`);
    } catch (error) {
      failed ??= moduleIn((error as Error).message);
      throw error;
    }
  };
}

const byUrl = (url: string) => import(/* @vite-ignore */ url);

/** Chromium and Firefox end their messages with the module's URL. */
function moduleIn(message: string): string | undefined {
  return /module: (https?:\/\/\S+\.js)$/.exec(message)?.[1];
}
