-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "UserStatus" AS ENUM ('active', 'suspended', 'locked', 'deletion_pending');

-- CreateEnum
CREATE TYPE "AttemptStatus" AS ENUM ('open', 'claimed', 'waiting', 'succeeded', 'failed', 'cancelled', 'expired');

-- CreateTable
CREATE TABLE "User" (
    "id" UUID NOT NULL,
    "name" TEXT,
    "email" TEXT,
    "emailVerified" TIMESTAMPTZ(3),
    "provedEmail" TEXT,
    "status" "UserStatus" NOT NULL DEFAULT 'active',
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "User_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Account" (
    "id" UUID NOT NULL,
    "userId" UUID NOT NULL,
    "type" TEXT NOT NULL DEFAULT 'oauth',
    "provider" TEXT NOT NULL,
    "providerAccountId" TEXT NOT NULL,
    "access_token" TEXT,
    "refresh_token" TEXT,
    "expires_at" INTEGER,
    "token_type" TEXT,
    "scope" TEXT,
    "providerName" TEXT,
    "providerEmail" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Account_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Session" (
    "id" UUID NOT NULL,
    "tokenHash" TEXT NOT NULL,
    "userId" UUID NOT NULL,
    "method" TEXT NOT NULL,
    "authenticatedAt" TIMESTAMPTZ(3) NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "lastSeenAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Attempt" (
    "id" UUID NOT NULL,
    "reference" TEXT NOT NULL,
    "intent" TEXT NOT NULL,
    "method" TEXT NOT NULL,
    "returnTo" TEXT NOT NULL,
    "status" "AttemptStatus" NOT NULL DEFAULT 'open',
    "outcome" TEXT,
    "stateHash" TEXT,
    "browserHash" TEXT NOT NULL,
    "sessionId" UUID,
    "userId" UUID,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "legExpires" TIMESTAMPTZ(3) NOT NULL,
    "expires" TIMESTAMPTZ(3) NOT NULL,
    "claimedAt" TIMESTAMPTZ(3),
    "endedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Attempt_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ParkedIdentity" (
    "id" UUID NOT NULL,
    "attemptId" UUID NOT NULL,
    "reason" TEXT NOT NULL,
    "sealed" TEXT NOT NULL,
    "expires" TIMESTAMPTZ(3) NOT NULL,
    "consumedAt" TIMESTAMPTZ(3),

    CONSTRAINT "ParkedIdentity_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "EmailCode" (
    "id" UUID NOT NULL,
    "attemptId" UUID NOT NULL,
    "purpose" TEXT NOT NULL,
    "addressHash" TEXT NOT NULL,
    "sealed" TEXT NOT NULL,
    "codeHash" TEXT NOT NULL,
    "wrongTries" INTEGER NOT NULL DEFAULT 0,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires" TIMESTAMPTZ(3) NOT NULL,
    "usedAt" TIMESTAMPTZ(3),
    "voidedAt" TIMESTAMPTZ(3),

    CONSTRAINT "EmailCode_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "AuditEvent" (
    "id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "type" TEXT NOT NULL,
    "subjectId" UUID NOT NULL,
    "attemptId" UUID,
    "details" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "AuditEvent_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "AuditSubject" (
    "subjectId" UUID NOT NULL,
    "userId" UUID NOT NULL,

    CONSTRAINT "AuditSubject_pkey" PRIMARY KEY ("subjectId")
);

-- CreateTable
CREATE TABLE "DatabaseClaim" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "appEnv" TEXT NOT NULL,
    "amazonClientId" TEXT NOT NULL,
    "claimedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "DatabaseClaim_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "RateLimit" (
    "key" VARCHAR(255) NOT NULL,
    "points" INTEGER NOT NULL DEFAULT 0,
    "expire" BIGINT,

    CONSTRAINT "RateLimit_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "Guest" (
    "id" UUID NOT NULL,
    "tokenHash" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Guest_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "BagItem" (
    "id" UUID NOT NULL,
    "userId" UUID,
    "guestId" UUID,
    "productId" TEXT NOT NULL,
    "quantity" INTEGER NOT NULL,
    "addedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "BagItem_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "SavedItem" (
    "id" UUID NOT NULL,
    "userId" UUID,
    "guestId" UUID,
    "productId" TEXT NOT NULL,
    "addedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "SavedItem_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "User_provedEmail_key" ON "User"("provedEmail");

-- CreateIndex
CREATE INDEX "Account_userId_idx" ON "Account"("userId");

-- CreateIndex
CREATE UNIQUE INDEX "Account_provider_providerAccountId_key" ON "Account"("provider", "providerAccountId");

-- CreateIndex
CREATE UNIQUE INDEX "Session_tokenHash_key" ON "Session"("tokenHash");

-- CreateIndex
CREATE INDEX "Session_userId_idx" ON "Session"("userId");

-- CreateIndex
CREATE INDEX "Session_expires_idx" ON "Session"("expires");

-- CreateIndex
CREATE UNIQUE INDEX "Attempt_reference_key" ON "Attempt"("reference");

-- CreateIndex
CREATE UNIQUE INDEX "Attempt_stateHash_key" ON "Attempt"("stateHash");

-- CreateIndex
CREATE INDEX "Attempt_browserHash_status_idx" ON "Attempt"("browserHash", "status");

-- CreateIndex
CREATE INDEX "Attempt_status_expires_idx" ON "Attempt"("status", "expires");

-- CreateIndex
CREATE UNIQUE INDEX "ParkedIdentity_attemptId_key" ON "ParkedIdentity"("attemptId");

-- CreateIndex
CREATE INDEX "ParkedIdentity_expires_idx" ON "ParkedIdentity"("expires");

-- CreateIndex
CREATE INDEX "EmailCode_addressHash_createdAt_idx" ON "EmailCode"("addressHash", "createdAt");

-- CreateIndex
CREATE INDEX "EmailCode_attemptId_idx" ON "EmailCode"("attemptId");

-- CreateIndex
CREATE INDEX "EmailCode_expires_idx" ON "EmailCode"("expires");

-- CreateIndex
CREATE INDEX "AuditEvent_subjectId_at_idx" ON "AuditEvent"("subjectId", "at");

-- CreateIndex
CREATE INDEX "AuditEvent_attemptId_idx" ON "AuditEvent"("attemptId");

-- CreateIndex
CREATE UNIQUE INDEX "AuditSubject_userId_key" ON "AuditSubject"("userId");

-- CreateIndex
CREATE UNIQUE INDEX "Guest_tokenHash_key" ON "Guest"("tokenHash");

-- CreateIndex
CREATE UNIQUE INDEX "BagItem_userId_productId_key" ON "BagItem"("userId", "productId");

-- CreateIndex
CREATE UNIQUE INDEX "BagItem_guestId_productId_key" ON "BagItem"("guestId", "productId");

-- CreateIndex
CREATE UNIQUE INDEX "SavedItem_userId_productId_key" ON "SavedItem"("userId", "productId");

-- CreateIndex
CREATE UNIQUE INDEX "SavedItem_guestId_productId_key" ON "SavedItem"("guestId", "productId");

-- AddForeignKey
ALTER TABLE "Account" ADD CONSTRAINT "Account_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Session" ADD CONSTRAINT "Session_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ParkedIdentity" ADD CONSTRAINT "ParkedIdentity_attemptId_fkey" FOREIGN KEY ("attemptId") REFERENCES "Attempt"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "EmailCode" ADD CONSTRAINT "EmailCode_attemptId_fkey" FOREIGN KEY ("attemptId") REFERENCES "Attempt"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AuditSubject" ADD CONSTRAINT "AuditSubject_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "BagItem" ADD CONSTRAINT "BagItem_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "BagItem" ADD CONSTRAINT "BagItem_guestId_fkey" FOREIGN KEY ("guestId") REFERENCES "Guest"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "SavedItem" ADD CONSTRAINT "SavedItem_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "SavedItem" ADD CONSTRAINT "SavedItem_guestId_fkey" FOREIGN KEY ("guestId") REFERENCES "Guest"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- ---- What the Prisma schema cannot say ----

-- A line belongs to one user or to one guest: never to both, and never to nobody, where it could not be found again.
ALTER TABLE "BagItem" ADD CONSTRAINT "BagItem_one_owner_check" CHECK (num_nonnulls("userId", "guestId") = 1);
ALTER TABLE "SavedItem" ADD CONSTRAINT "SavedItem_one_owner_check" CHECK (num_nonnulls("userId", "guestId") = 1);

-- Adopting a guest's bag adds quantities up; this is the last word on how far that may go.
ALTER TABLE "BagItem" ADD CONSTRAINT "BagItem_quantity_check" CHECK ("quantity" BETWEEN 1 AND 99);

-- One row: a database has one owner.
ALTER TABLE "DatabaseClaim" ADD CONSTRAINT "DatabaseClaim_single_row_check" CHECK ("id" = 1);

-- The audit log only grows. Not even a mistake in our own code may change what was written.
CREATE FUNCTION "refuse_audit_event_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'AuditEvent is append-only: % is refused', TG_OP USING ERRCODE = 'restrict_violation';
END;
$$;

CREATE TRIGGER "AuditEvent_append_only" BEFORE UPDATE OR DELETE ON "AuditEvent"
  FOR EACH ROW EXECUTE FUNCTION "refuse_audit_event_change"();

-- TRUNCATE passes row triggers by.
CREATE TRIGGER "AuditEvent_no_truncate" BEFORE TRUNCATE ON "AuditEvent"
  FOR EACH STATEMENT EXECUTE FUNCTION "refuse_audit_event_change"();
