// Prints what the first page weighs, compressed, and fails above the promise of 200 kB.
import { readdirSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const LIMIT_KB = 200;
const html = readFileSync("dist/index.html", "utf8");
const first = [...html.matchAll(/(?:src|href)="\/(assets\/[^"]+\.(?:js|css))"/g)].map(([, path]) => path);
const weight = (path) => gzipSync(readFileSync(`dist/${path}`), { level: 9 }).length / 1000;
const total = first.reduce((sum, path) => sum + weight(path), 0);
const later = readdirSync("dist/assets").filter((name) => /\.(js|css)$/.test(name) && !first.includes(`assets/${name}`));
console.log(`first page ${total.toFixed(1)} kB compressed (limit ${LIMIT_KB}): ${first.map((path) => `${path.slice(7)} ${weight(path).toFixed(1)}`).join(", ")}`);
console.log(`later: ${later.map((name) => `${name} ${weight(`assets/${name}`).toFixed(1)}`).join(", ")}`);
if (total > LIMIT_KB) process.exit(1);
