import { readFileSync } from "node:fs";
import { addTypenameSelectionDocumentTransform } from "@graphql-codegen/client-preset";
import type { CodegenConfig } from "@graphql-codegen/cli";

const agreed = "../schema/schema.graphql";
const ahead = "mock/overview.graphql";

const config: CodegenConfig = {
  schema: readFileSync(agreed, "utf8").includes("type Overview {") ? agreed : [agreed, ahead],
  documents: ["src/**/*.{ts,tsx}", "!src/generated/**"],
  generates: {
    "src/generated/": {
      preset: "client",
      presetConfig: { fragmentMasking: false },
      documentTransforms: [addTypenameSelectionDocumentTransform],
      config: {
        useTypeImports: true,
        enumsAsTypes: true,
        scalars: {
          Date: "string", DateTime: "string", Decimal: "string", JSON: "unknown",
          Long: "number", Period: "string", Position: "string",
        },
      },
    },
  },
};

export default config;
