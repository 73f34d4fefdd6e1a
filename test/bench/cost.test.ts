import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { bill, costOf, type Prices, total } from '../../bench/cost/bill.ts';
import measured from '../../bench/cost/measured.json' with { type: 'json' };
import { Meter } from '../../bench/cost/meter.ts';
import { costPage } from '../../bench/cost/pages/cost-page.ts';
import { callsOfRun, usageOfRun } from '../../bench/cost/reconciling.ts';
import { noUsage, scaled } from '../../bench/cost/usage.ts';
import prices from '../../bench/prices.json' with { type: 'json' };
import type { ServiceCall } from '../../local/calls.ts';

const call = (
  service: 's3' | 'dynamodb',
  operation: string,
  more: Partial<ServiceCall> = {},
): ServiceCall => ({
  function: 'Fn',
  resource: 'arn',
  service,
  operation,
  ...more,
});

describe('the meter', () => {
  it('counts a write with its entry in the index, and a read once', () => {
    const meter = new Meter({});
    meter.call(call('dynamodb', 'UpdateItem', { consumedCapacity: 1 }));
    meter.call(call('dynamodb', 'Query', { consumedCapacity: 2.5 }));
    expect(meter.usage).toEqual({ ...noUsage(), dynamodbWriteUnits: 2, dynamodbReadUnits: 2.5 });
  });

  it('bills bytes that leave the region, not those that a function reads', () => {
    const meter = new Meter({});
    meter.call(call('s3', 'GetObject', { bytesOut: 70 }));
    meter.call(call('s3', 'GetObject', { bytesOut: 1000, presigned: true }));
    expect(meter.usage).toEqual({ ...noUsage(), s3Gets: 2, s3BytesOut: 1000 });
  });

  it('has a deletion for nothing, and keeps what was put', () => {
    const meter = new Meter({});
    meter.call(call('s3', 'PutObject', { bytesIn: 5, presigned: true }));
    meter.call(call('s3', 'DeleteObject'));
    expect(meter.usage).toEqual({ ...noUsage(), s3Puts: 1, storedBytes: 5 });
  });

  it('bills a message three times, and a copy like a new object', () => {
    const meter = new Meter({});
    meter.access({ action: 'sqs:SendMessage', allowed: true });
    meter.access({ action: 'sqs:SendMessage', allowed: false });
    meter.access({ action: 'sqs:ChangeMessageVisibility', allowed: true });
    meter.call(call('s3', 'CopyObject'));
    expect(meter.usage).toEqual({ ...noUsage(), s3Puts: 1, sqsRequests: 3 });
  });

  it('bills whole milliseconds of the function’s memory, and the bytes of its log', () => {
    const meter = new Meter({ Fn: 512 });
    meter.log('Fn', '{"ms":9.2}');
    meter.log('Fn', '{"ms":0}');
    meter.log('Fn', 'not JSON');
    meter.log('gateway', '{"ms":7}');
    expect(meter.usage).toEqual({
      ...noUsage(),
      lambdaInvocations: 2,
      lambdaGbSeconds: 0.5 * 0.011,
      logBytes: 10 + 8 + 8 + 3 * 26,
    });
    expect(meter.busy).toEqual({ Fn: { calls: 2, ms: 9.2 } });
  });
});

describe('the bill', () => {
  const aws: Prices = prices.aws;

  it('is nothing for nothing', () => {
    expect(bill(noUsage(), aws)).toEqual([]);
  });

  it('is the published price for the published amount', () => {
    const usage = { ...noUsage(), apiRequests: 1e6, s3Puts: 1000, dynamodbWriteUnits: 1e6, s3BytesOut: 1e9 };
    expect(bill(usage, aws).map(({ service, usd }) => [service, usd])).toEqual([
      ['API Gateway', aws.apiGatewayRequest.price],
      ['DynamoDB', aws.dynamodbWriteUnit.price],
      ['S3 requests', aws.s3Put.price],
      ['Transfer out, images', aws.transferOutGb.price],
    ]);
  });

  it('takes the price of each step for what is in it', () => {
    const price = {
      price: 3,
      per: 10,
      source: '',
      beyond: [
        { from: 100, price: 2 },
        { from: 200, price: 1 },
      ],
    };
    expect([0, 50, 100, 150, 250].map((amount) => costOf(price, amount))).toEqual([0, 15, 30, 40, 55]);
  });

  it('has the steps of transfer for API and images together', () => {
    const { from, price } = aws.transferOutGb.beyond![0]!;
    const usage = { ...noUsage(), apiBytesOut: from * 1e9, s3BytesOut: 1e9 };
    expect(bill(usage, aws)).toMatchObject([
      {},
      { service: 'Transfer out, images', usd: expect.closeTo(price) },
    ]);
  });

  it('grows with usage, but for traces, which are sampled', () => {
    const usage = { ...noUsage(), apiRequests: 5e6, sqsRequests: 5e6 };
    expect(total(bill(scaled(usage, 2), aws))).toBeCloseTo(2 * total(bill(usage, aws)));
    const traces = (lambdaInvocations: number) =>
      bill({ ...noUsage(), lambdaInvocations }, aws).find(({ service }) => service === 'X-Ray')!.usd;
    expect(traces(1e6)).toBeCloseTo(5);
    expect(traces(1e8)).toBeLessThan(50);
  });
});

describe('a run of the reconciler', () => {
  it('lists every object and asks for its record, and reads every record and asks for its objects', () => {
    expect(callsOfRun(1e6)).toEqual({ listings: 1_000, batches: 10_000, scans: 1_000, heads: 1e6 });
  });

  it('costs by its calls, and twice as much over twice as many objects', () => {
    const [one, two] = [usageOfRun(1e6), usageOfRun(2e6)];
    expect(one).toMatchObject({
      s3Puts: 1_000,
      s3Gets: 1e6,
      dynamodbReadUnits: 562_500,
      dynamodbWriteUnits: 0,
    });
    expect(two).toEqual(scaled(one, 2));
  });
});

describe('docs/cost.md', () => {
  it('is what `npm run cost` makes of the last measurement and today’s price list', () => {
    expect(readFileSync('docs/cost.md', 'utf8')).toBe(costPage(measured));
  });

  it('rests on prices that name their source and its day', () => {
    for (const { date } of [prices, ...prices.others]) expect(date).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    for (const { source } of [...Object.values(prices.aws), ...prices.others])
      expect(source).toMatch(/^https:\/\//);
  });
});
