import type { Deployment } from '../template/deployment.ts';

/** A policy statement as templates spell it: lists may be single strings. */
export interface Statement {
  Effect: 'Allow' | 'Deny';
  Principal?: '*' | Record<string, string | string[]>;
  Action?: string | string[];
  NotAction?: string | string[];
  Resource?: string | string[];
  NotResource?: string | string[];
  Condition?: Record<string, Record<string, string | string[] | number | boolean>>;
}

export interface AccessRequest {
  /** Such as `dynamodb:PutItem`. */
  action: string;
  /** ARN. */
  resource: string;
  /** Condition keys, `aws:SourceArn` for one; what is missing is absent from the request. */
  context?: Record<string, string>;
}

interface PolicyDocument {
  Statement: Statement | Statement[];
}

/**
 * The statements that each role holds, by the role's ARN: inline ones and those of attached policies. AWS's own
 * managed policies are left out; the ones that functions get are about logs.
 */
export function rolePolicies(deployment: Deployment): Map<string, Statement[]> {
  const statements = new Map<string, Statement[]>();
  const byName = new Map<string, Statement[]>();
  const roles = deployment.ofType<{ Policies?: { PolicyDocument: PolicyDocument }[] }>('AWS::IAM::Role');
  for (const { ref, arn, properties } of roles) {
    const inline = (properties.Policies ?? []).flatMap(({ PolicyDocument }) => statementsOf(PolicyDocument));
    statements.set(arn, inline);
    byName.set(ref, inline);
  }
  const policies = deployment.ofType<{ PolicyDocument: PolicyDocument; Roles?: string[] }>(
    'AWS::IAM::Policy',
    'AWS::IAM::ManagedPolicy',
  );
  for (const { properties } of policies) {
    for (const role of properties.Roles ?? []) {
      byName.get(role)?.push(...statementsOf(properties.PolicyDocument));
    }
  }
  return statements;
}

export function statementsOf({ Statement }: PolicyDocument): Statement[] {
  return list(Statement);
}

/**
 * Whether the statements allow the request: denied by default, and a denial wins.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function isAllowed(statements: Statement[], request: AccessRequest): boolean {
  const applying = statements.filter((statement) => applies(statement, request));
  return (
    applying.some(({ Effect }) => Effect === 'Allow') && !applying.some(({ Effect }) => Effect === 'Deny')
  );
}

/** Whether a resource's policy lets a service in, S3 into a queue for one. */
export function admitsService(statements: Statement[], service: string, request: AccessRequest): boolean {
  const admits = ({ Principal }: Statement) =>
    Principal === '*' ||
    Object.values(Principal ?? {})
      .flat()
      .some((principal) => principal === '*' || principal === service);
  return isAllowed(statements.filter(admits), request);
}

function applies(statement: Statement, { action, resource, context = {} }: AccessRequest): boolean {
  const { Action, NotAction, Resource, NotResource, Condition = {} } = statement;
  const same = (pattern: string) => matches(pattern.toLowerCase(), action.toLowerCase());
  if (Action ? !list(Action).some(same) : list(NotAction ?? '*').some(same)) return false;
  const covers = (pattern: string) => matches(pattern, resource);
  if (Resource ? !list(Resource).some(covers) : list(NotResource ?? []).some(covers)) return false;
  // Everything local is reached as if over TLS.
  const keys = { 'aws:SecureTransport': 'true', 's3:TlsVersion': '1.3', ...context };
  return Object.entries(Condition).every(([operator, tests]) =>
    Object.entries(tests).every(([key, wanted]) =>
      holds(operator, read(keys, key), list(wanted).map(String)),
    ),
  );
}

type Operator = (actual: string, wanted: string) => boolean;

const OPERATORS: Record<string, Operator> = {
  StringEquals: (actual, wanted) => actual === wanted,
  StringLike: (actual, wanted) => matches(wanted, actual),
  ArnEquals: (actual, wanted) => matches(wanted, actual),
  ArnLike: (actual, wanted) => matches(wanted, actual),
  Bool: (actual, wanted) => actual === wanted,
  NumericLessThan: (actual, wanted) => Number(actual) < Number(wanted),
};

/** @throws Error for an operator that the local run does not know: a guess could allow what AWS refuses. */
function holds(operator: string, actual: string | undefined, wanted: string[]): boolean {
  const [, name = '', ifExists] = /^(.*?)(IfExists)?$/.exec(operator) ?? [];
  const negated = /^(String|Arn)Not(Equals|Like)$/.exec(name);
  const test = OPERATORS[negated ? `${negated[1]}${negated[2]}` : name];
  if (!test) throw new Error(`A policy's Condition uses ${operator}, which the local run does not know.`);
  if (actual === undefined) return negated !== null || ifExists !== undefined;
  return wanted.some((value) => test(actual, value)) !== (negated !== null);
}

function read(keys: Record<string, string>, name: string): string | undefined {
  const key = Object.keys(keys).find((known) => known.toLowerCase() === name.toLowerCase());
  return key && keys[key];
}

/** `*` stands for any characters, `?` for one. */
export function matches(pattern: string, text: string): boolean {
  if (pattern === '*' || pattern === text) return true;
  const expression = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${expression}$`, 's').test(text);
}

const list = <T>(value: T | T[]): T[] => (Array.isArray(value) ? value : [value]);
