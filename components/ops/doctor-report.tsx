import { Button } from "#components/ui/button.tsx";
import { PostForm } from "#components/ui/form.tsx";
import { Card, PageFrame, PageTitle, Stack } from "#components/ui/layout.tsx";
import { Notice, type NoticeKind } from "#components/ui/notice.tsx";
import type { Finding, Level, Report } from "#lib/doctor/finding.ts";
import { t } from "#lib/i18n/index.ts";

const words: Record<Level, string> = { ok: t("doctor.levels.ok"), note: t("doctor.levels.note"), warn: t("doctor.levels.warn"), fail: t("doctor.levels.fail") };
const looks: Record<"warn" | "fail", NoticeKind> = { warn: "warning", fail: "error" };

/** A problem with its remedy. It stands here on every visit, so that nothing of it is announced. */
function Problem({ level, finding }: { level: "warn" | "fail"; finding: Finding }) {
  return (
    <li>
      <Notice kind={looks[level]} title={`${words[level]}: ${finding.text}`} standing>
        <p className="whitespace-pre-line [overflow-wrap:anywhere]">
          <span className="font-medium">{t("doctor.remedy")}:</span> {finding.remedy}
        </p>
        <p className="mt-1 font-mono text-sm text-soft">{finding.code}</p>
      </Notice>
    </li>
  );
}

/** What is well, or could not be asked: one line each. */
function Rest({ level, findings }: { level: "ok" | "note"; findings: readonly Finding[] }) {
  if (findings.length === 0) return null;
  return (
    <Card as="section" className="grid gap-3">
      <h2 className="title-2">{words[level]}</h2>
      <dl className="grid gap-x-6 gap-y-2 sm:grid-cols-[10rem_1fr]">
        {findings.map(({ code, text }) => (
          <div key={code} className="contents">
            <dt className="font-mono text-sm text-soft">{code}</dt>
            <dd className="min-w-0 [overflow-wrap:anywhere]">{text}</dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}

const levelOf = (findings: readonly Finding[], level: Level) => findings.filter((finding) => finding.level === level);

function Problems({ findings }: { findings: readonly Finding[] }) {
  const problems = (["fail", "warn"] as const).flatMap((level) => levelOf(findings, level).map((finding) => ({ level, finding })));
  if (problems.length === 0) return null;
  return (
    <ul className="grid gap-4">
      {problems.map(({ level, finding }) => (
        <Problem key={`${finding.code} ${finding.text}`} level={level} finding={finding} />
      ))}
    </ul>
  );
}

/** The button that asks Amazon. What it said a moment ago stands in the report. */
function AtAmazon({ asked }: { asked: boolean }) {
  return (
    <Card as="section">
      <Stack>
        <h2 className="title-2">{t("doctor.amazon.title")}</h2>
        <p className="text-soft">{t("doctor.amazon.lead")}</p>
        {asked && <Notice kind="success">{t("doctor.amazon.asked")}</Notice>}
        <PostForm action="/ops/doctor" fields={{ action: "ask" }}>
          <Button>{asked ? t("doctor.amazon.again") : t("doctor.amazon.button")}</Button>
        </PostForm>
      </Stack>
    </Card>
  );
}

/**
 * The doctor's report as a page: what has to be mended first, then what is worth knowing, then the rest.
 * @param props.amazon what Amazon said, where it was asked for this very page
 */
export function DoctorReport({ report, amazon }: { report: Report; amazon?: readonly Finding[] | undefined }) {
  const findings = [...report.findings, ...(amazon ?? [])];
  return (
    <PageFrame width="medium">
      <Stack gap="lg">
        <PageTitle lead={t("doctor.lead", { command: amazon ? "npm run doctor -- --live" : "npm run doctor" })}>{t("doctor.title")}</PageTitle>
        <p className="font-medium">{t("doctor.summary", { fails: levelOf(findings, "fail").length, warns: levelOf(findings, "warn").length })}</p>
        <Problems findings={findings} />
        <AtAmazon asked={amazon !== undefined} />
        <Rest level="note" findings={levelOf(findings, "note")} />
        <Rest level="ok" findings={levelOf(findings, "ok")} />
      </Stack>
    </PageFrame>
  );
}
