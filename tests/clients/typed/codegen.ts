import type { CodegenConfig } from "@graphql-codegen/cli";

const config: CodegenConfig = {
  schema: "schema.graphql",
  documents: "documents.ts",
  generates: {
    "codegen/": {
      preset: "client",
      config: {
        strictScalars: true,
        scalars: {
          Date: "string", DateTime: "string", Decimal: "string", JSON: "unknown",
          Long: "number", Period: "string", Position: "string", UUID: "string",
        },
      },
    },
  },
};

export default config;
