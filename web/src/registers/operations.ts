import { graphql } from "../generated";
import type { RegisterQuery, RegistersQuery } from "../generated/graphql";

export const registersQuery = graphql(`
  query Registers($first: Int!) {
    statistics {
      registerPeriods(mine: true, first: $first) {
        pageInfo { hasNextPage }
        nodes { id title state stateName dueAt colour closedAt period { code kind name } unit { id name } }
      }
    }
  }
`);

export const registerQuery = graphql(`
  query Register($id: ID!) {
    node(id: $id) {
      id
      ... on RegisterPeriod {
        title state stateName revision dueAt colour asked answered
        unit { id name }
        period { code kind name }
        moves { event name open why remedy }
        questions { ...Asking }
      }
    }
  }
`);

export type Row = RegistersQuery["statistics"]["registerPeriods"]["nodes"][number];
export type Sheet = Extract<NonNullable<RegisterQuery["node"]>, { __typename: "RegisterPeriod" }>;
