import { graphql } from "../generated";
import type { ItemQuery } from "../generated/graphql";

export const itemQuery = graphql(`
  query Item($id: ID!) {
    node(id: $id) {
      id
      ... on Item {
        kind number title state stateName revision openedAt dueAt colour closedAt
        unit { id name }
        openedBy { id name }
        moves { event name open why remedy asks mayAsk likely }
        assignments(first: 50) {
          nodes { id duty openedAt dueAt closedAt colour mine unit { id name } closedBy { id name } holders { post { id name } person { id name } unit { id name } } }
        }
        history(first: 50) { nodes { id at verb actor { id name } forPost { id name } payload } }
      }
      ... on FactPeriod {
        period { code name }
        asked answered
        enteredBy { id name } enteredAt
        confirmedBy { id name } confirmedAt
      }
      ... on FactCorrection {
        words
        askedBy { id name }
        fact {
          id value unitOfMeasure indicator { id code name } area { id name } period { code name }
        }
        explanations { warning words }
        before { id value statedBy { id name } }
        after { id value reason statedBy { id name title } statedAt confirmedBy { id name } confirmedAt }
      }
      ... on Report {
        form { id code name issuedBy { id name } }
        period { code name }
        area { id name }
        dueOn submittedOn late
        lateBecause { id name }
      }
      ... on FormProposal { purpose tableNo knownFields fields { ordinal } }
      ... on RegisterPeriod {
        period { code name }
        asked answered
      }
    }
  }
`);

export const moveItem = graphql(`
  mutation MoveItem($input: MoveItemInput!) {
    moveItem(input: $input) {
      ... on Moved { items { id state stateName revision } refused { refusal { message remedy } } }
      ... on Refusal { code message remedy }
    }
  }
`);

export type Found = Extract<NonNullable<ItemQuery["node"]>, { title: string }>;
export type Move = Found["moves"][number];
export type Step = Found["assignments"]["nodes"][number];
