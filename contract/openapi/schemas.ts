import * as z from 'zod/mini';
import {
  errorAnswer,
  listAnswer,
  metadata,
  preSignedUrl,
  presignedUrlAnswer,
  recordAnswer,
} from '../answers.ts';
import { createBody, downloadUrlBody, updateBody, uploadUrlBody } from '../requests.ts';

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
};

export type SchemaName = keyof typeof NAMED;

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
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, withoutDialect(schema)]));
}

/** The properties of a query or path schema as OpenAPI parameters. */
export function parametersOf(place: 'query' | 'path', schema: z.core.$ZodType) {
  const { properties = {}, required = [] } = z.toJSONSchema(schema, { target: 'draft-2020-12', io: 'input' });
  return Object.entries(properties).map(([name, property]) => {
    const { description, ...rest } = property as JsonSchema;
    return {
      name,
      in: place,
      required: required.includes(name),
      description: description ?? `Filter by ${name}.`,
      schema: rest,
    };
  });
}

/** OpenAPI 3.1 names the dialect and the id of its schemas itself. */
function withoutDialect({ $schema, $id, ...schema }: JsonSchema): JsonSchema {
  return schema;
}
