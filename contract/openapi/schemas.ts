import * as z from 'zod/mini';
import {
  batchCreateAnswer,
  batchDeleteAnswer,
  batchGetAnswer,
  errorAnswer,
  listAnswer,
  metadata,
  preSignedUrl,
  presignedUrlAnswer,
  recordAnswer,
} from '../answers.ts';
import { batchCreateBody, batchDeleteBody, batchGetBody } from '../batches.ts';
import { imageEvent, testEvent, webhookEvent } from '../events.ts';
import { createBody, downloadUrlBody, updateBody, uploadUrlBody } from '../requests.ts';
import { DESCRIPTIONS } from './descriptions.ts';

type JsonSchema = z.core.JSONSchema.BaseSchema;

const NAMED = {
  Metadata: metadata,
  PreSignedUrl: preSignedUrl,
  RecordAnswer: recordAnswer,
  ListAnswer: listAnswer,
  PresignedUrlAnswer: presignedUrlAnswer,
  Error: errorAnswer,
  CreateBody: createBody,
  UpdateBody: updateBody,
  UploadUrlBody: uploadUrlBody,
  DownloadUrlBody: downloadUrlBody,
  BatchCreateBody: batchCreateBody,
  BatchGetBody: batchGetBody,
  BatchDeleteBody: batchDeleteBody,
  BatchCreateAnswer: batchCreateAnswer,
  BatchGetAnswer: batchGetAnswer,
  BatchDeleteAnswer: batchDeleteAnswer,
  ImageEvent: imageEvent,
  TestEvent: testEvent,
  WebhookEvent: webhookEvent,
};

export type SchemaName = keyof typeof NAMED | 'OwnCreateBody' | 'OwnBatchCreateBody';

export const headerRef = (name: string) => ({ $ref: `#/components/headers/${name}` });
export const schemaRef = (name: SchemaName) => ({ $ref: `#/components/schemas/${name}` });

/** The contract's schemas as the document's components, referring to each other by name. */
export function componentSchemas(): Record<string, JsonSchema> {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(NAMED)) registry.add(schema, { id });
  const { schemas } = z.toJSONSchema(registry, {
    target: 'draft-2020-12',
    io: 'input',
    uri: (id) => `#/components/schemas/${id}`,
  });
  const named = Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => [name, described(withoutDialect(schema), name)]),
  );
  return {
    ...named,
    OwnCreateBody: withoutOwner(named.CreateBody!),
    OwnBatchCreateBody: {
      ...named.BatchCreateBody,
      properties: { records: ownRecords(named.BatchCreateBody!) },
    },
  };
}

/**
 * The properties of a query or path schema as OpenAPI parameters.
 * @param name - of the schema, by which its fields are described
 */
export function parametersOf(place: 'query' | 'path', schema: z.core.$ZodType, name = '') {
  const { properties = {}, required = [] } = z.toJSONSchema(schema, { target: 'draft-2020-12', io: 'input' });
  return Object.entries(properties).map(([field, property]) => ({
    name: field,
    in: place,
    required: required.includes(field),
    description: descriptionOf(field, name),
    schema: property as JsonSchema,
  }));
}

/** A schema with descriptions of the fields that have none of their own. */
function described(schema: JsonSchema, name: string): JsonSchema {
  const { properties, anyOf } = schema;
  return {
    ...schema,
    ...(anyOf && { anyOf: anyOf.map((one) => described(one as JsonSchema, name)) }),
    ...(properties && {
      properties: Object.fromEntries(
        Object.entries(properties).map(([field, property]) => [
          field,
          { description: descriptionOf(field, name), ...described(property as JsonSchema, name) },
        ]),
      ),
    }),
  };
}

function descriptionOf(field: string, schema: string): string | undefined {
  return DESCRIPTIONS[`${schema}.${field}`] ?? DESCRIPTIONS[field];
}

/** Whose record it is, is said by the token. */
function withoutOwner({ properties: { userId: _, ...properties } = {}, ...schema }: JsonSchema): JsonSchema {
  return { ...schema, properties };
}

function ownRecords({ properties: { records } = {} }: JsonSchema): JsonSchema {
  const list = records as JsonSchema & { items: JsonSchema };
  return { ...list, items: withoutOwner(list.items) };
}

/** OpenAPI 3.1 names the dialect and the id of its schemas itself. */
function withoutDialect({ $schema, $id, ...schema }: JsonSchema): JsonSchema {
  return schema;
}
