import { graphql } from "../generated";

export const ledgerQuery = graphql(`
  query Ledger($year: Long!) {
    overview {
      formLedger(year: $year) {
        cellsAsked submissions distinctFacts statedByTownships answeredByHub statedByDepartments calculated imported
        waiting waitsForTownships waitsForDepartments confirmations
      }
      formLedgerByForm(where: { year: { eq: $year } }, first: 100) {
        asOf { position time }
        nodes { year form formName unitName entry cellsAsked submissions distinctFacts statedByTownships answeredByHub waiting }
      }
      formLedgerByUnit(where: { year: { eq: $year } }, first: 100) {
        nodes { year unit unitName cellsAsked submissions statedByDepartments waitsForDepartments }
      }
      formLedgerByTownship(where: { year: { eq: $year } }, first: 100) {
        nodes { year area areaName cellsAsked submissions distinctFacts statedByTownships answeredByHub waiting confirmations }
      }
      formLedgerByMonth(where: { year: { eq: $year } }, first: 100) {
        nodes { month cellsAsked submissions distinctFacts statedByTownships answeredByHub waiting confirmations }
      }
    }
  }
`);
