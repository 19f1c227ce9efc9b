import react from "@vitejs/plugin-react";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

/** The explorer is a page of its own beside the hub's: built after it, into a folder that the service worker leaves alone. */
export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  base: "/graphiql/",
  publicDir: false,
  plugins: [react()],
  build: { target: "es2022", outDir: "../dist/graphiql", emptyOutDir: true, chunkSizeWarningLimit: 2000 },
});
