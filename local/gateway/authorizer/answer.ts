import { type PolicyDocument, type Statement, statementsOf } from '../../iam/policies.ts';

/** What an authorizer's function answered. */
export interface AuthorizerAnswer {
  principalId: string;
  statements: Statement[];
  /** Its values as API Gateway hands them on: texts. */
  context: Record<string, string>;
  /** The API key, where the API takes that from its authorizer. */
  usageIdentifierKey: string | undefined;
}

const VERSIONS = new Set(['2012-10-17', '2008-10-17']);
/** A policy that is about its caller names no principal. */
const ELEMENTS = new Set([
  ...['Sid', 'Effect', 'Action', 'NotAction', 'Resource', 'NotResource', 'Condition'],
]);

/**
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-output.html
 * @param payload - JSON
 * @throws Error that says what is wrong with the answer: whatever is not understood could refuse where the rest allows
 */
export function readAnswer(payload: string): AuthorizerAnswer {
  const answer: unknown = JSON.parse(payload);
  if (!isMap(answer)) throw new Error('It answered no object.');
  const { principalId, policyDocument, context, usageIdentifierKey } = answer;
  if (typeof principalId !== 'string') throw new Error('Its answer has no principalId that is a string.');
  if (!isNothing(usageIdentifierKey) && typeof usageIdentifierKey !== 'string') {
    throw new Error('The usageIdentifierKey of its answer is no string.');
  }
  return {
    principalId,
    statements: readPolicy(policyDocument),
    context: readContext(context ?? {}),
    usageIdentifierKey: usageIdentifierKey ?? undefined,
  };
}

function readContext(context: unknown): Record<string, string> {
  if (!isMap(context)) throw new Error('The context of its answer is no object.');
  const known = Object.entries(context).filter(([, value]) => !isNothing(value));
  const nested = known.find(([, value]) => !isScalar(value));
  if (nested) throw new Error(`The context of its answer has an object or array: ${nested[0]}.`);
  return Object.fromEntries(known.map(([key, value]) => [key, String(value)]));
}

function readPolicy(document: unknown): Statement[] {
  if (!isMap(document)) throw new Error('Its answer has no policyDocument that is an object.');
  const { Version, Statement } = document;
  if (Version !== undefined && !VERSIONS.has(String(Version))) {
    throw new Error(`Its policy has the Version ${Version}, which IAM does not have.`);
  }
  const fault = list(Statement)
    .map(faultOf)
    .find((found) => found !== undefined);
  if (fault !== undefined) throw new Error(`Its policy has a statement ${fault}.`);
  return statementsOf(document as unknown as PolicyDocument, 'Its policy');
}

/** What is wrong with a statement's shape; of its words, `statementsOf` tells. */
function faultOf(statement: unknown): string | undefined {
  if (!isMap(statement)) return 'that is no object';
  const unknown = Object.keys(statement).find((element) => !ELEMENTS.has(element));
  if (unknown !== undefined) return `with ${unknown}, which it cannot have`;
  const { Condition, Sid, Effect, ...texts } = statement;
  const wrong = Object.entries(texts).find(([, value]) => !list(value).every(isText));
  if (wrong) return `whose ${wrong[0]} is neither a string nor a list of strings`;
  return Condition === undefined || isCondition(Condition) ? undefined : 'with a malformed Condition';
}

/** Operators, their keys, the wanted values: nothing empty, which would hold for everything. */
const isCondition = (condition: unknown): boolean =>
  isMap(condition) &&
  Object.values(condition).every(
    (keys) =>
      isMap(keys) &&
      Object.keys(keys).length > 0 &&
      Object.values(keys).every((wanted) => list(wanted).length > 0 && list(wanted).every(isScalar)),
  );

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value]);
const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isText = (value: unknown): value is string => typeof value === 'string';
const isScalar = (value: unknown): boolean => ['string', 'number', 'boolean'].includes(typeof value);
const isNothing = (value: unknown): value is null | undefined => value === undefined || value === null;
