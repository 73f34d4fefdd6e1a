import type { StageConfig } from '../../stages/stages.ts';

/** `config.json` beside the page: what `web/config.ts` reads. */
export function pageConfig({ maxUploadBytes, allowedTypes }: StageConfig, apiBaseUrl: string) {
  return { apiBaseUrl, maxUploadBytes, allowedTypes: [...allowedTypes] };
}
