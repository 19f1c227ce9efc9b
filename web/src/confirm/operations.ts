import { graphql } from "../generated";
import type { ConfirmQuery } from "../generated/graphql";

export const confirmQuery = graphql(`
  query Confirm {
    viewer {
      inbox(duty: DECIDE, kinds: [FACT_PERIOD], first: 20) {
        nodes {
          id
          dueAt colour
          item {
            id title revision
            ... on FactPeriod {
              state
              area { id name }
              period { code name }
              enteredBy { id name }
              enteredAt
              moves { event name open why remedy }
              questions {
                indicator { id code name domainName unitOfMeasure }
                fact { id value version }
                lastYear { id value }
                findings { kind message explained words warning }
              }
            }
          }
        }
      }
    }
  }
`);

export const confirmFacts = graphql(`
  mutation ConfirmFacts($input: ConfirmFactsInput!) {
    confirmFacts(input: $input) {
      ... on FactsConfirmed { facts items { id state stateName revision confirmedAt } }
      ... on Refusal { code message remedy }
    }
  }
`);

type Item = NonNullable<NonNullable<ConfirmQuery["viewer"]>["inbox"]["nodes"][number]["item"]>;
export type Waiting = Extract<Item, { __typename: "FactPeriod" }>;
export type Question = Waiting["questions"][number];
