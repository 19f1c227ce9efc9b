import { graphql } from "../generated";
import type { VillageQuery } from "../generated/graphql";

export const villageQuery = graphql(`
  query Village {
    viewer {
      villageQuestions {
        item { id title }
        area { id name }
        indicator { id code name domain domainName unitOfMeasure definition }
        period { code name }
        askedBy { id name }
        dueAt
        fact { id value version status }
      }
    }
  }
`);

export const villagesQuery = graphql(`
  query Villages($id: ID!) {
    node(id: $id) { id ... on Area { children { id name } } }
  }
`);

export const askVillages = graphql(`
  mutation AskVillages($input: AskVillagesInput!) {
    askVillages(input: $input) {
      ... on VillagesAsked { item { id revision } }
      ... on Refusal { code message remedy }
    }
  }
`);

export const takeOverVillages = graphql(`
  mutation TakeOverVillages($input: TakeOverVillagesInput!) {
    takeOverVillages(input: $input) {
      ... on FactsStated {
        item { id revision }
        accepted { id value version status }
        refused { indicator refusal { message remedy } }
      }
      ... on Refusal { code message remedy }
    }
  }
`);

export type Asked = NonNullable<VillageQuery["viewer"]>["villageQuestions"][number];
