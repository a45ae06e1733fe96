/** Bundles an agent as the control plane does: native esbuild, the vendored packages, the flags of vendor/esbuild-flags.txt. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { repository } from "./workerd.js";

const esbuild = join(repository, "node_modules/@esbuild/linux-x64/bin/esbuild");
const vendor = join(repository, "shim-worker/vendor");

/** The bundle of a TypeScript module that may import the vendored packages. */
export function bundle(source: string): string {
  if (!existsSync(join(vendor, "node_modules"))) throw new Error("The vendored packages are missing: npm run vendor -w shim-worker");
  const directory = mkdtempSync(join(tmpdir(), "wh-bundle-"));
  try {
    const flags = readFileSync(join(vendor, "esbuild-flags.txt"), "utf8").split("\n").filter((line) => line !== "");
    writeFileSync(join(directory, "agent.ts"), source);
    const args = ["agent.ts", "--outfile=out/agent.js", "--metafile=out/meta.json", "--log-level=warning", ...flags];
    const result = spawnSync(esbuild, args, { cwd: directory, env: { NODE_PATH: join(vendor, "node_modules") }, encoding: "utf8" });
    if (result.status !== 0) throw new Error(`esbuild: ${result.stderr}`);
    return readFileSync(join(directory, "out/agent.js"), "utf8");
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
