// A real client, urql: asks the hub each question once and prints the data. Usage: node client.mjs URL < [{query, variables, token}]
import { Client, fetchExchange } from "@urql/core";
import { text } from "node:stream/consumers";

const [url] = process.argv.slice(2);
const answers = [];
for (const { query, variables, token } of JSON.parse(await text(process.stdin))) {
  const fetchOptions = { headers: { authorization: `Bearer ${token}` } };
  const client = new Client({ url, exchanges: [fetchExchange], fetchOptions, preferGetMethod: false });
  const { data, error } = await client.query(query, variables).toPromise();
  if (error) throw error;
  answers.push(data);
}
console.log(JSON.stringify(answers));
