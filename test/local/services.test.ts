import { expect, it } from 'vitest';
import type { BusEvent } from '../../local/calls.ts';
import { given } from './support/given-run.ts';
import { lambda, restApi } from './support/resources.ts';

/** Puts what a parameter says on a bus, by the protocol alone. */
const source = `
  const call = async (endpoint, target, input) => {
    const authorization = 'AWS4-HMAC-SHA256 Credential=' + process.env.AWS_ACCESS_KEY_ID + '/20260101/us-east-1/x/aws4_request';
    const answer = await fetch(endpoint, {
      method: 'POST',
      headers: { authorization, 'x-amz-target': target },
      body: JSON.stringify(input),
    });
    return answer.json();
  };
  exports.handler = async () => {
    const { AWS_ENDPOINT_URL_SSM, AWS_ENDPOINT_URL_EVENTBRIDGE } = process.env;
    const asked = { Name: '/secret', WithDecryption: true };
    const { Parameter } = await call(AWS_ENDPOINT_URL_SSM, 'AmazonSSM.GetParameter', asked);
    const Entries = [{ Source: 'code', DetailType: 'told', Detail: JSON.stringify({ value: Parameter.Value }) }];
    const told = await call(AWS_ENDPOINT_URL_EVENTBRIDGE, 'AWSEvents.PutEvents', { Entries });
    return { statusCode: 200, body: JSON.stringify(told) };
  };`;

it('a function finds parameters and event buses by the variables of the SDK', async () => {
  const events: BusEvent[] = [];
  const statements = [{ Effect: 'Allow', Action: ['ssm:GetParameter', 'events:PutEvents'], Resource: '*' }];
  const resources = { ...lambda('Code', {}, statements), ...restApi([{ path: '/', function: 'Code' }]) };
  const options = { parameters: { '/secret': 'first' }, onEvent: (event: BusEvent) => events.push(event) };
  const run = await given(resources, source, options);
  run.parameters.set('/secret', 'second');
  expect(await (await fetch(`${run.baseUrl}/`)).json()).toMatchObject({ FailedEntryCount: 0 });
  expect(events).toMatchObject([{ function: 'Code', detailType: 'told', detail: { value: 'second' } }]);
  expect(run.logs.some(({ source, line }) => source === 'events' && line.includes('told of code'))).toBe(
    true,
  );
  expect(run.logs.some(({ line }) => line.includes('second'))).toBe(false);
});
