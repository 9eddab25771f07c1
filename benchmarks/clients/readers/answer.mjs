// As `answer` of rows.py: prints one line of JSON per table of the job named on the command line.
import { readFileSync } from "node:fs";

export async function answer(open) {
  const job = JSON.parse(readFileSync(process.argv[2], "utf8"));
  const read = await open(job);
  for (const table of Object.keys(job.tables)) {
    let found;
    try {
      found = { values: await read(table) };
    } catch (error) {
      found = { error: String(error.message ?? error) };
    }
    console.log(JSON.stringify({ table, ...found }));
  }
}
