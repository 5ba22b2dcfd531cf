-- AlterTable
ALTER TABLE "MergeJournal" ADD COLUMN     "keptUndoHash" TEXT,
ADD COLUMN     "mergedUndoHash" TEXT;

-- CreateIndex
CREATE UNIQUE INDEX "MergeJournal_keptUndoHash_key" ON "MergeJournal"("keptUndoHash");

-- CreateIndex
CREATE UNIQUE INDEX "MergeJournal_mergedUndoHash_key" ON "MergeJournal"("mergedUndoHash");
