import type { APIGatewayProxyResult } from 'aws-lambda';
import { imageTypes } from '../../../../contract/image-types.ts';
import { createHandler } from '../../../../lambdas/metadata-api/http/api.ts';
import { RecordStore } from '../../../../lambdas/metadata-api/records/record-store.ts';
import { RequestStore } from '../../../../lambdas/metadata-api/records/request-store.ts';
import type { Settings } from '../../../../lambdas/metadata-api/settings.ts';
import { bucketAddress } from '../../../../lambdas/metadata-api/tickets/bucket-address.ts';
import { ObjectUrls } from '../../../../lambdas/metadata-api/tickets/object-urls.ts';
import { TicketCounter } from '../../../../lambdas/metadata-api/tickets/ticket-counter.ts';
import { scalarMap } from '../../../../lambdas/shared/attribute-values.ts';
import { Erasures } from '../../../../lambdas/shared/following/erasures.ts';
import { newObjectKey } from '../../../../lambdas/shared/objects/object-key.ts';
import { eventOrder, type InspectedImage } from '../../../../lambdas/shared/record.ts';
import type { Json } from '../../../support/api.ts';
import { apiEvent, type Call } from './event.ts';
import { TABLE, type TestTable } from './table.ts';

const BUCKET = 'images-bucket';

const SETTINGS: Settings = {
  tableName: TABLE,
  bucketName: BUCKET,
  bucketDomainName: `${BUCKET}.s3.eu-central-1.amazonaws.com`,
  feedShards: 1,
  urlExpiresSeconds: 3600,
  maxUploadBytes: 50_000_000,
  allowedTypes: imageTypes.filter((type) => type !== 'image/x-icon'),
  allowedOrigins: ['*'],
  requireDeclaredUploads: false,
  pendingDays: 7,
  delivery: undefined,
};

export interface Reply {
  status: number;
  headers: Record<string, string>;
  body: Json;
}

/** The API over a real database engine: what the Lambda runs, without the gateway. */
export class Harness {
  readonly table: TestTable;
  /** Every line that was logged. */
  readonly log: [message: string, details: unknown][] = [];
  readonly #handle: ReturnType<typeof createHandler>;

  constructor(table: TestTable, settings: Partial<Settings> = {}) {
    const merged = { ...SETTINGS, ...settings };
    const { AWS_ENDPOINT_URL_S3: endpoint } = process.env;
    const address = bucketAddress(BUCKET, merged.bucketDomainName, endpoint);
    const record = (message: string, details: unknown) => void this.log.push([message, details]);
    this.table = table;
    this.#handle = createHandler(
      {
        settings: merged,
        records: new RecordStore(table.client, TABLE),
        urls: new ObjectUrls(table.client.config, address, merged.urlExpiresSeconds),
        requests: new RequestStore(table.client, TABLE),
        tickets: new TicketCounter(table.client, TABLE),
        erasures: new Erasures(table.client, TABLE),
      },
      { info: record, error: record },
    );
  }

  async call(method: string, path: string, call: Call = {}): Promise<Reply> {
    return replyOf(await this.#handle(apiEvent(method, path, call)));
  }

  /** Makes the record ready, as the inspector does with an accepted image. */
  async accept(
    id: string,
    image: Partial<InspectedImage> = {},
    objectKey = newObjectKey({ id }, 'x.png'),
  ): Promise<string> {
    const facts = { size: 9, width: 3, height: 2, contentType: 'image/png', uploadedAt: 5, ...image };
    await this.table.set(id, {
      image: scalarMap(facts),
      imageEvent: { S: eventOrder(5, 'A') },
      contentVersion: { N: '1' },
      objectKeys: { L: [{ S: objectKey }] },
    });
    return objectKey;
  }

  /** Creates a record and returns its id. */
  async create(body: object = {}): Promise<string> {
    const { status, body: answer } = await this.call('POST', '/metadata', {
      body: { filename: 'photo.jpg', ...body },
    });
    if (status !== 201) throw new Error(`POST answered ${status}: ${JSON.stringify(answer)}`);
    return answer.metadata.id;
  }
}

function replyOf({ statusCode, headers, body }: APIGatewayProxyResult): Reply {
  return {
    status: statusCode,
    headers: headers as Record<string, string>,
    body: body ? JSON.parse(body) : undefined,
  };
}
