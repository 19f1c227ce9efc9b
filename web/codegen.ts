import { existsSync } from "node:fs";
import { addTypenameSelectionDocumentTransform } from "@graphql-codegen/client-preset";
import type { CodegenConfig } from "@graphql-codegen/cli";

const config: CodegenConfig = {
  schema: existsSync("../schema/schema.graphql") ? "../schema/schema.graphql" : "mock/schema.graphql",
  documents: ["src/**/*.{ts,tsx}", "!src/generated/**"],
  generates: {
    "src/generated/": {
      preset: "client",
      presetConfig: {
        fragmentMasking: false,
        persistedDocuments: { hashAlgorithm: "sha256" },
      },
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
