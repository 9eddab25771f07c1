// duckdb-wasm on the published file, offline: it can load no extension. Its rows come as Arrow.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { answer } from "./answer.mjs";

const require = createRequire(import.meta.url);
const duckdb = require("@duckdb/duckdb-wasm/dist/duckdb-node-blocking.cjs");
const { DataType } = require("apache-arrow");
const files = path.dirname(require.resolve("@duckdb/duckdb-wasm/dist/duckdb-node-blocking.cjs"));

function plain(value, type) {
  if (value === null || value === undefined) return null;
  if (DataType.isDate(type)) return new Date(Number(value)).toISOString().slice(0, 10);
  if (DataType.isTimestamp(type)) {
    const microseconds = Math.round(Number(value) * 1000);
    const second = new Date(Math.floor(microseconds / 1e6) * 1000).toISOString().slice(0, 19);
    return `${second}.${String(((microseconds % 1e6) + 1e6) % 1e6).padStart(6, "0")}`;
  }
  if (DataType.isList(type)) return [...value].map((item) => plain(item, type.children[0].type));
  if (DataType.isStruct(type)) {
    return Object.fromEntries(type.children.map((field) => [field.name, plain(value[field.name], field.type)]));
  }
  if (DataType.isDecimal(type)) return BigInt(`${value}`).toString();
  return typeof value === "bigint" ? value.toString() : value;
}

await answer(async (job) => {
  const bundle = { mainModule: path.join(files, "duckdb-eh.wasm"), mainWorker: path.join(files, "duckdb-node-eh.worker.cjs") };
  const database = await duckdb.createDuckDB({ mvp: bundle, eh: bundle }, new duckdb.VoidLogger(), duckdb.NODE_RUNTIME);
  await database.instantiate(() => {});
  database.registerFileBuffer("warehouse.duckdb", new Uint8Array(readFileSync(job.warehouse)));
  database.open({ path: "warehouse.duckdb", accessMode: duckdb.DuckDBAccessMode.READ_ONLY });
  const connection = database.connect();
  return async (name) => {
    const result = connection.query(job.tables[name].sql);
    const fields = result.schema.fields;
    return result.toArray().map((row) => fields.map((field) => plain(row[field.name], field.type)));
  };
});
