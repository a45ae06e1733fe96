// Asks the local stack to compute roll-ups again, with the row that docs/tables.md describes: node backfill.mjs TABLE_PORT STATE_DIRECTORY FROM TO
import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const account = "devstoreaccount1";

const [port, state, ...times] = process.argv.slice(2);
const key = readKey(join(state, "azurite", "account-key"));
const rowKey = times.map(hourKey).join("|");
const path = `/${account}/Metrics(PartitionKey='backfill',RowKey='${encodeURIComponent(rowKey)}')`;
const date = new Date().toUTCString();
const signature = createHmac("sha256", Buffer.from(key, "base64")).update(`${date}\n/${account}${path}`).digest("base64");
try {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, {
    method: "PUT",
    headers: {
      "x-ms-date": date,
      "x-ms-version": "2019-02-02",
      Authorization: `SharedKeyLite ${account}:${signature}`,
      Accept: "application/json;odata=nometadata",
      "Content-Type": "application/json",
    },
    body: "{}",
    signal: AbortSignal.timeout(10_000),
  });
  if (!response.ok) fail(`storage answered ${response.status}: ${await response.text()}`);
  console.log(`The hours ${rowKey.replace("|", " to ")} are rolled up again with the next roll-ups; the control plane's log says when they are marked.`);
} catch (error) {
  fail(`the table storage on port ${port} does not answer (${error.cause?.code ?? error.message}). Start the stack with ./dev up.`);
}

function hourKey(text) {
  const time = new Date(/T\d\d$/.test(text) ? `${text}:00Z` : text);
  if (Number.isNaN(time.getTime())) fail(`'${text}' is no time. Give a UTC hour such as 2026-11-23T14.`);
  return time.toISOString().replace(/[-T]/g, "").slice(0, 10);
}

function readKey(file) {
  try {
    return readFileSync(file, "utf8").trim();
  } catch {
    fail(`${file}, the storage's key, can't be read. Start the stack with ./dev up, which makes it.`);
  }
}

function fail(message) {
  console.error(`backfill: ${message}`);
  process.exit(1);
}
