// PostGraphile 5 over the hub's own tables, as hub_app under the hub's row policies: what it needs of the asker is set
// for each request, as its documentation says. Usage: node serve.mjs CONNECTION PORT SETTINGS(JSON)
import { createServer } from "node:http";
import { postgraphile } from "postgraphile";
import { PostGraphileAmberPreset } from "postgraphile/presets/amber";
import { makePgService } from "postgraphile/adaptors/pg";
import { grafserv } from "postgraphile/grafserv/node";

const [connectionString, port, settings] = process.argv.slice(2);
const preset = {
  extends: [PostGraphileAmberPreset],
  pgServices: [makePgService({ connectionString, schemas: ["public", "bench"], poolConfig: { max: 10 } })],
  grafast: { context: () => ({ pgSettings: JSON.parse(settings) }) },
  grafserv: { graphiql: false, watch: false, websockets: false },
};
const server = createServer();
server.on("error", (error) => { throw error; });
await postgraphile(preset).createServ(grafserv).addTo(server);
server.listen(Number(port), "127.0.0.1", () => console.log("ready"));
