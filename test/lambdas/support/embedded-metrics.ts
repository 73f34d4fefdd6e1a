import { Ajv } from 'ajv';
import { expect } from 'vitest';

/** What CloudWatch wants of the member `_aws`; more members than it knows may lie beside it. */
const METADATA = {
  type: 'object',
  required: ['Timestamp', 'CloudWatchMetrics'],
  properties: {
    Timestamp: { type: 'integer' },
    CloudWatchMetrics: {
      type: 'array',
      minItems: 1,
      items: {
        type: 'object',
        required: ['Namespace', 'Dimensions', 'Metrics'],
        additionalProperties: false,
        properties: {
          Namespace: { type: 'string', minLength: 1, maxLength: 1024 },
          Dimensions: {
            type: 'array',
            minItems: 1,
            items: {
              type: 'array',
              minItems: 1,
              maxItems: 30,
              uniqueItems: true,
              items: { type: 'string', minLength: 1, maxLength: 250 },
            },
          },
          Metrics: {
            type: 'array',
            minItems: 1,
            maxItems: 100,
            items: {
              type: 'object',
              required: ['Name'],
              additionalProperties: false,
              properties: {
                Name: { type: 'string', minLength: 1, maxLength: 1024 },
                Unit: { enum: ['Count', 'Milliseconds', 'Bytes', 'None'] },
              },
            },
          },
        },
      },
    },
  },
};

const isMetadata = new Ajv().compile<{ CloudWatchMetrics: Directive[] }>(METADATA);

interface Directive {
  Dimensions: string[][];
  Metrics: { Name: string }[];
}

/** One metric that CloudWatch takes out of a line, for one set of dimensions. */
interface Extracted {
  name: string;
  value: unknown;
  dimensions: Record<string, unknown>;
}

/**
 * The metrics that CloudWatch takes out of a log line. Fails when the line is no embedded metric format, or names
 * members that the line has not.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function extractMetrics(line: string): Extracted[] {
  expect(line).toMatch(/^\{[^\n]*\}\n$/);
  const { _aws: metadata, ...members } = JSON.parse(line) as Record<string, unknown>;
  if (!isMetadata(metadata))
    throw new Error(`No embedded metric format: ${JSON.stringify(isMetadata.errors)}`);
  return metadata.CloudWatchMetrics.flatMap(({ Dimensions, Metrics }) =>
    Dimensions.flatMap((names) => {
      const dimensions = Object.fromEntries(names.map((name) => [name, members[name]]));
      for (const value of Object.values(dimensions))
        expect(value).toSatisfy((text) => typeof text === 'string' && text !== '');
      return Metrics.map(({ Name }) => {
        expect(members[Name]).toBeTypeOf('number');
        return { name: Name, value: members[Name], dimensions };
      });
    }),
  );
}
