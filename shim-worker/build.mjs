/** Builds dist/shim.js and dist/dispatcher.js, or with --tests the tests, through the native esbuild. */
import { build } from "esbuild";
import { readdirSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const common = { bundle: true, format: "esm", target: "es2024", logLevel: "warning" };

if (process.argv.includes("--tests")) {
  const tests = readdirSync(path("test")).filter((name) => name.endsWith(".test.ts"));
  rmSync(path("dist/test"), { recursive: true, force: true });
  await build({ ...common, entryPoints: tests.map((name) => path(`test/${name}`)), outdir: path("dist/test"), platform: "node", external: ["cloudflare:*"], sourcemap: "inline" });
} else {
  const external = ["cloudflare:*", "node:*"];
  await build({ ...common, entryPoints: [path("src/shim.ts"), path("src/dispatcher.ts")], outdir: path("dist"), platform: "neutral", external, legalComments: "none" });
}
