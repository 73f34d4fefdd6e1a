import { describe, expect, it, onTestFinished } from 'vitest';
import { embeddedStream } from '../../../../local/dynamodb/streams/embedded.ts';
import type { StreamRecord } from '../../../../local/dynamodb/streams/stream.ts';
import { createIdentities } from '../../../../local/iam/identities.ts';
import { rolePolicies } from '../../../../local/iam/roles.ts';
import { startEventSources } from '../../../../local/lambda/declared-event-sources.ts';
import type { DeclaredFunctions } from '../../../../local/lambda/declared-functions.ts';
import type { LocalFunction } from '../../../../local/lambda/functions.ts';
import type { LocalQueues } from '../../../../local/sqs/queues.ts';
import { readAssembly, type TemplateResource } from '../../../../local/template/assembly.ts';
import { deploy } from '../../../../local/template/deployment.ts';
import { assemblyForTest } from '../../support/assembly.ts';
import { idOf } from './given-source.ts';
import { arnOf, reads, relay } from './relay.ts';

type Resources = Record<string, TemplateResource>;

/** The event sources of these resources, whose function does nothing unless told; no other service is there. */
async function started(
  resources: Resources,
  invoke: LocalFunction['invoke'] = async () => ({ payload: '{}' }),
) {
  const assembly = assemblyForTest({ app: { template: { Resources: resources } } });
  const environment = { accountId: '000000000000', region: 'us-east-1', queueUrl: String };
  const deployment = deploy(readAssembly(assembly), environment);
  const identities = createIdentities();
  const [statements = []] = rolePolicies(deployment).values();
  const credentials = identities.assumeRole('Relay', statements);
  const table = deployment.ofType<{ StreamSpecification?: object }>('AWS::DynamoDB::Table')[0]!;
  const stream = embeddedStream({ arn: table.attributes.StreamArn!, view: 'KEYS_ONLY' }, 'us-east-1');
  const local = {
    name: 'Relay',
    arn: 'arn:aws:lambda:us-east-1:000000000000:function:Relay',
    credentials,
    invoke,
  };
  const lines: string[] = [];
  const sources = await startEventSources(
    { retryScale: 0.001, onLog: (source, line) => lines.push(`${source}: ${line}`) },
    {
      deployment,
      identities,
      dynamo: { stream: () => (table.properties.StreamSpecification ? stream : undefined) },
      queues: { endpoint: 'http://127.0.0.1:1' } as LocalQueues,
      s3: { endpoint: 'http://127.0.0.1:1' },
      functions: { get: () => local } as unknown as DeclaredFunctions,
    },
  );
  onTestFinished(sources.close);
  const append = (id: string) =>
    stream.append({ key: { id: { S: id } }, before: undefined, after: { id: { S: id } }, cause: undefined });
  return { append, lines };
}

it('a mapping of a stream is taken where the role may do what it needs', async () => {
  await started(relay({ DestinationConfig: { OnFailure: { Destination: arnOf('Bucket') } } }));
});

it('a mapping goes on, and says so, when nobody takes what it gives up', async () => {
  const seen: string[] = [];
  const mapping = {
    BatchSize: 1,
    MaximumRetryAttempts: 0,
    DestinationConfig: { OnFailure: { Destination: arnOf('Bucket') } },
  };
  const { append, lines } = await started(relay(mapping), async (event) => {
    const { Records } = event as { Records: StreamRecord[] };
    seen.push(...Records.map(idOf));
    return seen.length === 1 ? { error: { errorType: 'Error', errorMessage: 'bad' } } : { payload: '{}' };
  });
  append('bad');
  append('good');
  await expect.poll(() => seen).toEqual(['bad', 'good']);
  const lost = expect.stringMatching(/^Table: What was given up could not be sent to the destination: /);
  const given = 'Table: 1 record is given up: RetryAttemptsExhausted.';
  expect(lines).toEqual(['Table: Error: bad', given, lost, lost, lost]);
});

describe('a mapping of a stream is refused', () => {
  const toBucket = { DestinationConfig: { OnFailure: { Destination: arnOf('Bucket') } } };
  const readsBut = (action: string) => ({ ...reads, Action: reads.Action.filter((name) => name !== action) });
  it.each([
    [
      'that the role may not read',
      relay({}, [readsBut('dynamodb:GetRecords')]),
      /Relay is not authorized to perform: dynamodb:GetRecords/,
    ],
    ['that the role may not list', relay({}, [readsBut('dynamodb:ListStreams')]), /dynamodb:ListStreams/],
    ['whose bucket the role may not write to', relay(toBucket, [reads]), /s3:PutObject/],
    ['of a table without one', relay({}, [reads], {}), /declares no StreamSpecification/],
    ['that begins nowhere', relay({ StartingPosition: 'AT_TIMESTAMP' }), /StartingPosition AT_TIMESTAMP/],
    [
      'with an unknown filter',
      relay({ FilterCriteria: { Filters: [{ Pattern: '{"eventName":[{"wildcard":"*"}]}' }] } }),
      /Mapping: the filter's eventName has/,
    ],
    ['with a tumbling window', relay({ TumblingWindowInSeconds: 5 }), /TumblingWindowInSeconds/],
    [
      'whose destination is nowhere',
      relay({ DestinationConfig: { OnFailure: { Destination: 'arn:aws:sns:us-east-1:000000000000:x' } } }),
      /no bucket or queue of the stacks/,
    ],
  ])('%s', async (_, resources: Resources, sentence) => {
    await expect(started(resources)).rejects.toThrow(sentence);
  });
});
