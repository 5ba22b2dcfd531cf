import { randomUUID } from "node:crypto";
import { afterCommit, type Tx } from "../db/client.ts";
import { env } from "../env.ts";
import { t } from "../i18n/index.ts";
import { enqueue } from "../jobs/queue.ts";
import { mailBody, mailLink } from "../mail/mail-body.ts";
import { queueMail } from "../mail/queue.ts";
import { logEvent } from "../telemetry/log.ts";
import { type AlertName, alertRules } from "./rules.ts";

/** A change that the operator is told of. `since`: when what fired began. */
export type AlertNews = { name: AlertName; said: "fired" | "over"; value: number; since: Date; now: Date };

/** Where each alert has a section that says what to look at and what to do: that of the Prometheus rule for the same trouble. */
const sections: Readonly<Record<AlertName, string>> = {
  error_spike: "signinerrors",
  our_fault: "signinerrors",
  revocation_spike: "consentrevoked",
  refresh_failures: "tokenrefreshfails",
  refresh_outage: "tokenrefreshfails",
  amazon_down: "amazondown",
  mail_failures: "mailwaits",
  database_slow: "databasebusy",
  secret_old: "secretold",
};

/** The section of an alert. */
export const runbook = (name: AlertName): string => `ops/runbook.md#${sections[name]}`;

const mailSeconds = 24 * 60 * 60;
const rounded = (value: number): number => Math.round(value * 10) / 10;

/** What is posted to the operator's address; it holds figures and our own words only. */
export function webhookBody({ name, said, value, since, now }: AlertNews): object {
  const { SITE_NAME, APP_ENV, AUTH_URL } = env();
  return {
    site: SITE_NAME,
    url: AUTH_URL,
    environment: APP_ENV,
    alert: name,
    state: said,
    value: rounded(value),
    threshold: alertRules[name][said === "fired" ? "fires" : "over"],
    since: since.toISOString(),
    at: now.toISOString(),
    text: t(`alerts.${name}.title`),
    runbook: runbook(name),
  };
}

async function queueAlertMail(tx: Tx, to: string, { name, said, value, since, now }: AlertNews): Promise<void> {
  const { SITE_NAME: site, APP_ENV: environment } = env();
  const title = t(`alerts.${name}.title`);
  const parts = [
    said === "fired" ? t("alerts.mail.fired", { title }) : t("alerts.mail.over", { title, minutes: Math.max(1, Math.round((now.getTime() - since.getTime()) / 60_000)) }),
    t(`alerts.${name}.value`, { value: rounded(value) }),
    ...(said === "fired" ? [t(`alerts.${name}.next`), t("alerts.mail.runbook", { place: runbook(name) })] : []),
    { label: t("alerts.mail.link"), link: mailLink("/ops") },
  ];
  const subject = t(said === "fired" ? "alerts.mail.subjectFired" : "alerts.mail.subjectOver", { site, environment, title });
  await queueMail(tx, { to, subject, ...mailBody(parts) }, new Date(now.getTime() + mailSeconds * 1_000));
}

/** Tells the operator in the transaction of the change: by mail, by webhook, and in the log. */
export async function tell(tx: Tx, news: AlertNews): Promise<void> {
  const { ALERT_EMAIL, ALERT_WEBHOOK_URL } = env();
  if (ALERT_EMAIL !== undefined) await queueAlertMail(tx, ALERT_EMAIL, news);
  if (ALERT_WEBHOOK_URL !== undefined) await enqueue(tx, "webhook", { id: randomUUID(), data: webhookBody(news) });
  const { name, said, value } = news;
  afterCommit(tx, () => logEvent(said === "fired" ? "alert.fired" : "alert.over", { alert: name, value: rounded(value) }, said === "fired" ? "error" : "info"));
}
