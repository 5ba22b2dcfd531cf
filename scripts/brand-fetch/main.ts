import { join } from "node:path";
import { repository } from "../bootstrap/paths.mjs";
import { say } from "../bootstrap/steps.mjs";
import { describeFailure } from "../process/remedy.ts";
import { fetchArtwork } from "./fetch-artwork.ts";

try {
  const { installed, leftOut } = await fetchArtwork(join(repository, "public", "brand"));
  say(`Amazon's artwork is in public/brand/ (${installed.length} files). Start the site again to see it; docs/brand.md says what may be done with it.`);
  for (const line of leftOut) say(`  left out: ${line}`);
} catch (error) {
  process.stderr.write(`${describeFailure(error)}\n`);
  process.exitCode = 1;
}
