import { graphql } from "../generated";
import type { AskingFragment, FiguresQuery } from "../generated/graphql";

/** A figure that is asked, of a township or of a department's register. */
export const asking = graphql(`
  fragment Asking on Question {
    indicator { id code name domain domainName unitOfMeasure definition }
    period { code name }
    area { id name }
    dueOn
    fact { id value version status }
    lastPeriod { id value }
    lastYear { id value }
    findings { kind rule message explained words warning indicator { id code } }
  }
`);

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
          villageQuestions { indicator { id code name unitOfMeasure } area { id name } dueAt fact { id value } }
        }
        questions { ...Asking forms { id code name issuedBy { id name } } }
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

export const answerVillage = graphql(`
  mutation AnswerVillage($input: AnswerVillageInput!) {
    answerVillage(input: $input) {
      ... on VillageAnswered {
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

export const stateRegister = graphql(`
  mutation StateRegister($input: StateRegisterInput!) {
    stateRegister(input: $input) {
      ... on RegisterStated {
        item { id revision state stateName }
        accepted { id value version status indicator { id code } period { code } area { id } }
        refused { indicator area { id } refusal { message remedy } }
      }
      ... on Refusal { code message remedy }
    }
  }
`);

export const explainRegister = graphql(`
  mutation ExplainRegister($input: ExplainRegisterInput!) {
    explainRegister(input: $input) {
      ... on RegisterExplained { item { id revision } }
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
export type Question = AskingFragment & { forms?: Asked["questions"][number]["forms"] };
export type Finding = Question["findings"][number];
