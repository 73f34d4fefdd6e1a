import { fromItem } from '../../lambdas/metadata-api/item.ts';
import { ObjectUrls } from '../../lambdas/metadata-api/presign.ts';
import { dynamoDbClient } from '../../lambdas/shared/dynamodb-client.ts';
import { readyItem } from './events.ts';

const urls = new ObjectUrls(dynamoDbClient(), 'bucket', 3600);
const { thumbnail: _, ...item } = readyItem(0);
/** Without a thumbnail, so that a call is one URL. */
const record = fromItem(item as Parameters<typeof fromItem>[0]);

/** Signs `count` download URLs, and gives back the last. */
export async function handler({ count }: { count: number }): Promise<string> {
  let url = '';
  for (let i = 0; i < count; i++) ({ url } = await urls.download(record, 'inline', Date.now()));
  return url;
}
