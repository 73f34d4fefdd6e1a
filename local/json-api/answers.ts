/** An HTTP answer of AWS's JSON protocols. */
export interface ApiAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

const headersOf = (version: '1.0' | '1.1') => ({ 'content-type': `application/x-amz-json-${version}` });

/** An answer that says no. @param type - of the error, with what comes before its `#` */
export function refusal(type: string, message: string, status = 400): ApiAnswer {
  return { status, headers: headersOf('1.0'), body: JSON.stringify({ __type: type, message }) };
}

/** An answer that says yes, in version 1.1 of the protocol. */
export function success(output: object): ApiAnswer {
  return { status: 200, headers: headersOf('1.1'), body: JSON.stringify(output) };
}
