// PostGraphile 5 over the hub's own tables, as hub_app under the hub's row policies. What these need of the asker is set
// for each request, as its documentation says, and was worked out before: SETTINGS holds it for each person, and a header
// names the person. Usage: node serve.mjs CONNECTION PORT SETTINGS(file of JSON)
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { postgraphile } from "postgraphile";
import { PostGraphileAmberPreset } from "postgraphile/presets/amber";
import { makePgService } from "postgraphile/adaptors/pg";
import { grafserv } from "postgraphile/grafserv/node";

const [connectionString, port, file] = process.argv.slice(2);
const settings = JSON.parse(readFileSync(file, "utf8"));
// Idle connections stay, as those of the other servers do.
const poolConfig = { max: 10, idleTimeoutMillis: 0 };
const preset = {
  extends: [PostGraphileAmberPreset],
  pgServices: [makePgService({ connectionString, schemas: ["public", "bench"], poolConfig })],
  grafast: { context: (asked) => ({ pgSettings: settings[asked.node?.req.headers["x-asker"]] }) },
  grafserv: { graphiql: false, watch: false, websockets: false },
};
const server = createServer();
server.on("error", (error) => { throw error; });
await postgraphile(preset).createServ(grafserv).addTo(server);
server.listen(Number(port), "127.0.0.1", () => console.log("ready"));
