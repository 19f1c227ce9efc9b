import { graphql } from "../generated";
import type { ReadWorkbookMutation } from "../generated/graphql";

export const readWorkbook = graphql(`
  mutation ReadWorkbook($input: ReadWorkbookInput!) {
    readWorkbook(input: $input) {
      ... on WorkbookRead {
        stated takenBefore formulas
        cells { sheet address indicator text value outcome area { id name } refusal { message remedy } }
        leftOut { address text }
        accepted { id version }
        item { id revision }
      }
      ... on Refusal { code message remedy }
    }
  }
`);

export type Read = Extract<ReadWorkbookMutation["readWorkbook"], { __typename: "WorkbookRead" }>;
