// DuckDB's node-api on the published file. Rows as JSON: rows.py turns them into text.
import { DuckDBInstance } from "@duckdb/node-api";
import { answer } from "./answer.mjs";

await answer(async (job) => {
  const instance = await DuckDBInstance.create(job.warehouse, { access_mode: "READ_ONLY" });
  const connection = await instance.connect();
  return async (name) => (await connection.runAndReadAll(job.tables[name].sql)).getRowsJson();
});
