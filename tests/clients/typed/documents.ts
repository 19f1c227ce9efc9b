// What a page with typed documents asks: a list, one thing by its id, an act, and what changes.
export const inbox = /* GraphQL */ `
  query Inbox($first: Int, $after: String) {
    viewer {
      inbox(first: $first, after: $after) {
        nodes { id duty colour item { __typename id title ... on FactPeriod { area { id name } } } }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
`;
export const figure = /* GraphQL */ `
  query Figure($id: ID!) {
    node(id: $id) { __typename id ... on Fact { value statedBy { name } } }
  }
`;
export const stateFacts = /* GraphQL */ `
  mutation StateFacts($input: StateFactsInput!) {
    stateFacts(input: $input) {
      __typename
      ... on FactsStated { accepted { id value } refused { indicator refusal { code remedy } } }
      ... on Refusal { code field message remedy }
    }
  }
`;
export const changes = /* GraphQL */ `
  subscription Changes($after: Position) { changes(after: $after) { position overview items } }
`;
