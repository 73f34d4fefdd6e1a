import { ObjectUrls } from '../../../lambdas/metadata-api/tickets/object-urls.ts';
import { dynamoDbClient } from '../../../lambdas/shared/aws/dynamodb.ts';
import { fromItem } from '../../../lambdas/shared/record-item.ts';
import { readyItem } from '../events/record.ts';

const address = {
  protocol: 'https:',
  hostname: 'bucket.s3.eu-central-1.amazonaws.com',
  port: undefined,
  path: '',
};
const urls = new ObjectUrls(
  dynamoDbClient({ attempts: 3, requestMs: 5_000, attemptMs: 5_000 }).config,
  address,
  3600,
);
const { thumbnail: _, ...item } = readyItem(0);
/** Without a thumbnail, so that a call is one URL. */
const record = fromItem(item as Parameters<typeof fromItem>[0]);

/** Signs `count` download URLs, and gives back the last. */
export async function handler({ count }: { count: number }): Promise<string> {
  let url = '';
  for (let i = 0; i < count; i++) ({ url } = await urls.download(record, 'inline', Date.now()));
  return url;
}
