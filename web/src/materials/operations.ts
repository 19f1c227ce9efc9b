import { graphql } from "../generated";
import type { MaterialsQuery, MaterialTableQuery } from "../generated/graphql";

export const materialsQuery = graphql(`
  query Materials {
    materials {
      answers(open: true, first: 50) {
        nodes {
          id revision state stateName dueAt colour returnedBecause
          call { id title note unit { id name } }
          offers { words name givenAt file { id url } }
          moves { event open }
        }
      }
      calls(ours: true, first: 20) {
        nodes { id title stateName closedAt dueAt colour asked: answerCount given: answerCount(given: true) late: answerCount(pastTerm: true, given: false) }
      }
    }
  }
`);

export const materialTable = graphql(`
  query MaterialTable($id: ID!) {
    node(id: $id) {
      id
      ... on MaterialCall {
        title stateName note dueAt closedAt colour
        answers(first: 200) {
          nodes {
            id state stateName givenAt pastTerm reused fileName nothingBecause returnedBecause
            unit { id name }
            file { id url }
          }
        }
      }
    }
  }
`);

export const unitsQuery = graphql(`
  query UnitsToAsk {
    organisation { units { id code name kind area { id level } parent { id area { id level } } } }
  }
`);

export const callForMaterial = graphql(`
  mutation CallForMaterial($input: CallForMaterialInput!) {
    callForMaterial(input: $input) {
      ... on MaterialCalled { item { id title } }
      ... on Refusal { code message remedy }
    }
  }
`);

export const giveMaterial = graphql(`
  mutation GiveMaterial($input: GiveMaterialInput!) {
    giveMaterial(input: $input) {
      ... on MaterialGiven { item { id state stateName revision givenAt fileName closedAt } }
      ... on Refusal { code message remedy }
    }
  }
`);

export type Asked = MaterialsQuery["materials"]["answers"]["nodes"][number];
export type Ours = MaterialsQuery["materials"]["calls"]["nodes"][number];
export type Table = Extract<NonNullable<MaterialTableQuery["node"]>, { __typename: "MaterialCall" }>;
export type Line = Table["answers"]["nodes"][number];
