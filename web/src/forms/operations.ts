import { graphql } from "../generated";
import type { FormListQuery, ReportsQuery, SheetQuery } from "../generated/graphql";

export const formList = graphql(`
  query FormList {
    statistics { forms { id code name tableNo approvalNo periodKind validFrom validTo issuedBy { id name } } }
    organisation { areas(level: TOWNSHIP) { id code name } units { id code name area { id } } }
  }
`);

export const reportsQuery = graphql(`
  query Reports($first: Int!, $after: String, $state: String) {
    statistics {
      reports(first: $first, after: $after, state: $state) {
        pageInfo { hasNextPage endCursor }
        nodes {
          id state stateName dueOn late submittedOn
          form { id code name tableNo issuedBy { id name } }
          area { id code name }
          period { code name }
          lateBecause { id name }
        }
      }
    }
  }
`);

export const sheetQuery = graphql(`
  query Sheet($form: String!, $area: ID!, $period: Period!) {
    statistics {
      sheet(form: $form, area: $area, period: $period) {
        complete submittedOn
        form { id code name issuedBy { id name } }
        area { id code name }
        period { code name }
        waitsFor { id name }
        cells {
          label unitOfMeasure value answer confirmed
          indicator { id code name definition }
          known { code name }
          waitsFor { id name }
          field { ordinal column section }
          facts {
            id value unitOfMeasure version source status statedAt
            indicator { id code name } area { id code name } period { code name }
            statedBy { id name title unit { id name } }
            correction { id stateName }
          }
        }
        printed { title head above signature columns { key title numeric } lines { section cells } }
      }
      reports(form: $form, area: $area, period: $period, first: 1) {
        nodes {
          id state stateName revision dueOn late submittedOn
          lateBecause { id name }
          moves { event name open why remedy asks mayAsk likely }
          snapshots { number takenAt takenBy { id name } cells { ordinal label value unitOfMeasure answer } }
        }
      }
    }
  }
`);

export type Report = ReportsQuery["statistics"]["reports"]["nodes"][number];
export type Sheet = NonNullable<SheetQuery["statistics"]["sheet"]>;
export type Cell = Sheet["cells"][number];
export type OpenReport = SheetQuery["statistics"]["reports"]["nodes"][number];
export type FormList = FormListQuery;
export type Form = FormListQuery["statistics"]["forms"][number];

export const sheetPath = (form: string, area: string, period: string) =>
  `/forms/${encodeURIComponent(form)}/${encodeURIComponent(area)}/${encodeURIComponent(period)}`;
