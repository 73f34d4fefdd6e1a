import type { StageConfig } from '../../lib/stages/stages.ts';
import { clientIdOf } from '../../lib/stages/users.ts';
import type { StageRun } from '../local/stage-run.ts';
import type { IntakeSettings } from './settings.ts';

/** The settings of a stage that runs on this machine. */
export function localSettings(
  { baseUrl, apiKey, page, region, issuer }: StageRun,
  stage: string,
  config: StageConfig,
): IntakeSettings {
  const users = issuer?.settings ?? (config.users || undefined);
  return {
    stage,
    region,
    baseUrl,
    apiKey,
    pageUrl: config.web ? page : undefined,
    issuer: users?.issuer,
    audience: users?.audience,
    clientId: users && clientIdOf(users),
  };
}
