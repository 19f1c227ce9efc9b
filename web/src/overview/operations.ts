import { graphql } from "../generated";
import type { AreasQuery, IndicatorsQuery, OverviewQuery, SharesQuery } from "../generated/graphql";

export const areasQuery = graphql(`
  query Areas {
    organisation { areas(level: COUNTY) { id code name children { id code name geometry } } }
  }
`);

export const indicatorsQuery = graphql(`
  query Indicators($asked: Period!) {
    statistics { indicators(asked: $asked, first: 100) { nodes { id code name unitOfMeasure domainName sourceKind } } }
  }
`);

export const overviewQuery = graphql(`
  query Overview($period: String!, $indicator: String!) {
    overview {
      townshipCompleteness(where: { period: { eq: $period } }, first: 100) {
        asOf { position time }
        nodes { area period asked stated confirmed overdue dueOn daysLate }
      }
      values: indicatorByArea(where: { indicator: { eq: $indicator }, period: { eq: $period } }, first: 100) {
        nodes { area period value changePct areas areasExpected }
      }
      townshipRanking(where: { indicator: { eq: $indicator }, period: { eq: $period } }, first: 100) {
        nodes { area period rank ranked rankLastYear }
      }
    }
  }
`);

export const sharesQuery = graphql(`
  query Shares($period: String!) {
    overview {
      completenessShares(where: { period: { eq: $period } }, first: 100) { nodes { area confirmedPct overduePct } }
    }
  }
`);

export type Share = SharesQuery["overview"]["completenessShares"]["nodes"][number];
export type County = AreasQuery["organisation"]["areas"][number];
export type Township = County["children"][number];
export type Indicator = IndicatorsQuery["statistics"]["indicators"]["nodes"][number];
export type Answer = OverviewQuery["overview"];
