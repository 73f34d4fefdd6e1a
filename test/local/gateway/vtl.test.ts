import { describe, expect, it } from 'vitest';
import { render } from '../../../local/gateway/vtl.ts';

const variables = () => ({
  context: { requestId: 'r1', responseOverride: {} as Record<string, unknown> },
  input: {
    params: () => ({ header: { get: (name: string) => (name === 'Origin' ? 'https://a.example' : '') } }),
  },
});

describe('mapping templates', () => {
  it.each([
    ['text without any directive', '{ "statusCode": 200 }', '{ "statusCode": 200 }'],
    ['a reference', '{"id":"$context.requestId"}', '{"id":"r1"}'],
    ['a braced reference', `\${context.requestId}x`, 'r1x'],
    ['a reference to nothing, as it stands', '$context.nothing.here', '$context.nothing.here'],
    ['a method', '$input.params().header.get("Origin")', 'https://a.example'],
    ['an assignment', '#set($x = "a")$x$x', 'aa'],
    ['a true condition', '#if($context.requestId == "r1")yes#else no#end', 'yes'],
    ['a false condition', '#if($context.requestId != "r1")yes#{else}no#end', 'no'],
    ['a second branch', '#if(false)a#elseif(true)b#{else}c#end', 'b'],
    ['nesting', '#if(true)#if(false)a#{else}b#end#end', 'b'],
    ['operators by their precedence', '#if(true || true && false)yes#end', 'yes'],
    ['parentheses', '#if((true || true) && false)yes#{else}no#end', 'no'],
    ['negation', '#if(!false)yes#end', 'yes'],
    ['regular expressions over the whole text', '#set($x = "abc")#if($x.matches("b"))yes#{else}no#end', 'no'],
  ])('render %s', (_, template, expected) => {
    expect(render(template, variables())).toBe(expected);
  });

  it('serve the CORS preflight that CDK writes for several origins', () => {
    const template = `#set($origin = $input.params().header.get("Origin"))
#if($origin == "")
  #set($origin = $input.params().header.get("origin"))
#end
#if($origin.matches("https://a.example") || $origin.matches("https://b.example"))
  #set($context.responseOverride.header.Access-Control-Allow-Origin = $origin)
#end`;
    const scope = variables();
    expect(render(template, scope).trim()).toBe('');
    expect(scope.context.responseOverride).toEqual({
      header: { 'Access-Control-Allow-Origin': 'https://a.example' },
    });
  });

  it.each([
    ['#if(true) never ends', '#end'],
    ['#set($x)', '='],
    ['#set($x = )', 'an expression'],
    ['$x.trim(', 'an expression'],
    ['$x.equals("a" #', 'an expression'],
    ['text #end', '#if'],
  ])('that do not parse are refused: %s', (template, lacks) => {
    expect(() => render(template, { x: 'text' })).toThrow(`lacks ${lacks}`);
  });

  it('that call what is not known are refused by name', () => {
    expect(() => render('$x.substring(1)', { x: 'text' })).toThrow(/String.substring/);
  });
});
