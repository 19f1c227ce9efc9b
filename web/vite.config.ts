import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { formatDocument, stringifyDocument, type TypedDocumentNode } from "@urql/core";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin, runnerImport } from "vite";
import { VitePWA } from "vite-plugin-pwa";

/** The page's documents for the server, hash to text: each as the client writes it, or the server would not know it again. */
const documents = (): Plugin => ({
  name: "trusted-documents",
  apply: "build",
  async closeBundle() {
    const { module } = await runnerImport<Record<string, TypedDocumentNode>>("./src/generated/graphql.ts");
    const operations = Object.values(module).filter(({ definitions }) => definitions.some(({ kind }) => kind === "OperationDefinition"));
    const texts = operations.map((document) => stringifyDocument(formatDocument(document)));
    const hashed = texts.map((text) => [createHash("sha256").update(text).digest("hex"), text]);
    writeFileSync("dist/documents.json", JSON.stringify(Object.fromEntries(hashed), null, 1));
  },
});

const hub = process.env.HUB_ADDRESS ?? "http://127.0.0.1:8000";
const served = ["/graphql", "/sign-in", "/sign-out", "/files", "/export", "/sheets", "/yearbooks", "/entry", "/graphiql", "/install"];

export default defineConfig({
  plugins: [
    react(),
    VitePWA({
      registerType: "autoUpdate",
      injectRegister: false,
      includeAssets: ["icon.svg"],
      workbox: {
        globPatterns: ["**/*.{js,css,html,svg,png,webmanifest}"],
        globIgnores: ["graphiql/**"],
        navigateFallback: "/index.html",
        navigateFallbackDenylist: served.concat("/healthz", "/readyz", "/metrics").map((path) => new RegExp(`^${path}`)),
      },
      manifest: {
        name: "县域一张网",
        short_name: "一张网",
        description: "County Hub",
        lang: "zh-CN",
        start_url: "/",
        display: "standalone",
        background_color: "#FBFAF8",
        theme_color: "#B3161B",
        icons: [
          { src: "/icon-192.png", sizes: "192x192", type: "image/png" },
          { src: "/icon-512.png", sizes: "512x512", type: "image/png" },
          { src: "/icon-512.png", sizes: "512x512", type: "image/png", purpose: "maskable" },
        ],
      },
    }),
    documents(),
  ],
  build: {
    target: "es2022",
    rollupOptions: {
      output: {
        manualChunks: (id: string) => (/node_modules\/(echarts|zrender)/.test(id) ? "charts" : undefined),
      },
    },
  },
  // The hub compares who is asked with where the page comes from: the name of this server stays.
  server: { proxy: Object.fromEntries(served.map((path) => [path, { target: hub, changeOrigin: false }])) },
});
