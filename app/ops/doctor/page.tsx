import { headers } from "next/headers";
import { missing } from "#app/missing.tsx";
import { DoctorReport } from "#components/ops/doctor-report.tsx";
import { requireOperator } from "#lib/auth/operator.ts";
import { diagnose } from "#lib/doctor/diagnose.ts";
import { readFindings } from "#lib/doctor/finding.ts";
import { formValues } from "#lib/http/page-response.ts";
import { opsTitle } from "../ops-title.ts";

export const generateMetadata = async () => await opsTitle("doctor.title");

export default async function DoctorPage() {
  if (!(await requireOperator())) return missing();
  return <DoctorReport report={await diagnose()} amazon={readFindings(formValues(await headers()).amazon)} />;
}
