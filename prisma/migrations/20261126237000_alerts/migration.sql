-- What the operator is alerted of: one row for each alert, brought up to date once a minute by whoever does the jobs
-- (lib/alerts).
CREATE TABLE "Alert" (
  "name" TEXT NOT NULL,
  "firing" BOOLEAN NOT NULL DEFAULT false,
  "since" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "streak" INTEGER NOT NULL DEFAULT 0,
  "value" DOUBLE PRECISION,
  "lookedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

  CONSTRAINT "Alert_pkey" PRIMARY KEY ("name")
);
