import { Compile, parse } from 'velocityjs';
import { callMethod, isNothing, isSame, isTrue, notKnown, print } from './java-values.ts';

/** Values and functions that references start from, without their dollar: `context`, `input`. */
export type Variables = Record<string, unknown>;

/**
 * Renders a mapping template with velocityjs, and puts right what that does unlike Velocity or passes over in
 * silence. Assignments reach what `variables` holds, such as `$context.responseOverride`.
 * https://velocity.apache.org/engine/1.7/vtl-reference.html
 * @throws Error for what does not parse, and for methods and directives that the local run does not know
 */
export function render(template: string, variables: Variables): string {
  return new MappingTemplate(parsed(template)).render(Object.assign(Object.create(null), variables));
}

type Node = ReturnType<typeof parse>[number];
type Condition = Extract<Node, { type: 'if' | 'elseif' }>;
type Assignment = Extract<Node, { type: 'set' }>;
type Reference = Extract<Node, { type: 'references' }> & { written?: string };
type Attribute = NonNullable<Reference['path']>[number];
type Call = { id: string; args?: unknown[] | false };

/** What is used of the engine, whose own types leave out half of it and call every value a string. */
interface Engine {
  contextId: string;
  macrosStore: Record<string, unknown>;
  render(variables: Variables): string;
  renderAstList(nodes: Node[], contextId: string): string;
  evalStr(text: string): string;
  getAttributes(attribute: Attribute, object: unknown): unknown;
  getBlock(block: Node[]): string;
  getExpression(node: Node): unknown;
  getLiteral(node: unknown): unknown;
  getMacro(call: { id: string }, body?: string): string;
  getPropMethod(call: Call, object: unknown): unknown;
  getReferences(reference: Reference, printed?: boolean): unknown;
  setValue(assignment: Assignment): void;
}
const VelocityJs = Compile as unknown as new (nodes: Node[]) => Engine;

class MappingTemplate extends VelocityJs {
  /** A reference to nothing stays as it stands. */
  override getReferences(reference: Reference, printed?: boolean): unknown {
    const value = super.getReferences(reference);
    if (!printed) return value;
    if (!isNothing(value) && typeof value !== 'function') return print(value);
    return reference.leader === '$!' ? '' : reference.written;
  }

  /** Shows only what is an object's own, nothing that it has from JavaScript. */
  override getAttributes(attribute: Attribute, object: unknown): unknown {
    if (isNothing(object)) return undefined;
    if (attribute.type === 'method') return this.getPropMethod(attribute, object);
    const name = String(attribute.type === 'index' ? this.getLiteral(attribute.id) : attribute.id);
    return Object.prototype.propertyIsEnumerable.call(object, name) ? (object as Variables)[name] : undefined;
  }

  override getPropMethod({ id, args }: Call, object: unknown): unknown {
    const values = (args || []).map((arg) => this.getLiteral(arg));
    return callMethod(object, id, values);
  }

  /** Makes the maps on the way to what is assigned. */
  override setValue(assignment: Assignment): void {
    const [{ path = [], ...target }] = assignment.equal;
    if (path.length > 1) {
      const parent = { ...target, path: path.slice(0, -1) };
      const map = { type: 'map', value: {} } as Node;
      if (isNothing(this.getReferences(parent))) this.setValue({ ...assignment, equal: [parent, map] });
    }
    super.setValue(assignment);
  }

  /** Asks for the truth of conditions as Velocity does, by way of `getExpression`. */
  override getBlock(block: Node[]): string {
    if (!Array.isArray(block)) throw new Error('The mapping template lacks #if before #else.');
    const not = (node: Node) => ({ type: 'math', operator: 'not', expression: [node] }) as unknown as Node;
    const asked = (node: Node) => ({ ...node, condition: not(not((node as Condition).condition)) });
    return super.getBlock(block.map((node) => (/^(else)?if$/.test(node.type) ? asked(node) : node)));
  }

  override getExpression(node: Node): unknown {
    if (node.type !== 'math') return super.getExpression(node);
    const value = (index: number) => this.getExpression(node.expression[index] as Node);
    if (node.operator === 'not') return !isTrue(value(0));
    if (node.operator === '&&' || node.operator === '||') {
      return alternatives(node).some((terms) => terms.every((term) => isTrue(this.getExpression(term))));
    }
    if (node.operator === '==') return isSame(value(0), value(1));
    if (node.operator === '!=') return !isSame(value(0), value(1));
    return super.getExpression(node);
  }

  override getMacro(call: { id: string }, body?: string): string {
    if (call.id !== 'stop' && !Object.hasOwn(this.macrosStore, call.id)) {
      throw notKnown(`uses #${call.id}`);
    }
    return super.getMacro(call, body);
  }

  override evalStr(text: string): string {
    return this.renderAstList(parsed(text), this.contextId);
  }
}

/** @throws Error for what does not parse, also where velocityjs makes something of it */
function parsed(source: string): Node[] {
  const template = source.replaceAll('\r\n', '\n');
  const nodes = parseOrThrow(template);
  // velocityjs drops what follows an #end without #if, and has what follows an #if without #end twice.
  const ends = flat(parseOrThrow(`${template}\n#last-word()`)).filter(({ id }) => id === 'last-word').length;
  if (ends !== 1) throw new Error(`The mapping template lacks ${ends > 1 ? '#end' : '#if before #end'}.`);
  const lines = template.split('\n');
  for (const node of flat(nodes)) {
    if (node.type === 'references') node.written = asWritten(node, lines);
    // velocityjs goes on to the end of the round.
    if (node.type === 'break') throw notKnown('uses #break');
  }
  return nodes;
}

function parseOrThrow(template: string): Node[] {
  try {
    // No names are blocks of our own, `constructor` neither.
    return parse(template, Object.create(null));
  } catch (error) {
    throw new Error(`The mapping template does not parse. ${(error as Error).message}`, { cause: error });
  }
}

const flat = (nodes: Node[]) =>
  nodes.flat(Number.POSITIVE_INFINITY) as (Node & { id?: string; written?: string })[];

/** @throws Error for a call that never ends, of which velocityjs makes a property and a text */
function asWritten({ pos, isWraped, path }: Reference, lines: string[]): string {
  // Its types lack the end.
  const { first_line, first_column, last_line, last_column } = pos as Record<string, number>;
  const rows = lines.slice(first_line! - 1, last_line);
  const rest = rows.at(-1)!.slice(last_column);
  const written = rows.join('\n').slice(first_column, -rest.length || undefined);
  const unended = path?.at(-1)?.type === 'property' && !isWraped && rest.startsWith('(');
  if (unended) throw new Error(`The mapping template lacks ) after ${written}(.`);
  return written;
}

/** What `||` stands between, each as what `&&` stands between; to velocityjs the two bind equally. */
function alternatives(node: Node): Node[][] {
  if (node.type !== 'math' || !['&&', '||'].includes(node.operator)) return [[node]];
  const [left, right] = node.expression as [Node, Node];
  const before = alternatives(left);
  return node.operator === '||' ? [...before, [right]] : [...before.slice(0, -1), [...before.at(-1)!, right]];
}
