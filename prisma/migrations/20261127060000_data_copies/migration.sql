-- Copies of what is held about a user, which they ask for: how far each is, and its archive in sealed pieces, so that
-- any process can give it out (lib/privacy/copy).
-- CreateEnum
CREATE TYPE "DataCopyStatus" AS ENUM ('waiting', 'making', 'ready', 'fetched', 'failed', 'expired', 'voided');

-- CreateTable
CREATE TABLE "DataCopy" (
    "id" UUID NOT NULL,
    "userId" UUID NOT NULL,
    "status" "DataCopyStatus" NOT NULL DEFAULT 'waiting',
    "language" TEXT NOT NULL,
    "sessionId" UUID NOT NULL,
    "rowsDone" INTEGER NOT NULL DEFAULT 0,
    "rowsTotal" INTEGER,
    "runs" INTEGER NOT NULL DEFAULT 0,
    "runId" UUID,
    "aliveAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "readyAt" TIMESTAMPTZ(3),
    "expires" TIMESTAMPTZ(3),
    "linkHash" TEXT,
    "linkSealed" TEXT,
    "pieces" INTEGER,
    "bytes" INTEGER,
    "fetchedAt" TIMESTAMPTZ(3),
    "fetchSessionId" UUID,
    "endedAt" TIMESTAMPTZ(3),

    CONSTRAINT "DataCopy_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "DataCopyPiece" (
    "copyId" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "sealed" TEXT NOT NULL,

    CONSTRAINT "DataCopyPiece_pkey" PRIMARY KEY ("copyId","position")
);

-- CreateIndex
CREATE UNIQUE INDEX "DataCopy_linkHash_key" ON "DataCopy"("linkHash");

-- CreateIndex
CREATE INDEX "DataCopy_userId_createdAt_idx" ON "DataCopy"("userId", "createdAt");

-- CreateIndex
CREATE INDEX "DataCopy_status_createdAt_idx" ON "DataCopy"("status", "createdAt");

-- AddForeignKey
ALTER TABLE "DataCopy" ADD CONSTRAINT "DataCopy_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "DataCopyPiece" ADD CONSTRAINT "DataCopyPiece_copyId_fkey" FOREIGN KEY ("copyId") REFERENCES "DataCopy"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- One of a user waits or is being made at most.
CREATE UNIQUE INDEX "DataCopy_one_at_work" ON "DataCopy"("userId") WHERE "status" IN ('waiting', 'making');
-- It is encrypted, so it cannot be compressed: PostgreSQL need not try.
ALTER TABLE "DataCopyPiece" ALTER COLUMN "sealed" SET STORAGE EXTERNAL;
