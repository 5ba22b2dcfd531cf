import { step } from "../bootstrap/steps.mjs";
import { beginLifetime } from "../process/lifetime.ts";
import { build } from "../start/build.ts";

const lifetime = beginLifetime({ interruptedExitCode: 130 });
try {
  await step("building the site", () => build(process.env.NEXT_DIST_DIR || ".next", lifetime.signal));
  await lifetime.stop(0);
} catch (error) {
  await lifetime.fail(error);
}
