-- When an installation was first and last seen with something: a secret, by a fingerprint that it alone makes, and that
-- somebody does its jobs. For lib/doctor.
CREATE TABLE "Observation" (
    "what" TEXT NOT NULL,
    "firstAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "lastAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Observation_pkey" PRIMARY KEY ("what")
);
