// JSON-RPC and HTTP as bytes, for what a client library would refuse to send.

/// One call; gives the result or throws the node's error with its code.
export async function rpc(url, method, params = [], { timeout = 10_000 } = {}) {
  const answer = await post(url, JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }), {
    timeout,
  });
  const body = JSON.parse(answer.text);
  if (body.error) {
    const error = new Error(`${method}: ${body.error.message}`);
    error.code = body.error.code;
    error.data = body.error.data;
    throw error;
  }
  return body.result;
}

/// POSTs `body` (text or bytes) as it is: {status, text}.
export async function post(url, body, { headers = {}, timeout = 10_000 } = {}) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
    signal: AbortSignal.timeout(timeout),
  });
  return { status: response.status, text: await response.text() };
}
