import { readEnvironment } from '../shared/env.ts';
import { RENDERER_ENV } from './env.ts';

/** What the stage decides, from the environment. */
export interface Settings {
  tableName: string;
  bucketName: string;
  /** Width × height; a larger original is not drawn. */
  maxPixels: number;
  /** Pixels. */
  widths: ReadonlySet<number>;
  maxAgeSeconds: number;
}

/** @throws Error that lists every missing variable, or names a malformed one */
export function readSettings(): Settings {
  const env = readEnvironment(RENDERER_ENV);
  return {
    tableName: env.text('TABLE_NAME'),
    bucketName: env.text('BUCKET_NAME'),
    maxPixels: env.positive('MAX_PIXELS'),
    widths: new Set(env.json('WIDTHS', areWidths, 'a JSON array of whole numbers above 0')),
    maxAgeSeconds: env.positive('MAX_AGE_SECONDS'),
  };
}

const areWidths = (value: unknown): value is number[] =>
  Array.isArray(value) && value.length > 0 && value.every((width) => Number.isInteger(width) && width > 0);
