import { type Conditions, type ContextKeys, conditionsHold } from './conditions.ts';
import { coversResource, matches } from './patterns.ts';

/** Who a statement of a resource's policy is about: everyone, or principals by their type. */
type Principal = '*' | Record<string, string | string[]>;

/** A policy statement as templates spell it: lists may be single strings. */
export interface Statement {
  Sid?: string;
  Effect: 'Allow' | 'Deny';
  Principal?: Principal;
  NotPrincipal?: Principal;
  Action?: string | string[];
  NotAction?: string | string[];
  Resource?: string | string[];
  NotResource?: string | string[];
  Condition?: Conditions;
}

export interface AccessRequest {
  /** Such as `dynamodb:PutItem`. */
  action: string;
  /** ARN. */
  resource: string;
  /** Condition keys, `aws:SourceArn` for one. */
  context?: ContextKeys;
}

export interface PolicyDocument {
  Statement: Statement | Statement[];
}

/**
 * The statements of a policy.
 * @param whose - such as `The role of Api`, for the message
 * @throws Error for a statement that IAM refuses, or with what the local run does not know
 */
export function statementsOf({ Statement }: PolicyDocument, whose: string): Statement[] {
  const statements = list(Statement);
  for (const statement of statements) {
    const fault = faultOf(statement);
    const name = statement.Sid === undefined ? 'a statement' : `the statement ${statement.Sid}`;
    if (fault !== undefined) throw new Error(`${whose} has ${name} that ${fault}.`);
  }
  return statements;
}

/**
 * What the statements say to a request, undefined when none applies: a denial wins. One that IAM would refuse allows
 * nothing, and denies everything.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 * @throws Error for a condition that the local run does not know
 */
export function decisionOf(statements: Statement[], request: AccessRequest): Statement['Effect'] | undefined {
  const applying = statements.filter((statement) =>
    faultOf(statement) === undefined ? applies(statement, request) : statement.Effect !== 'Allow',
  );
  if (applying.length === 0) return undefined;
  return applying.every(({ Effect }) => Effect === 'Allow') ? 'Allow' : 'Deny';
}

/** Whether the statements allow the request: denied by default. */
export const isAllowed = (statements: Statement[], request: AccessRequest): boolean =>
  decisionOf(statements, request) === 'Allow';

/**
 * Whether a resource's policy lets a service in, S3 into a queue for one.
 * @param service - such as `s3.amazonaws.com`
 * @throws Error for a condition that the local run does not know
 */
export function admitsService(statements: Statement[], service: string, request: AccessRequest): boolean {
  const { context, ...asked } = request;
  return isAllowed(
    statements.filter((statement) => concerns(statement, service)),
    {
      ...asked,
      context: { 'aws:PrincipalIsAWSService': 'true', 'aws:PrincipalServiceName': service, ...context },
    },
  );
}

/**
 * Whether a statement is about a service. `AWS` names accounts, users and roles, and everyone as `*`; only `Service` names
 * services, and each by its whole name.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
function concerns({ Effect, Principal, NotPrincipal }: Statement, service: string): boolean {
  if (Principal !== undefined && NotPrincipal === undefined) return names(Principal, service);
  // Of everyone but some, IAM takes denials alone; and without a principal, no statement at all.
  return Effect !== 'Allow' && (NotPrincipal === undefined || !names(NotPrincipal, service));
}

function names(principal: Principal, service: string): boolean {
  if (typeof principal === 'string') return principal === '*';
  return list(principal.Service ?? []).includes(service) || list(principal.AWS ?? []).includes('*');
}

/** What IAM would refuse a statement for, or the local run cannot evaluate; undefined when it is well-formed. */
function faultOf(statement: Statement): string | undefined {
  const { Effect, Action, NotAction, Resource, NotResource } = statement;
  if (Effect !== 'Allow' && Effect !== 'Deny') return `has the Effect ${Effect}, and not Allow or Deny`;
  if ((Action === undefined) === (NotAction === undefined)) return 'needs either Action or NotAction';
  if ((Resource === undefined) === (NotResource === undefined)) return 'needs either Resource or NotResource';
  const actions = list(Action ?? NotAction ?? []);
  const resources = list(Resource ?? NotResource ?? []);
  if (actions.length === 0 || resources.length === 0) return 'has an empty list';
  const action = actions.find((one) => !ACTION.test(one));
  if (action !== undefined) return `names the action "${action}", which is neither service:Action nor *`;
  const resource = resources.find((one) => !RESOURCE.test(one));
  if (resource !== undefined) return `names the resource "${resource}", which is neither an ARN nor *`;
  const variable = resources.find((one) => one.includes('${'));
  if (variable !== undefined)
    return `has a policy variable in "${variable}", which the local run does not know`;
  return undefined;
}

const ACTION = /^(?:\*(?::\*)?|[a-z0-9-]+:[a-z0-9*?]+)$/i;
/** What is no ARN covers nothing but itself, so that it may not have wildcards: `Ref` gives names of some types here. */
const RESOURCE = /^(?:\*$|arn:|[^*?]*$)/;

function applies(statement: Statement, { action, resource, context = {} }: AccessRequest): boolean {
  const { Action, NotAction, Resource, NotResource, Condition = {} } = statement;
  // Everything local is reached as if over TLS.
  const keys = {
    'aws:SecureTransport': 'true',
    's3:TlsVersion': '1.3',
    'aws:PrincipalIsAWSService': 'false',
    ...context,
  };
  const conditional = conditionsHold(Condition, keys);
  const same = (pattern: string) => matches(pattern.toLowerCase(), action.toLowerCase());
  const covers = (pattern: string) => coversResource(pattern, resource);
  return (
    conditional &&
    (Action === undefined ? !list(NotAction ?? []).some(same) : list(Action).some(same)) &&
    (Resource === undefined ? !list(NotResource ?? []).some(covers) : list(Resource).some(covers))
  );
}

const list = <T>(value: T | T[]): T[] => (Array.isArray(value) ? value : [value]);
