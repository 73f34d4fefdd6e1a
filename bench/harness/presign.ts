import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { fromItem } from '../../lambdas/metadata-api/item.ts';
import { ObjectUrls } from '../../lambdas/metadata-api/presign.ts';
import { Sha256 } from '../../lambdas/shared/sha256.ts';
import { readyItem } from './events.ts';

const urls = new ObjectUrls(new DynamoDBClient({ sha256: Sha256 }), 'bucket', 3600);
const record = fromItem(readyItem(0) as Parameters<typeof fromItem>[0]);

/** Signs `count` download URLs, and gives back the last. */
export async function handler({ count }: { count: number }): Promise<string> {
  let url = '';
  for (let i = 0; i < count; i++) ({ url } = await urls.download(record, 'inline', Date.now()));
  return url;
}
