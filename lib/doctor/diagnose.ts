import { join, resolve } from "node:path";
import { type Database, database as ownDatabase } from "../db/client.ts";
import { readMigrations } from "../db/migrations.ts";
import { type Env, env as ownEnv, rawEnvironment, readEnv } from "../env.ts";
import { within } from "../http/within.ts";
import { collectAmazon } from "./collect-amazon.ts";
import { collectDatabase } from "./collect-database.ts";
import { collectFiles, freeMegabytesAt } from "./collect-files.ts";
import { collectMail } from "./collect-mail.ts";
import { collectSite } from "./collect-site.ts";
import type { Facts, Variables } from "./facts.ts";
import { type Finding, findingsOf, type Judgement, type Report, type Topic } from "./finding.ts";
import { judgeAmazon } from "./judge-amazon.ts";
import { judgeClaim, judgeClock, judgeDatabase, judgeJobs, judgeMigrations, judgeVault } from "./judge-database.ts";
import { judgeAmazonClock, judgeClientSecrets, judgeReturnUrls, type LiveFacts } from "./judge-live.ts";
import { canonicalOperators, judgeOperators } from "./judge-operators.ts";
import { noticeProblemOf } from "../privacy/operator-notice.ts";
import { judgeEnvironment, judgeFiles, judgeMail, judgeNode, judgeVersions } from "./judge-rest.ts";
import { judgeAges, judgeSecrets } from "./judge-secrets.ts";
import { judgeAddress, judgeCookies, judgePolicy } from "./judge-site.ts";
import { installedCopies } from "./packages.ts";

/** An installation to look at. */
export type Patient = {
  /** Its environment, with what `npm start` stands in for. */
  variables: Variables;
  /** Where its code and packages are. */
  root: string;
  database: Pick<Database, "pool"> | undefined;
  missing?: Facts["missing"];
  /** Asks Amazon, too. */
  live: boolean;
};

const local: readonly (readonly [Topic, (facts: Facts) => Judgement])[] = [
  ["node", judgeNode],
  ["versions", judgeVersions],
  ["environment", judgeEnvironment],
  ["secrets", judgeSecrets],
  ["ages", judgeAges],
  ["files", judgeFiles],
  ["amazon", judgeAmazon],
  ["database", judgeDatabase],
  ["migrations", judgeMigrations],
  ["claim", judgeClaim],
  ["clock", judgeClock],
  ["vault", judgeVault],
  ["jobs", judgeJobs],
  ["operators", judgeOperators],
  ["mail", judgeMail],
  ["address", judgeAddress],
  ["cookies", judgeCookies],
  ["policy", judgePolicy],
];
const atAmazon: readonly (readonly [Topic, (facts: LiveFacts) => Judgement])[] = [
  ["amazonClock", judgeAmazonClock],
  ["returnUrl", judgeReturnUrls],
  ["clientSecret", judgeClientSecrets],
];

/** Every finding about an installation (pure). */
export function judge(facts: Facts, { live }: { live: boolean }): Report {
  const findings = [...local, ...(live ? atAmazon : [])].flatMap(([topic, ask]) => findingsOf(topic, ask(facts)));
  return { ok: findings.every(({ level }) => level !== "fail"), findings };
}

/** More than all waits of one question together. */
const questionMilliseconds = 20_000;

/** Looks at everything that can be asked; what does not run is not asked. */
export async function collect({ variables, root, database, missing = new Set(), live }: Patient): Promise<Facts> {
  const result = readEnv(variables);
  const env: Env | undefined = result.ok ? result.env : undefined;
  const dataDir = resolve(root, variables.DATA_DIR || ".data");
  const files = [join(dataDir, "secrets.json"), join(dataDir, "runtime.json"), ...(variables.APP_ENV === "production" ? [join(root, ".env")] : [])];
  const asked = <T>(condition: boolean, question: () => Promise<T>): Promise<T | undefined> => (condition ? within(questionMilliseconds, question(), undefined) : Promise.resolve(undefined));
  const [stored, site, mail, amazon] = await Promise.all([
    asked(database !== undefined, async () => (database ? await collectDatabase(database.pool, variables.DATABASE_URL || "", { files: readMigrations(join(root, "prisma", "migrations")), operators: env ? canonicalOperators(env) : [] }) : undefined)),
    asked(env !== undefined, async () => (env ? await collectSite(env) : undefined)),
    asked(env !== undefined && !missing.has("mailbox"), async () => (env ? await collectMail(env.SMTP_URL) : undefined)),
    asked(live && env !== undefined && !missing.has("sandbox"), async () => (env ? await collectAmazon(env) : undefined)),
  ]);
  return {
    nodeVersion: process.versions.node,
    copies: installedCopies(root),
    variables,
    env,
    faults: result.ok ? [] : result.faults,
    missing,
    database: stored,
    site,
    mail,
    files: collectFiles(files, root),
    noticeProblem: env && noticeProblemOf(env.PRIVACY_NOTICE_FILE),
    freeMegabytes: freeMegabytesAt(dataDir),
    amazon,
  };
}

/** The report on an installation. */
export async function examine(patient: Patient): Promise<Report> {
  return judge(await collect(patient), { live: patient.live });
}

/** The report on this very installation, for its operator's page. Amazon is not asked: that is `askAmazon`. */
export async function diagnose(): Promise<Report> {
  return await examine({ variables: rawEnvironment(), root: process.cwd(), database: ownDatabase(), live: false });
}

/** What Amazon says of this very installation, as `npm run doctor -- --live` asks it. Takes seconds where Amazon is slow. */
export async function diagnoseAtAmazon(): Promise<Finding[]> {
  const facts: LiveFacts = { env: ownEnv(), amazon: await within(questionMilliseconds, collectAmazon(ownEnv()), undefined), missing: new Set() };
  return atAmazon.flatMap(([topic, ask]) => findingsOf(topic, ask(facts)));
}
