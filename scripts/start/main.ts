import { runSite } from "./site.ts";

await runSite({ dev: false });
