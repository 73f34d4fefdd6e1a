import type { Item } from '../../../lambdas/shared/attribute-values.ts';

/** Version of every object. */
export const VERSION_ID = 'bench';
/** ETag of every object, without its quotes. */
export const E_TAG = '9b2cf535f27731c974343645a3985328';

/** What the stub has. */
export interface StubContent {
  /** Records that have an image and a thumbnail: what `Query`, `Scan` and `BatchGetItem` answer, in their order. */
  records: Item[];
  /** Items that are no records. */
  others: Item[];
  /** Body of the object under a key; undefined where there is none. */
  object(key: string): Buffer | undefined;
  /** Keys that a listing finds below a prefix, in their order. */
  keys(prefix: string): string[];
  /** SecureStrings of SSM, by name. */
  parameters: Record<string, string>;
  /** Documents of the issuer of tokens, by their paths. */
  documents: Record<string, object>;
}
