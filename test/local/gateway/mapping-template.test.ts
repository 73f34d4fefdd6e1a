import { afterEach, describe, expect, it, vi } from 'vitest';
import { render } from '../../../local/gateway/integration/mapping-template.ts';

// The engine logs through `debug`, which reads this when it is loaded.
vi.hoisted(() => {
  process.env.DEBUG = 'velocity';
});

afterEach(() => void vi.restoreAllMocks());

const variables = () => ({
  context: { requestId: 'r1', empty: '', responseOverride: {} as Record<string, unknown> },
  input: {
    params: () => ({ header: { get: (name: string) => (name === 'Origin' ? 'https://a.example' : '') } }),
  },
  list: ['a', 'b'],
  map: { a: 1, b: { c: 'd' } },
  x: 'Abc',
});

describe('mapping templates', () => {
  it.each([
    ['text without any directive', '{ "statusCode": 200 }', '{ "statusCode": 200 }'],
    ['a reference', '{"id":"$context.requestId"}', '{"id":"r1"}'],
    ['a braced reference', `\${context.requestId}x`, 'r1x'],
    ['a reference to nothing, as it stands', '$context.nothing.here', '$context.nothing.here'],
    ['a call on nothing, as it stands', '$nothing.at( 1.5,\n "a" )', '$nothing.at( 1.5,\n "a" )'],
    ['null, as it stands', '#set($x = null)$x', '$x'],
    ['a quiet reference to nothing as nothing', `$!nothing$!{context.nothing}`, ''],
    [
      'a text followed by what looks like a call',
      `\${x}(a) \${x.length}(a) $x(;`,
      `Abc(a) \${x.length}(a) Abc(;`,
    ],
    ['a method', '$input.params().header.get("Origin")', 'https://a.example'],
    ['an assignment', '#set($x = "a")$x$x', 'aa'],
    ['an assignment in quotes', `#set($y = "<$x>")$y#set($y = '<$x>')$y`, '<Abc><$x>'],
    ['an assignment to a map that is not there', '#set($new.a.b = 1)$new', '{a={b=1}}'],
    ['a true condition', '#if($context.requestId == "r1")yes#else no#end', 'yes'],
    ['a false condition', '#if($context.requestId != "r1")yes#{else}no#end', 'no'],
    ['a second branch', '#if(false)a#elseif(true)b#{else}c#end', 'b'],
    ['nesting', '#if(true)#if(false)a#{else}b#end#end', 'b'],
    ['operators by their precedence', '#if(true || true && false)yes#end', 'yes'],
    ['operators from the left', '#if(false && true || true && true && !false || false)yes#end', 'yes'],
    ['parentheses', '#if((true || true) && false)yes#{else}no#end', 'no'],
    ['negation', '#if(!false)yes#end', 'yes'],
    ['an empty text as true', '#if($context.empty && !(!$context.empty))yes#end', 'yes'],
    ['nothing as false', '#if($context.nothing || false)yes#{else}no#end', 'no'],
    ['numbers as the same as their texts', '#if(1 == "1" && 0 != "")yes#end', 'yes'],
    ['nothing as the same as nothing alone', '#if($no == $thing && $no != "null")yes#end', 'yes'],
    ['lists', '$list $list[1] $list.get(0) $list.size()', '[a, b] b a 2'],
    ['maps', '$map $map.get("a") $map["a"] $map.keySet()', '{a=1, b={c=d}} 1 1 [a, b]'],
    ['a map that grows', '#set($m = {})$!m.put("k", 1)$m', '{k=1}'],
    ['loops', '#foreach($k in $map.keySet())$k#if($foreach.hasNext),#end#end', 'a,b'],
    ['macros', '#macro(twice $t)$t$t#end#twice("a")', 'aa'],
    ['a stop', 'a#stop()b', 'a'],
    ['directives without their line ends', '#if(true)\r\na\r\n#end\r\nb', 'a\nb'],
    ['functions as nothing', '$input.params $input', '$input.params {}'],
  ])('render %s', (_, template, expected) => {
    expect(render(template, variables())).toBe(expected);
  });

  it.each([
    ['$x.matches("A.c")', 'true'],
    ['$x.matches("b")', 'false'],
    ['$x.matches("a|Abc")', 'true'],
    ['$x.equals("Abc") $x.equals("abc") $x.equalsIgnoreCase("aBC")', 'true false true'],
    ['$x.contains("b") $x.startsWith("A") $x.endsWith("A")', 'true true false'],
    ['$x.toLowerCase() $x.toUpperCase() $x.substring(1, 2)', 'abc ABC b'],
    ['$x.length() $x.isEmpty() $x.indexOf("c")', '3 false 2'],
    ['$x.replace("b", "$&") $x.replaceAll("[a-z]", "-")', 'A$&c A--'],
    [
      '#set($path = "/a/b//")#set($parts = $path.split("/"))$parts $parts.size() $parts.contains("b")',
      '[, a, b] 3 true',
    ],
    ['$map.containsKey("a") $map.isEmpty() $map.size() $list.isEmpty()', 'true false 2 false'],
    ['#set($done = $list.add("c"))$list $done', '[a, b, c] true'],
  ])('call methods of Java: %s', (template, expected) => {
    expect(render(template, variables())).toBe(expected);
  });

  it.each([
    ['#if(true) never ends', 'lacks #end'],
    ['#if(true)#foreach($i in [1])a#end', 'lacks #end'],
    ['text #end', 'lacks #if before #end'],
    ['#if(true)a#end#end more', 'lacks #if before #end'],
    ['text #else more', 'lacks #if before #else'],
    ['#set($y = "#if(true)")', 'lacks #end'],
    ['$x.trim(', 'lacks ) after $x.trim('],
    ['#set($x)', "does not parse. Parse error on line 1:\n#set($x)\n-------^\nExpecting 'EQUAL'"],
    ['#set($x = )', "got 'CLOSE_PARENTHESIS'"],
    ['#if(true)a#elseif b#end', "Expecting 'PARENTHESIS'"],
    ['$x.equals("a" #', 'does not parse. Lexical error on line 1'],
  ])('that do not parse are refused: %s', (template, message) => {
    expect(() => render(template, variables())).toThrow(message);
  });

  it.each([
    ['$x.codePointAt(1)', 'calls String.codePointAt'],
    ['$x.xyz().abc()', 'calls String.xyz'],
    ['#if($x.xyz("a"))#end', 'calls String.xyz'],
    ['#set($y = "$x.xyz()")', 'calls String.xyz'],
    ['$list.xyz()', 'calls List.xyz'],
    ['$map.xyz()', 'calls Map.xyz'],
    ['$x.length().xyz()', 'calls Number.xyz'],
    ['#xyz("a")', 'uses #xyz'],
    ['#include("a")', 'uses #include'],
    ['#evaluate("$x")', 'uses #evaluate'],
    ['#eval("$x")', 'uses #eval'],
    ['#foreach($i in $list)#break#end', 'uses #break'],
    ['#@xyz()a#end', 'uses #xyz'],
  ])('that use what is not known are refused by name: %s', (template, message) => {
    expect(() => render(template, variables())).toThrow(message);
    expect(() => render(template, variables())).toThrow('which the local run does not know.');
  });

  it.each([
    '$constructor',
    '$toString',
    '$__proto__',
    '$context.constructor',
    '$context.constructor.constructor',
    '$context.__proto__',
    '$context["__proto__"]',
    '$context.get("constructor")',
    '$context.toString',
    '$context.hasOwnProperty',
    '$x.constructor',
    '$x.length',
    '$list.length',
    '$list.push',
    '$input.params.constructor',
    '$input.params.prototype',
  ])('reach nothing of the process: %s', (template) => {
    expect(render(template, variables())).toBe(template);
  });

  it('find nothing of the process in conditions', () => {
    const names = ['$toString', '$context.toString', '$x.length', '$list.push', '$input.params.name'];
    expect(render(`#if(${names.join(' || ')})found#end`, variables())).toBe('');
  });

  it.each([
    '$context.constructor("return process")',
    '$input.params.constructor("return process")',
    '$input.params.call()',
    '$input.params.bind()',
    '$x.constructor()',
    '$x.valueOf()',
    '$list.map($input.params)',
    '$context.hasOwnProperty("a")',
    '$context.__defineGetter__("a", $input.params)',
    '$context.__lookupGetter__("__proto__")',
    '#constructor("a")',
    '#hasOwnProperty("a")',
  ])('call nothing of the process: %s', (template) => {
    expect(() => render(template, variables())).toThrow('which the local run does not know.');
  });

  it.each([
    '#set($__proto__.polluted = 1)',
    '#set($new.__proto__.polluted = 1)',
    '#set($context.__proto__.polluted = 1)',
    '#set($context["__proto__"].polluted = 1)',
    '#set($context.constructor.prototype.polluted = 1)',
    '#set($input.params.constructor.prototype.polluted = 1)',
    '#set($key = ["__proto__"])#set($context[$key].polluted = 1)',
    '#set($proto = $!context.put("__proto__", {}))#set($proto.polluted = 1)',
    '#set($m = {"__proto__": {"polluted": 1}})',
    '#foreach($__proto__ in [1])#set($__proto__.polluted = 1)#end',
    '#macro(__proto__)a#end#define($__proto__)a#end',
  ])('change nothing of the process: %s', (template) => {
    render(template, variables());
    expect({}).not.toHaveProperty('polluted');
    expect(() => {}).not.toHaveProperty('polluted');
  });

  it('leave the variables themselves as they were', () => {
    const given = variables();
    render('#set($x = 1)#set($new = 1)#set($context.Access-Control = "a")#set($map.b.c = 2)', given);
    const { input, ...rest } = variables();
    expect(given).toMatchObject({ ...rest, context: { 'Access-Control': 'a' }, map: { a: 1, b: { c: 2 } } });
    expect(given).not.toHaveProperty('new');
  });

  it('print nothing', () => {
    const written = [process.stdout, process.stderr].map((stream) => vi.spyOn(stream, 'write'));
    const logged = (['debug', 'error', 'info', 'log', 'warn'] as const).map((name) =>
      vi.spyOn(console, name),
    );
    render('#set($y = $x.trim())$y.length() $nothing.here() #if($map.get("a"))$list.size()#end', variables());
    expect(() => render('$x.xyz()', variables())).toThrow();
    expect(() => render('#set($x)', variables())).toThrow();
    for (const spy of [...written, ...logged]) expect(spy).not.toHaveBeenCalled();
  });
});
