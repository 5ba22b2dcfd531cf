import { prepareTemplate } from "./database.ts";
import { startThrowAwayCluster } from "./test-cluster.ts";

/**
 * Runs once before the database tests: prepares the template in the cluster that `npm test` named, or in one of their
 * own, which is stopped and removed afterwards.
 */
export default async function setUp(): Promise<(() => Promise<void>) | undefined> {
  const named = process.env.TEST_DATABASE_ADMIN_URL;
  if (named) {
    await prepareTemplate(named);
    return undefined;
  }
  const cluster = await startThrowAwayCluster();
  try {
    await prepareTemplate(cluster.adminUrl);
  } catch (error) {
    await cluster.stop();
    throw error;
  }
  process.env.TEST_DATABASE_ADMIN_URL = cluster.adminUrl;
  return async () => {
    delete process.env.TEST_DATABASE_ADMIN_URL;
    await cluster.stop();
  };
}
