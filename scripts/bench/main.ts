import { step } from "../bootstrap/steps.mjs";
import { beginLifetime } from "../process/lifetime.ts";
import { build, isBuilt } from "../start/build.ts";

const distDir = ".next-test";
const lifetime = beginLifetime({ interruptedExitCode: 130 });
try {
  if (!isBuilt(distDir)) await step("building the site", () => build(distDir, lifetime.signal));
  process.env.NEXT_DIST_DIR = distDir;
  const { bench } = await import("#bench/main.ts");
  const good = await bench(process.argv.slice(2));
  await lifetime.stop(good ? 0 : 1);
} catch (error) {
  await lifetime.fail(error);
}
