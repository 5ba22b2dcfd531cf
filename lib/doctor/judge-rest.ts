import { isLocalSite, sandboxHosts } from "../env-amazon.ts";
import type { Facts } from "./facts.ts";
import { fail, type Judgement, judged, note, warn } from "./finding.ts";
import { isQuoted } from "./judge-secrets.ts";
import { noticeFileRemedy } from "../privacy/operator-notice.ts";
import { packageProblems } from "./packages.ts";

const leastMegabytes = 500;

/** Node's version against what package.json asks for. */
export function judgeNode({ nodeVersion: version }: Facts): Judgement {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const good = major > 22 || (major === 22 && minor >= 12);
  return judged([!good && fail("node_too_old", { version })], { version });
}

export function judgeVersions({ copies }: Facts): Judgement {
  return judged(packageProblems(copies));
}

/** One problem per fault of the environment, whose values are never repeated; and a site in people's browsers that believes it is being developed. */
export function judgeEnvironment({ env, faults, variables }: Facts): Judgement {
  const forgotten = env?.APP_ENV === "development" && (env.AUTH_URL.startsWith("https:") || !isLocalSite(env.AUTH_URL));
  const problem = ({ name, remedy }: Facts["faults"][number]) => (isQuoted(variables[name]) ? fail("value_in_quotes", { name }) : fail("environment", { name, remedy }));
  return judged([...faults.map(problem), forgotten && fail("app_env_development", { address: env.AUTH_URL })], { appEnv: env?.APP_ENV ?? "" });
}

function senderProblem(name: string, address: string) {
  const domain = /@([^\s@<>]+)>?$/.exec(address)?.[1]?.toLowerCase() ?? "";
  const reserved = sandboxHosts.test(domain) || /^(.+\.)?example\.(com|net|org)$/.test(domain) || !domain.includes(".");
  return reserved ? fail("mail_sender_reserved", { name, domain }) : undefined;
}

/** That the mail server takes mail from us, and that somebody can answer it. */
export function judgeMail({ env, mail, missing }: Facts): Judgement {
  if (!env) return note("environment_first");
  const senders = env.APP_ENV === "production" ? [senderProblem("MAIL_FROM", env.MAIL_FROM), senderProblem("SUPPORT_EMAIL", env.SUPPORT_EMAIL)] : [];
  if (!mail) return senders.some((problem) => problem) ? judged(senders) : note(missing.has("mailbox") ? "mailbox_not_running" : "environment_first");
  if (mail.kind === "fine") return judged([...senders, !mail.encrypted && warn("mail_not_encrypted")]);
  const codes = { unreachable: "mail_unreachable", login_refused: "mail_login_refused", certificate: "mail_certificate", plain: "mail_plain" } as const;
  return judged([...senders, fail(codes[mail.kind], { reason: mail.reason })]);
}

/** Files with secrets, and room for the embedded database. */
export function judgeFiles({ files, freeMegabytes, noticeProblem }: Facts): Judgement {
  if (files.length === 0 && freeMegabytes === undefined && noticeProblem === undefined) return note("no_files");
  return judged([
    ...files.filter(({ readableByOthers }) => readableByOthers).map(({ file }) => fail("file_readable", { file })),
    noticeProblem !== undefined && fail("notice_file", { problem: noticeProblem.replaceAll("_", " "), remedy: noticeFileRemedy }),
    freeMegabytes !== undefined && freeMegabytes < leastMegabytes && warn("disk_low", { megabytes: Math.floor(freeMegabytes) }),
  ]);
}
