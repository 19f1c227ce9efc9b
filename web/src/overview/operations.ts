import { graphql } from "../generated";
import type { AreasQuery, IndicatorsQuery, OverviewQuery } from "../generated/graphql";

export const areasQuery = graphql(`
  query Areas {
    organisation { areas(level: COUNTY) { id code name children { id code name geometry } } }
  }
`);

export const indicatorsQuery = graphql(`
  query Indicators($asked: Period!) {
    statistics { indicators(asked: $asked, first: 100) { nodes { id code name unitOfMeasure domainName } } }
  }
`);

export const overviewQuery = graphql(`
  query Overview($period: String!, $county: String!, $indicator: String!, $months: [String!]!) {
    overview {
      townshipCompleteness(where: { period: { eq: $period } }, first: 100) {
        asOf { position time }
        nodes { area period asked stated confirmed overdue dueOn daysLate }
      }
      completenessShares(where: { period: { eq: $period } }, first: 100) {
        nodes { area period confirmedPct overduePct }
      }
      values: indicatorByArea(where: { indicator: { eq: $indicator }, period: { eq: $period } }, first: 100) {
        nodes { area period value lastYear areas areasExpected }
      }
      trend: indicatorByArea(where: { indicator: { eq: $indicator }, area: { eq: $county }, period: { in: $months } }, first: 100) {
        nodes { area period value lastYear }
      }
      townshipRanking(where: { indicator: { eq: $indicator }, period: { eq: $period } }, first: 100) {
        nodes { area period rank ranked rankLastYear }
      }
    }
  }
`);

export type County = AreasQuery["organisation"]["areas"][number];
export type Township = County["children"][number];
export type Indicator = IndicatorsQuery["statistics"]["indicators"]["nodes"][number];
export type Answer = OverviewQuery["overview"];
