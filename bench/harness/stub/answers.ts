import { createHash } from 'node:crypto';
import type { StubContent } from './content.ts';
import type { Answering, StubAnswer } from './request.ts';
import { s3Answering } from './s3-answers.ts';

/** `x-amz-target` of DynamoDB, SQS and SSM. */
const TARGET = /^(?:DynamoDB_20120810|AmazonSQS|AmazonSSM)\.(\w+)$/;
const CREATED_INVALIDATION =
  '<Invalidation><Id>BENCH</Id><Status>InProgress</Status><CreateTime>2026-11-21T00:00:00Z</CreateTime></Invalidation>';

/** What each request is answered. */
export function answering(content: StubContent): Answering {
  const { s3, forgetDeletions } = s3Answering(content);
  const json = jsonAnswers(content, forgetDeletions);
  return (request) => {
    const { method, url, headers } = request;
    const [, call = ''] = TARGET.exec(String(headers['x-amz-target'])) ?? [];
    if (headers['x-amz-target'] !== undefined) {
      const body = json[call]?.(request.body.toString());
      return body === undefined ? unanswered(call) : { call, headers: JSON_1_0, body };
    }
    const document = content.documents[url];
    if (document) return { call: 'issuer', headers: JSON_1_0, body: JSON.stringify(document) };
    if (method === 'POST' && url === '/webhook') return { call: 'webhook', status: 204 };
    if (method === 'POST' && url.endsWith('/invalidation'))
      return { call: 'CreateInvalidation', status: 201, body: CREATED_INVALIDATION };
    return s3(request) ?? unanswered(`${method} ${url}`);
  };
}

const JSON_1_0 = { 'content-type': 'application/x-amz-json-1.0' };

const unanswered = (what: string): StubAnswer => ({
  call: `unanswered: ${what}`,
  status: 400,
  headers: JSON_1_0,
  body: '{"__type":"ValidationException","message":"The stub has no answer"}',
});

/** @param onErasure - called when a request to erase something is read */
function jsonAnswers(
  { records, others, parameters }: StubContent,
  onErasure: () => void,
): Record<string, (body: string) => string> {
  const page = JSON.stringify({ Items: records, Count: records.length, ScannedCount: records.length });
  const updated = JSON.stringify({ Attributes: records[0] });
  const batch = JSON.stringify({ Responses: { table: records } });
  const items = new Map([...records, ...others].map((Item) => [Item.id!.S, JSON.stringify({ Item })]));
  return {
    BatchGetItem: () => batch,
    DeleteItem: () => '{}',
    GetItem: (body) => {
      const id = (JSON.parse(body) as { Key: { id: { S: string } } }).Key.id.S;
      if (id.startsWith('erase#')) onErasure();
      return items.get(id) ?? '{}';
    },
    GetParameter: (body) => {
      const { Name } = JSON.parse(body) as { Name: string };
      return JSON.stringify({ Parameter: { Name, Type: 'SecureString', Value: parameters[Name] } });
    },
    PutItem: () => '{}',
    Query: () => page,
    Scan: () => page,
    SendMessage: (body) => JSON.stringify(received(JSON.parse(body) as Message)),
    SendMessageBatch: (body) => {
      const { Entries } = JSON.parse(body) as { Entries: (Message & { Id: string })[] };
      return JSON.stringify({ Successful: Entries.map((entry) => ({ Id: entry.Id, ...received(entry) })) });
    },
    UpdateItem: () => updated,
  };
}

interface Message {
  MessageBody: string;
}

/** SQS's receipt for a message, which its client checks. */
const received = ({ MessageBody }: Message) => ({
  MessageId: 'BENCH',
  MD5OfMessageBody: createHash('md5').update(MessageBody).digest('hex'),
});
