import { tokenBucket } from './token-bucket.ts';

/** A stage's setting for some of its methods. */
export interface MethodSetting {
  HttpMethod: string;
  ResourcePath: string;
  ThrottlingRateLimit?: number;
  ThrottlingBurstLimit?: number;
}

/** Takes requests of one method: by its own setting, or by that for all methods of the stage. */
export function throttleOf(settings: MethodSetting[], path: string, httpMethod: string): () => boolean {
  // A path's slashes are written `~1`.
  const name = `/${path.slice(1).replaceAll('/', '~1')}`;
  const covers = ({ ResourcePath }: MethodSetting) =>
    ResourcePath === '/*' || ResourcePath === name || ResourcePath === `/~1${name.slice(1)}`;
  const setting = settings
    .filter((candidate) => covers(candidate) && ['*', httpMethod].includes(candidate.HttpMethod))
    .sort((a, b) => Number(a.ResourcePath === '/*') - Number(b.ResourcePath === '/*'))
    .find(({ ThrottlingRateLimit }) => ThrottlingRateLimit !== undefined);
  if (!setting) return () => true;
  const { ThrottlingRateLimit = 0, ThrottlingBurstLimit = ThrottlingRateLimit } = setting;
  return tokenBucket(ThrottlingRateLimit, ThrottlingBurstLimit);
}
