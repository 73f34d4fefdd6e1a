import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { fromCaller } from './env-file.ts';
import { type IntakeSettings, settingsOf } from './settings.ts';

/**
 * The settings in a file that `npm run env` or `npm start -- --env` has written.
 * @throws Error with one sentence when it is not there, or has none
 */
export function readSettings(path: string): Partial<IntakeSettings> {
  let text: string;
  try {
    text = readFileSync(fromCaller(path), 'utf8');
  } catch (error) {
    throw new Error(`${path} cannot be read: ${(error as Error).message}`);
  }
  const settings = settingsOf(parseEnv(text.replace(/^\ufeff/, '')));
  if (!settings.baseUrl) throw new Error(`${path} has no IMAGE_INTAKE_BASE_URL: npm run env writes it.`);
  return settings;
}
