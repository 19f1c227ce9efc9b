import type { Fetcher } from "@graphiql/toolkit";
import { getOperationAST, parse } from "graphql";
import { createClient } from "graphql-sse";

const url = "/graphql";
const events = createClient({ url });

/** Whether the chosen operation of a document is a subscription; a malformed document is the server's to refuse. */
const isSubscription = (query: string, operationName?: string | null): boolean => {
  try {
    return getOperationAST(parse(query), operationName)?.operation === "subscription";
  } catch {
    return false;
  }
};

/** Asks as whoever is signed in: the browser sends the cookie along. Subscriptions come as an event stream. */
export const fetcher: Fetcher = ({ query, variables, operationName }) => {
  if (isSubscription(query, operationName)) {
    return events.iterate({ query, variables, operationName: operationName ?? undefined });
  }
  return fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/graphql-response+json, application/json" },
    body: JSON.stringify({ query, variables, operationName }),
  }).then((answer) => answer.json());
};
