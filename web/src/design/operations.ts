import { graphql } from "../generated";
import type { OverlapQuery, ProposalQuery, ProposalsQuery } from "../generated/graphql";

export const proposalsQuery = graphql(`
  query Proposals($first: Int!) {
    statistics {
      formProposals(first: $first) {
        pageInfo { hasNextPage }
        nodes { id name tableNo version state stateName knownFields fields { ordinal } unit { id name } approvalNo validTo }
      }
    }
  }
`);

export const fieldOverlap = graphql(`
  fragment Overlapping on FieldOverlap {
    ordinal label overlap known words factor
    indicator { id code name unitOfMeasure }
    alike { id code name unitOfMeasure definition }
    forms { id code name issuedBy { id name } }
  }
`);

export const overlapQuery = graphql(`
  query Overlap($periodKind: PeriodKind!, $fields: [FormFieldInput!]!) {
    statistics { overlap(periodKind: $periodKind, fields: $fields) { ...Overlapping } }
  }
`);

/** All of a form that an act on it changes, so that the page never shows what stood there before its own act. */
export const designed = graphql(`
  fragment Designed on FormProposal {
    id state stateName revision version unit { id name }
    name nameZh nameEn tableNo statutory approvedBy approvalNo periodKind due purpose validTo knownFields
    fields { ordinal label unitOfMeasure column factor reason boundBy { id name } indicator { id code name unitOfMeasure } }
    overlap { ...Overlapping }
    form { id code approvalNo validFrom validTo }
    moves { event name open why remedy asks mayAsk }
  }
`);

export const proposalQuery = graphql(`
  query Proposal($id: ID!) {
    node(id: $id) {
      id
      ... on FormProposal {
        title
        ...Designed
        history(first: 20) { nodes { id at verb payload actor { id name } } }
      }
    }
  }
`);

export const proposedSheet = graphql(`
  query ProposedSheet($id: ID!, $area: ID!, $period: Period!) {
    node(id: $id) {
      id
      ... on FormProposal { sheet(area: $area, period: $period) { ordinal label value of indicator { id code unitOfMeasure } } }
    }
  }
`);

export const designForm = graphql(`
  mutation DesignForm($input: DesignFormInput!) {
    designForm(input: $input) {
      ... on FormDesigned { item { ...Designed } }
      ... on Refusal { code message remedy }
    }
  }
`);

export const bindFields = graphql(`
  mutation BindFields($input: BindFieldsInput!) {
    bindFields(input: $input) {
      ... on FieldsBound { item { ...Designed } refused { field refusal { message remedy } } }
      ... on Refusal { code message remedy }
    }
  }
`);

export type Row = ProposalsQuery["statistics"]["formProposals"]["nodes"][number];
export type Proposal = Extract<NonNullable<ProposalQuery["node"]>, { __typename: "FormProposal" }>;
export type Overlapping = OverlapQuery["statistics"]["overlap"][number];
