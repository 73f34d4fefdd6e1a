import { expect, it, onTestFinished } from 'vitest';
import { startEventSources } from '../../../local/lambda/declared-event-sources.ts';
import type { DeclaredFunctions } from '../../../local/lambda/declared-functions.ts';
import type { LocalFunction } from '../../../local/lambda/functions.ts';
import { startQueues } from '../../../local/sqs/queues.ts';
import { readAssembly } from '../../../local/template/assembly.ts';
import { deploy } from '../../../local/template/deployment.ts';
import { assemblyForTest } from '../support/assembly.ts';

const place = { region: 'us-east-1', accountId: '000000000000' };
const Resources = {
  Work: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'work', VisibilityTimeout: 300 } },
  Mapping: {
    Type: 'AWS::Lambda::EventSourceMapping',
    Properties: {
      EventSourceArn: { 'Fn::GetAtt': ['Work', 'Arn'] },
      FunctionName: 'Code',
      BatchSize: 10,
      ScalingConfig: { MaximumConcurrency: 50 },
    },
  },
};

/** The mapping above, of a function that is at two events at once and ends none until it is told. */
async function givenMapping() {
  const queues = await startQueues(place.region, place.accountId, { accessKeyId: 'a', secretAccessKey: 'b' });
  onTestFinished(() => queues.close());
  const assembly = assemblyForTest({ app: { template: { Resources } } });
  const deployment = deploy(readAssembly(assembly), { ...place, queueUrl: queues.queueUrl });
  await queues.create(deployment);
  const batches: number[] = [];
  const end = Promise.withResolvers<void>();
  const local: Pick<LocalFunction, 'arn' | 'atOnce' | 'invoke'> = {
    arn: 'arn:aws:lambda:us-east-1:000000000000:function:Code',
    atOnce: 2,
    async invoke(event) {
      batches.push((event as { Records: object[] }).Records.length);
      await end.promise;
      return { payload: '{}' };
    },
  };
  const functions = { get: () => local } as unknown as DeclaredFunctions;
  const surroundings = { deployment, queues, functions } as Parameters<typeof startEventSources>[1];
  const sources = await startEventSources({}, surroundings);
  onTestFinished(() => {
    end.resolve();
    return sources.close();
  });
  const work = deployment.ofType('AWS::SQS::Queue')[0]!;
  return {
    batches,
    end: end.resolve,
    send: (body: string) => queues.deliver(work.arn, body),
    left: () => queues.depth(work.ref),
  };
}

it('what a function would let wait stays on the queue, and comes to be batches', async () => {
  const { batches, end, send, left } = await givenMapping();
  for (let i = 0; i < 22; i++) await send(String(i));
  await expect.poll(() => batches).toHaveLength(2);
  expect(await left()).toEqual({ visible: 20, inFlight: 2 });
  end();
  await expect.poll(() => batches).toEqual([1, 1, 10, 10]);
});
