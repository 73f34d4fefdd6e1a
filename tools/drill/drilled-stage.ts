import type { StageConfig } from '../../lib/stages/stages.ts';

/** The stage that is drilled. */
export const DRILLED = 'prod';

const PARAMETER = '/image-intake/drill';

/** What it has beside its own settings: a webhook that hears of deletions alone, so that it is quiet in health. */
export const DRILL_SETTINGS: Pick<StageConfig, 'webhooks'> = {
  webhooks: [
    {
      name: 'drill',
      // Nobody listens there.
      url: 'http://127.0.0.1:9/',
      events: ['image.deleted'],
      secretParameter: PARAMETER,
      loopback: true,
    },
  ],
};

/** Of SSM, at the start. */
export const DRILL_PARAMETERS: Record<string, string> = {
  [PARAMETER]: `whsec_${Buffer.alloc(32, 'drill').toString('base64')}`,
};
