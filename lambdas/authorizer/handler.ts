import { logger } from '../shared/logger.ts';
import { createHandler } from './create-handler.ts';
import { issuerKeys } from './issuer-keys.ts';
import { readSettings } from './settings.ts';

const settings = readSettings();

export const handler = createHandler(issuerKeys(settings.issuer), settings, logger);
