import { graphql } from "../generated";
import type { FiguresQuery } from "../generated/graphql";

export const figures = graphql(`
  query Figures {
    viewer {
      askedOfUs {
        asked
        answered
        answeredByHub
        waitsFor { id name }
        item {
          id title state stateName revision dueAt colour
          period { code kind name }
          moves { event name open why remedy }
        }
        questions {
          indicator { id code name domain domainName unitOfMeasure definition }
          period { code name }
          area { id name }
          dueOn
          fact { id value version status }
          lastPeriod { id value }
          lastYear { id value }
          findings { kind rule message explained words warning }
          forms { id name issuedBy { id name } }
        }
      }
    }
  }
`);

export const stateFacts = graphql(`
  mutation StateFacts($input: StateFactsInput!) {
    stateFacts(input: $input) {
      ... on FactsStated {
        item { id revision }
        accepted { id value version status indicator { id code } period { code } area { id } }
        refused { indicator refusal { message remedy } }
      }
      ... on Refusal { code message remedy }
    }
  }
`);

export const explainFacts = graphql(`
  mutation ExplainFacts($input: ExplainFactsInput!) {
    explainFacts(input: $input) {
      ... on FactsExplained { item { id revision } }
      ... on Refusal { code message remedy }
    }
  }
`);

export const finishFacts = graphql(`
  mutation FinishFacts($input: FinishFactsInput!) {
    finishFacts(input: $input) {
      ... on FactsFinished { items { id state stateName revision } }
      ... on Refusal { code message remedy }
    }
  }
`);

type Period = NonNullable<FiguresQuery["viewer"]>["askedOfUs"][number];
export type Asked = Period & { item: NonNullable<Period["item"]> };
export type Question = Asked["questions"][number];
export type Finding = Question["findings"][number];
