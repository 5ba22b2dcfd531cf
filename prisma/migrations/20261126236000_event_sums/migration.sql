-- What the operator's pages count: what began an attempt, how long its steps took, and sums of it that outlive the rows.
ALTER TABLE "Attempt"
  ADD COLUMN "browser" TEXT,
  ADD COLUMN "device" TEXT,
  ADD COLUMN "region" TEXT,
  ADD COLUMN "startMs" INTEGER,
  ADD COLUMN "askedAt" TIMESTAMPTZ(3),
  ADD COLUMN "question" TEXT,
  ADD COLUMN "landedAt" TIMESTAMPTZ(3);

CREATE INDEX "Attempt_endedAt_idx" ON "Attempt"("endedAt");

CREATE TABLE "EventSum" (
  "at" TIMESTAMPTZ(3) NOT NULL,
  "unit" TEXT NOT NULL,
  "kind" TEXT NOT NULL,
  "method" TEXT NOT NULL,
  "intent" TEXT NOT NULL,
  "device" TEXT NOT NULL,
  "browser" TEXT NOT NULL,
  "region" TEXT NOT NULL,
  "label" TEXT NOT NULL,
  "count" INTEGER NOT NULL,

  CONSTRAINT "EventSum_pkey" PRIMARY KEY ("at", "unit", "kind", "method", "intent", "device", "browser", "region", "label")
);

CREATE INDEX "EventSum_unit_at_idx" ON "EventSum"("unit", "at");

CREATE TABLE "EventRollup" (
  "id" INTEGER NOT NULL DEFAULT 1,
  "until" TIMESTAMPTZ(3) NOT NULL,

  CONSTRAINT "EventRollup_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "EventRollup_one" CHECK ("id" = 1)
);

-- Before the first attempt there is nothing to sum.
INSERT INTO "EventRollup" ("until") VALUES ('2020-01-01T00:00:00Z');

-- Which accounts lost their consent: few among many events.
CREATE INDEX "AuditEvent_consent_lost_idx" ON "AuditEvent"("at") WHERE "type" = 'account.consent_lost';
