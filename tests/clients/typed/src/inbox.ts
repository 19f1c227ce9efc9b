// What a page on Relay asks: a list with pages, one thing again by its id, an act, and what changes.
import { graphql } from "relay-runtime";

export const inboxFragment = graphql`
  fragment inbox_viewer on Viewer
  @argumentDefinitions(first: { type: "Int", defaultValue: 10 }, after: { type: "String" })
  @refetchable(queryName: "inboxPageQuery") {
    inbox(first: $first, after: $after) @connection(key: "inbox_viewer_inbox") {
      edges { node { id duty colour item { __typename id title ...inbox_item } } }
    }
  }
`;
export const itemFragment = graphql`
  fragment inbox_item on Item @refetchable(queryName: "inboxItemQuery") {
    id
    revision
    moves { event open }
    ... on FactPeriod { area { id name } }
  }
`;
export const inboxQuery = graphql`
  query inboxQuery { county { name today } viewer { person { id name } ...inbox_viewer } }
`;
export const rankingQuery = graphql`
  query inboxRankingQuery($period: String!, $after: String) {
    overview {
      townshipRanking(where: { period: { eq: $period } }, orderBy: [{ column: RANK }], first: 20, after: $after) {
        edges { cursor node { area areaName rank } }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
`;
export const stateFacts = graphql`
  mutation inboxStateFactsMutation($input: StateFactsInput!) {
    stateFacts(input: $input) {
      __typename
      ... on FactsStated { item { id revision } accepted { id value } refused { indicator refusal { code remedy } } }
      ... on Refusal { code field message remedy }
    }
  }
`;
export const changes = graphql`
  subscription inboxChangesSubscription($after: Position) { changes(after: $after) { position overview items facts } }
`;
