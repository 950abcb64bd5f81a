import type { Client } from '@temporalio/client';
import type { Config } from '../platform/config.ts';
import type { Logger } from '../platform/log.ts';
import { payloadConversion } from '../platform/payload-encryption.ts';
import type { Database } from '../store/database.ts';
import { authentication, bearerAuthentication } from './api/auth.ts';
import { configurationHandlers } from './api/handlers/configuration.ts';
import { costHandlers } from './api/handlers/cost.ts';
import { feedbackHandlers } from './api/handlers/feedback.ts';
import { freezeHandlers } from './api/handlers/freezes.ts';
import { historyHandlers } from './api/handlers/history.ts';
import { keyHandlers } from './api/handlers/keys.ts';
import { policyHandlers } from './api/handlers/policies.ts';
import { recordHandlers } from './api/handlers/records.ts';
import { releaseHandlers } from './api/handlers/releases.ts';
import { routeHandlers } from './api/handlers/routes.ts';
import { tokenHandlers } from './api/handlers/tokens.ts';
import { traceHandlers } from './api/handlers/traces.ts';
import { oidcProvider } from './auth/provider.ts';
import { sessionAuthentication } from './auth/session-authentication.ts';
import { signInRouter } from './auth/sign-in.ts';
import type { Ids } from './ids.ts';
import { temporalLink } from './releases/present-release.ts';
import { Reconciler, type ReconcilerOptions } from './releases/reconciler.ts';
import { ReleaseFeeds } from './releases/release-feeds.ts';
import { temporalReleaseWorkflows } from './releases/release-workflows.ts';
import { createServer, type ControlServer } from './server.ts';
import { webApp } from './web-app.ts';

export interface ControlDependencies {
  readonly database: Database;
  readonly temporal: Client;
  readonly config: Pick<Config, 'temporal' | 'oidc' | 'publicUrl'>;
  readonly ids: Ids;
  readonly log: Logger;
  readonly adminToken: string;
  readonly version: string;
  /** Folder of the built dashboard; none is served where it is left out. */
  readonly dashboard?: string | undefined;
  readonly reconciler?: Partial<ReconcilerOptions>;
}

export interface Control {
  /** Listens and says where, as a base URL. Port 0 takes a free one. */
  listen(port: number, host: string): Promise<string>;
  readonly reconciler: Reconciler;
  close(): Promise<void>;
}

/** The control plane: the API, the streams, the page, and what keeps the store and Temporal together. */
export function createControl(dependencies: ControlDependencies): Control {
  const { database, temporal, config, ids, log, adminToken, version, dashboard } = dependencies;
  const workflows = temporalReleaseWorkflows(temporal);
  const feeds = new ReleaseFeeds({ database, log });
  const reconciler = new Reconciler({ database, workflows, log }, dependencies.reconciler);
  const link = temporalLink(config.temporal.uiUrl, config.temporal.namespace);
  const app = webApp({
    database,
    log,
    version,
    dashboard,
    authenticate: authentication(
      bearerAuthentication(adminToken, database),
      sessionAuthentication(database, config.publicUrl),
    ),
    signIn: signInRouter({
      database,
      log,
      oidc: config.oidc === undefined ? undefined : { config: config.oidc, provider: oidcProvider(config.oidc) },
      publicUrl: config.publicUrl,
      secret: adminToken,
    }),
    watchers: () => feeds.followers,
    payloadCodec: payloadConversion(config.temporal.payloadKeys).dataConverter?.payloadCodecs?.[0],
    handlers: {
      ...releaseHandlers({ database, workflows, feeds, ids, link }),
      ...freezeHandlers({ database, workflows }),
      ...routeHandlers({ database, workflows, log }),
      ...policyHandlers(database),
      ...configurationHandlers(database),
      ...keyHandlers({ database, ids }),
      ...tokenHandlers({ database, ids }),
      ...traceHandlers(database),
      ...recordHandlers(database),
      ...feedbackHandlers(database),
      ...historyHandlers(database),
      ...costHandlers(database),
    },
  });
  const server: ControlServer = createServer(app);

  return {
    reconciler,
    async listen(port, host) {
      const url = await server.listen(port, host);
      reconciler.start();
      return url;
    },
    async close() {
      await reconciler.stop();
      await feeds.close();
      await server.close();
    },
  };
}
