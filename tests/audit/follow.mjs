// Follows a subscription with the reference client of a protocol and prints each event, or the end, as one line of JSON.
// node follow.mjs sse|ws URL TOKEN QUERY VARIABLES
import { createClient as createSSE } from 'graphql-sse';
import { createClient as createWS } from 'graphql-ws';
import WebSocket from 'ws';

const [protocol, url, token, query, variables] = process.argv.slice(2);
const authorization = `Bearer ${token}`;
const print = (what, value) => console.log(JSON.stringify({ what, value }));
const client =
  protocol === 'sse'
    ? createSSE({ url, headers: { authorization }, retryAttempts: 0 })
    : createWS({
        url: url.replace('http', 'ws'),
        webSocketImpl: WebSocket,
        connectionParams: { authorization },
        retryAttempts: 0,
        on: { connected: () => print('connected', null) },
      });
const reason = (error) =>
  Array.isArray(error) ? error.map((e) => e.extensions?.code ?? e.message) : (error?.code ?? error?.message ?? String(error));
client.subscribe(
  { query, variables: JSON.parse(variables) },
  {
    next: (value) => print('next', value),
    error: (error) => { print('error', reason(error)); process.exit(0); },
    complete: () => { print('complete', null); process.exit(0); },
  },
);
