// One call with the types that openapi-typescript makes of the description: this must compile, and then answer.
import createClient from "openapi-fetch";
import type { paths } from "./api.js";

declare const process: { argv: [string, string, string, string, string] };
const [, , url, key, learner] = process.argv;
const client = createClient<paths>({ baseUrl: url, headers: { Authorization: `Bearer ${key}` } });
const { data, error } = await client.PUT("/v1/learners/{learner_id}", {
  params: { path: { learner_id: learner } },
  body: { name: "Ines Ferrari", cohorts: ["depot-nord"], active: true },
});
if (error !== undefined || data === undefined) throw new Error(JSON.stringify(error));
const isActive: boolean = data.active;
const cohorts: string[] = data.cohorts;
console.log(JSON.stringify({ id: data.id, isActive, cohorts }));
