// Document ef9d80b9513c10d159820f136ecd5c61a07bd321168ad4ab47b5063c26c9e4b9, rest of this file babc7ca6209dab24cbe6a705bc1da0fad6c43852c37da3701ffbf1a4ac837bf6
// Made by "npm run client". Do not edit.
export type Json =
  | string
  | number
  | boolean
  | null
  | Json[]
  | {
      [key: string]: Json;
    };
export interface paths {
  '/releases': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Releases, newest first */
    get: operations['listReleases'];
    put?: never;
    /**
     * Start a release
     * @description Only `route` and `candidate` are needed; everything else has a safe default. A route has one at a time.
     */
    post: operations['startRelease'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/releases/preview': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * What a release would come to, without starting it
     * @description What differs, the steps, the approvals that its route asks for, how long it will take and what it can see, and what keeps it from starting now.
     */
    post: operations['previewRelease'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/releases/{releaseId}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** One release with its plan, evidence and timeline */
    get: operations['getRelease'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/releases/{releaseId}/observations': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** What the engine saw at its looks, for plots */
    get: operations['listObservations'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/releases/{releaseId}/report': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** All that a release came to: `tidegate release report` makes a page of it */
    get: operations['getReleaseReport'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/releases/{releaseId}/events': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Watch a release live, as server-sent events
     * @description Events: `timeline` (a ReleaseEvent, with its sequence as id), `observation` (an Observation, newest only), `release` (a ReleaseSummary whenever it changes) and `end` (a ReleaseSummary; the stream closes). `Last-Event-ID` resumes the timeline after that sequence; 204 says that nothing will follow. A comment comes every 15 seconds.
     */
    get: operations['watchRelease'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/releases/{releaseId}/approve': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Approve the stage that waits for it */
    post: operations['approveRelease'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/releases/{releaseId}/pause': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Keep the release in its step; it still rolls back */
    post: operations['pauseRelease'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/releases/{releaseId}/resume': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** End a pause */
    post: operations['resumeRelease'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/releases/{releaseId}/promote': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Take the next step now, whatever the evidence lacks */
    post: operations['promoteRelease'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/releases/{releaseId}/abort': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** End the release with stable serving all */
    post: operations['abortRelease'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/releases/{releaseId}/block': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Stop the way forward until it is unblocked: what an outside evaluator calls */
    post: operations['blockRelease'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/releases/{releaseId}/unblock': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Take a block back */
    post: operations['unblockRelease'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/freezes': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** What is frozen now */
    get: operations['listFreezes'];
    put?: never;
    /**
     * Start no release and take no release forward, on one route or on all
     * @description What is under way stays where it is, is watched, and still rolls back. A freeze of the same scope before it ends.
     */
    post: operations['freeze'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/freezes/end': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** End the freeze of a route, or that of all */
    post: operations['unfreeze'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/routes': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Routes, by id */
    get: operations['listRoutes'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/routes/{routeId}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** One route, what serves it, and the release that has it */
    get: operations['getRoute'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/routes/{routeId}/versions': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Versions of a route, newest first */
    get: operations['listRouteVersions'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/routes/{routeId}/rollback': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Make an earlier version stable at once, without a release
     * @description For emergencies: it needs Postgres only. A release under way loses the route; without `toVersion` its candidate is taken back and stable stays, else the route goes to the version that was stable before.
     */
    post: operations['rollbackRoute'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/policy': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** What every route asks of its releases */
    get: operations['getPolicy'];
    /**
     * Set what every route asks of its releases
     * @description It holds beside the policy of a route. Releases that were accepted before keep their approvals.
     */
    put: operations['setPolicy'];
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/routes/{routeId}/policy': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** What a route asks of its releases, beside what every route does */
    get: operations['getRoutePolicy'];
    /**
     * Set what a route asks of its releases
     * @description It holds beside the policy of every route. Releases that were accepted before keep their approvals.
     */
    put: operations['setRoutePolicy'];
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/providers': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Providers, by id */
    get: operations['listProviders'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/limits': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Limits of the configuration, by id */
    get: operations['listLimits'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/limits/events': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** When limits came to their warning level, or to their end, newest first */
    get: operations['listLimitEvents'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/configuration': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Apply providers, routes and limits, idempotently
     * @description What is not there is added; nothing is removed. A change of what a live route serves skips the release process: it is refused with 409 unless `force=true`.
     */
    post: operations['applyConfiguration'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/keys': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Gateway keys, newest first, without their secrets */
    get: operations['listKeys'];
    put?: never;
    /** Issue a gateway key; its secret is shown this once */
    post: operations['issueKey'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/keys/{keyId}/rotate': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Give a key another secret; the one before stays valid for the grace time */
    post: operations['rotateKey'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/keys/{keyId}/expire': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Say when a key ends */
    post: operations['expireKey'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/keys/{keyId}/revoke': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Take a key back on every replica */
    post: operations['revokeKey'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/caller': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Who calls, and what they may do */
    get: operations['getCaller'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/tokens': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Tokens of this API, newest first, without their secrets */
    get: operations['listTokens'];
    put?: never;
    /** Issue a token with a role; its secret is shown this once */
    post: operations['issueToken'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/tokens/{tokenId}/revoke': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Refuse a token from now on */
    post: operations['revokeToken'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/traces': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Calls, newest first */
    get: operations['listTraces'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/traces/steps': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Calls, cost and latency by step of agents’ tasks and by arm, of the newest 100,000 calls that match */
    get: operations['summarizeSteps'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/traces/{traceId}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** All calls of one trace as a tree, with calls, cost and latency by step */
    get: operations['getTrace'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/traces/{traceId}/bodies': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Captured prompts and answers of a trace, redacted; who reads them stands in the audit record */
    get: operations['readTraceBodies'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/traces/deletions': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Delete all that is stored of the calls of one user or one session
     * @description The audit record keeps who asked, the reason and the counts: name no person in the reason. What is on its way to the store is not found: repeat the call a minute later.
     */
    post: operations['deletePerson'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/audit': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The record of who did what and why, newest first */
    get: operations['listAudit'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/audit/verification': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Walk the whole chain and name the first entry that was tampered with
     * @description With `sequence` and `hash`, noted from an earlier answer, a chain that was cut or written anew is found too.
     */
    get: operations['verifyAudit'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/audit/export': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The whole record with its hashes, oldest first, to be kept and checked elsewhere */
    get: operations['exportAudit'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/replicas': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Gateway replicas of the last day, and what each runs */
    get: operations['listReplicas'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/feedback': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** What was said, newest first */
    get: operations['listFeedback'];
    put?: never;
    /**
     * Say how calls, traces or sessions were, now or days later
     * @description As `POST /v1/feedback` of the gateway takes it, but for the calls of every tenant.
     */
    post: operations['giveFeedback'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/routes/{routeId}/history': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** How much a route is called, and what its stable version did lately */
    get: operations['getRouteHistory'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/releases/{releaseId}/looks': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * The outcomes of a release as they came in, second by second, oldest first
     * @description What a backtest replays through other gates.
     */
    get: operations['listLooks'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/cost': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** What was used by route, version, tenant or team, against the time of the same length before */
    get: operations['getCost'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/cost/budgets': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Limits of days and months: what is used, how fast, and where that leads */
    get: operations['listBudgets'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/cost/alerts': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Drifts of costs, and budgets that came to a state, newest first */
    get: operations['listCostAlerts'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
}
export type webhooks = Record<string, never>;
export interface components {
  schemas: {
    ReleaseSpec: {
      route: components['schemas']['RouteId'];
      candidate: {
        provider?: string;
        model?: string;
        prompt?: {
          name: string;
          version: string;
          /** @description The system message. In double braces: fields of the metadata of the call, as in {{customer}} */
          system?: string;
          /** @description Messages in the place of one. In double braces: fields of the metadata of the call, as in {{customer}} */
          messages?: {
            /** @enum {string} */
            role: 'system' | 'developer' | 'user' | 'assistant';
            content: string;
          }[];
          /** @default {} */
          variables?: {
            [key: string]: {
              /** @description What stands there when the call does not say; else it must */
              default?: string;
            };
          };
          /**
           * @description Before the app's own system message, or instead of it
           * @default before
           * @enum {string}
           */
          placement?: 'before' | 'replace';
        };
        /** @description Request fields that the route sets, such as temperature */
        params?: {
          [key: string]: components['schemas']['JsonValue'];
        };
        timeouts?: {
          /** @default 2000 */
          connectMs?: number;
          /** @default 30000 */
          firstTokenMs?: number;
          /** @default 30000 */
          betweenTokensMs?: number;
          /** @default 120000 */
          totalMs?: number;
        };
        retries?: {
          /**
           * @description Tries after the first, before the first byte went to the client
           * @default 1
           */
          attempts?: number;
          /**
           * @description Retries as a share of the calls to a target, beyond ten and one a second
           * @default 0.2
           */
          budget?: number;
        };
        breaker?:
          | 'off'
          | {
              /** @default 10 */
              consecutiveFailures?: number;
              /**
               * @description Share of failures within ten seconds
               * @default 0.5
               */
              errorRate?: number;
              /**
               * @description Calls below which errorRate says nothing
               * @default 20
               */
              minCalls?: number;
              /**
               * @description Until one call tries again; doubles up to 60 s
               * @default 5000
               */
              openMs?: number;
            };
        /** @description Which target answers, where there are others beside the provider and model of the version */
        routing?:
          | {
              /** @constant */
              policy: 'weighted';
              /**
               * @description Weight of the version's own provider and model
               * @default 1
               */
              ownWeight?: number;
              targets: {
                provider: string;
                model: string;
                weight: number;
              }[];
            }
          | {
              /** @constant */
              policy: 'round-robin';
              targets: {
                provider: string;
                model: string;
              }[];
            }
          | {
              /** @constant */
              policy: 'least-latency';
              targets: {
                provider: string;
                model: string;
              }[];
            }
          | {
              /** @constant */
              policy: 'least-cost';
              targets: {
                provider: string;
                model: string;
              }[];
              /**
               * @description Tokens of an answer at which prices are compared, beside the estimated tokens of the prompt
               * @default 300
               */
              completionTokens?: number;
            }
          | {
              /** @constant */
              policy: 'conditional';
              /** @description The first that holds gives the target; the version's own where none does */
              rules: {
                provider: string;
                model: string;
                when: {
                  /** @description The tenant of the key is one of these */
                  tenant?: string[];
                  /** @description Labels of the key or of `metadata`: each has one of these values */
                  labels?: {
                    [key: string]: string[];
                  };
                  promptBytes?: {
                    min?: number;
                    max?: number;
                  };
                  /** @description Estimated: a quarter of the bytes */
                  promptTokens?: {
                    min?: number;
                    max?: number;
                  };
                  /** @description Whether the call offers tools at all, or one of these */
                  tools?: boolean | string[];
                };
              }[];
            };
        fallbacks?: {
          provider: string;
          model: string;
          /** @description Classes of failure and statuses that it answers for; what the target before is at fault for if left out */
          on?: (
            | (
                | 'connection'
                | 'timeout'
                | 'rate_limit'
                | 'server_error'
                | 'invalid_answer'
                | 'auth'
                | 'not_found'
                | 'unsupported'
                | 'misconfigured'
                | 'context_length'
                | 'content_filter'
                | 'bad_request'
              )
            | number
          )[];
        }[];
        /** @description Copies of requests to another target, whose answers nobody gets */
        mirror?: {
          provider: string;
          model: string;
          /** @description Share of requests */
          rate: number;
          /** @description Request fields of the copies, in the place of the version's params */
          params?: {
            [key: string]: components['schemas']['JsonValue'];
          };
          /** @default 16 */
          maxConcurrent?: number;
          /** @default 10 */
          maxPerSecond?: number;
          /** @description In each UTC day; where a call came without a price nothing more is mirrored */
          maxSpendUsdPerDay?: number;
        };
        guardrails?: {
          /**
           * @description Before the model: what they read is the request
           * @default []
           */
          pre?: (
            | {
                /** @constant */
                kind: 'personal-data';
                /** @description How traces, metrics and errors name it */
                name: string;
                /**
                 * @description What an enforcing or redacting guardrail does when it fails itself: let the call pass, or refuse it
                 * @default closed
                 * @enum {string}
                 */
                onFailure?: 'open' | 'closed';
                /**
                 * @description After this it has failed
                 * @default 2000
                 */
                timeoutMs?: number;
                /**
                 * @description What it does about what it finds
                 * @enum {string}
                 */
                mode: 'observe' | 'warn' | 'enforce' | 'redact';
                /** @description Whose messages of a request it reads; all unless said otherwise */
                roles?: ('system' | 'user' | 'assistant' | 'tool')[];
                /**
                 * @default [
                 *       "email",
                 *       "phone",
                 *       "card",
                 *       "iban",
                 *       "national_id",
                 *       "ip_address"
                 *     ]
                 */
                kinds?: ('email' | 'phone' | 'card' | 'iban' | 'national_id' | 'ip_address')[];
              }
            | {
                /** @constant */
                kind: 'secrets';
                /** @description How traces, metrics and errors name it */
                name: string;
                /**
                 * @description What an enforcing or redacting guardrail does when it fails itself: let the call pass, or refuse it
                 * @default closed
                 * @enum {string}
                 */
                onFailure?: 'open' | 'closed';
                /**
                 * @description After this it has failed
                 * @default 2000
                 */
                timeoutMs?: number;
                /**
                 * @description What it does about what it finds
                 * @enum {string}
                 */
                mode: 'observe' | 'warn' | 'enforce' | 'redact';
                /** @description Whose messages of a request it reads; all unless said otherwise */
                roles?: ('system' | 'user' | 'assistant' | 'tool')[];
                /**
                 * @default [
                 *       "api_key",
                 *       "jwt",
                 *       "private_key",
                 *       "password",
                 *       "high_entropy"
                 *     ]
                 */
                kinds?: ('api_key' | 'jwt' | 'private_key' | 'password' | 'high_entropy')[];
              }
            | {
                /** @constant */
                kind: 'prompt-injection';
                /** @description How traces, metrics and errors name it */
                name: string;
                /**
                 * @description What an enforcing or redacting guardrail does when it fails itself: let the call pass, or refuse it
                 * @default closed
                 * @enum {string}
                 */
                onFailure?: 'open' | 'closed';
                /**
                 * @description After this it has failed
                 * @default 2000
                 */
                timeoutMs?: number;
                /**
                 * @description What it does about what it finds
                 * @enum {string}
                 */
                mode: 'observe' | 'warn' | 'enforce';
                /**
                 * @description Whose messages of a request it reads; all unless said otherwise
                 * @default [
                 *       "user",
                 *       "tool"
                 *     ]
                 */
                roles?: ('system' | 'user' | 'assistant' | 'tool')[];
                /**
                 * @description How much looks like an injection
                 * @default medium
                 * @enum {string}
                 */
                sensitivity?: 'low' | 'medium' | 'high';
              }
            | {
                /** @constant */
                kind: 'denied-pattern';
                /** @description How traces, metrics and errors name it */
                name: string;
                /**
                 * @description What an enforcing or redacting guardrail does when it fails itself: let the call pass, or refuse it
                 * @default closed
                 * @enum {string}
                 */
                onFailure?: 'open' | 'closed';
                /**
                 * @description After this it has failed
                 * @default 2000
                 */
                timeoutMs?: number;
                /**
                 * @description What it does about what it finds
                 * @enum {string}
                 */
                mode: 'observe' | 'warn' | 'enforce' | 'redact';
                /** @description Whose messages of a request it reads; all unless said otherwise */
                roles?: ('system' | 'user' | 'assistant' | 'tool')[];
                /** @description RE2 expressions of which none may be found */
                patterns: string[];
                /** @default true */
                ignoreCase?: boolean;
                /**
                 * @description What stands in the place of what is redacted: [DENIED]
                 * @default denied
                 */
                label?: string;
                /**
                 * @description The longest match that a stream is held back for
                 * @default 256
                 */
                windowCharacters?: number;
              }
            | {
                /** @constant */
                kind: 'required-pattern';
                /** @description How traces, metrics and errors name it */
                name: string;
                /**
                 * @description What an enforcing or redacting guardrail does when it fails itself: let the call pass, or refuse it
                 * @default closed
                 * @enum {string}
                 */
                onFailure?: 'open' | 'closed';
                /**
                 * @description After this it has failed
                 * @default 2000
                 */
                timeoutMs?: number;
                /**
                 * @description What it does about what it finds
                 * @enum {string}
                 */
                mode: 'observe' | 'warn' | 'enforce';
                /** @description Whose messages of a request it reads; all unless said otherwise */
                roles?: ('system' | 'user' | 'assistant' | 'tool')[];
                /** @description RE2 expressions that must all be found in the request, or in each answer */
                patterns: string[];
                /** @default true */
                ignoreCase?: boolean;
              }
            | {
                /** @constant */
                kind: 'length';
                /** @description How traces, metrics and errors name it */
                name: string;
                /**
                 * @description What an enforcing or redacting guardrail does when it fails itself: let the call pass, or refuse it
                 * @default closed
                 * @enum {string}
                 */
                onFailure?: 'open' | 'closed';
                /**
                 * @description After this it has failed
                 * @default 2000
                 */
                timeoutMs?: number;
                /**
                 * @description What it does about what it finds
                 * @enum {string}
                 */
                mode: 'observe' | 'warn' | 'enforce';
                /** @description Whose messages of a request it reads; all unless said otherwise */
                roles?: ('system' | 'user' | 'assistant' | 'tool')[];
                minCharacters?: number;
                maxCharacters?: number;
                /** @description Estimated: a quarter of the bytes of the text */
                maxTokens?: number;
              }
            | {
                /** @constant */
                kind: 'moderation';
                /** @description How traces, metrics and errors name it */
                name: string;
                /**
                 * @description What an enforcing or redacting guardrail does when it fails itself: let the call pass, or refuse it
                 * @default closed
                 * @enum {string}
                 */
                onFailure?: 'open' | 'closed';
                /**
                 * @description After this it has failed
                 * @default 5000
                 */
                timeoutMs?: number;
                /**
                 * @description What it does about what it finds
                 * @enum {string}
                 */
                mode: 'observe' | 'warn' | 'enforce';
                /** @description Whose messages of a request it reads; all unless said otherwise */
                roles?: ('system' | 'user' | 'assistant' | 'tool')[];
                provider: string;
                /** @default omni-moderation-latest */
                model?: string;
                /** @description By category, the score from which it counts; what the provider flags where none is given */
                thresholds?: {
                  [key: string]: number;
                };
              }
            | {
                /** @constant */
                kind: 'webhook';
                /** @description How traces, metrics and errors name it */
                name: string;
                /**
                 * @description What an enforcing or redacting guardrail does when it fails itself: let the call pass, or refuse it
                 * @default closed
                 * @enum {string}
                 */
                onFailure?: 'open' | 'closed';
                /**
                 * @description After this it has failed
                 * @default 3000
                 */
                timeoutMs?: number;
                /**
                 * @description What it does about what it finds
                 * @enum {string}
                 */
                mode: 'observe' | 'warn' | 'enforce';
                /** @description Whose messages of a request it reads; all unless said otherwise */
                roles?: ('system' | 'user' | 'assistant' | 'tool')[];
                /** Format: uri */
                url: string;
                /** @description Signs what is sent (HMAC-SHA-256) */
                secret?: {
                  env: string;
                };
              }
            | {
                /** @constant */
                kind: 'judge';
                /** @description How traces, metrics and errors name it */
                name: string;
                /**
                 * @description What an enforcing or redacting guardrail does when it fails itself: let the call pass, or refuse it
                 * @default closed
                 * @enum {string}
                 */
                onFailure?: 'open' | 'closed';
                /**
                 * @description After this it has failed
                 * @default 10000
                 */
                timeoutMs?: number;
                /**
                 * @description What it does about what it finds
                 * @enum {string}
                 */
                mode: 'observe' | 'warn' | 'enforce';
                /** @description Whose messages of a request it reads; all unless said otherwise */
                roles?: ('system' | 'user' | 'assistant' | 'tool')[];
                provider: string;
                model: string;
                /** @description What is not allowed, in words */
                policy: string;
              }
          )[];
          /**
           * @description After the model: what they read is the answer
           * @default []
           */
          post?: (
            | {
                /** @constant */
                kind: 'personal-data';
                /** @description How traces, metrics and errors name it */
                name: string;
                /**
                 * @description What an enforcing or redacting guardrail does when it fails itself: let the call pass, or refuse it
                 * @default closed
                 * @enum {string}
                 */
                onFailure?: 'open' | 'closed';
                /**
                 * @description After this it has failed
                 * @default 2000
                 */
                timeoutMs?: number;
                /**
                 * @description What it does about what it finds
                 * @enum {string}
                 */
                mode: 'observe' | 'warn' | 'enforce' | 'redact';
                /** @description Whose messages of a request it reads; all unless said otherwise */
                roles?: ('system' | 'user' | 'assistant' | 'tool')[];
                /**
                 * @default [
                 *       "email",
                 *       "phone",
                 *       "card",
                 *       "iban",
                 *       "national_id",
                 *       "ip_address"
                 *     ]
                 */
                kinds?: ('email' | 'phone' | 'card' | 'iban' | 'national_id' | 'ip_address')[];
              }
            | {
                /** @constant */
                kind: 'secrets';
                /** @description How traces, metrics and errors name it */
                name: string;
                /**
                 * @description What an enforcing or redacting guardrail does when it fails itself: let the call pass, or refuse it
                 * @default closed
                 * @enum {string}
                 */
                onFailure?: 'open' | 'closed';
                /**
                 * @description After this it has failed
                 * @default 2000
                 */
                timeoutMs?: number;
                /**
                 * @description What it does about what it finds
                 * @enum {string}
                 */
                mode: 'observe' | 'warn' | 'enforce' | 'redact';
                /** @description Whose messages of a request it reads; all unless said otherwise */
                roles?: ('system' | 'user' | 'assistant' | 'tool')[];
                /**
                 * @default [
                 *       "api_key",
                 *       "jwt",
                 *       "private_key",
                 *       "password",
                 *       "high_entropy"
                 *     ]
                 */
                kinds?: ('api_key' | 'jwt' | 'private_key' | 'password' | 'high_entropy')[];
              }
            | {
                /** @constant */
                kind: 'prompt-injection';
                /** @description How traces, metrics and errors name it */
                name: string;
                /**
                 * @description What an enforcing or redacting guardrail does when it fails itself: let the call pass, or refuse it
                 * @default closed
                 * @enum {string}
                 */
                onFailure?: 'open' | 'closed';
                /**
                 * @description After this it has failed
                 * @default 2000
                 */
                timeoutMs?: number;
                /**
                 * @description What it does about what it finds
                 * @enum {string}
                 */
                mode: 'observe' | 'warn' | 'enforce';
                /**
                 * @description Whose messages of a request it reads; all unless said otherwise
                 * @default [
                 *       "user",
                 *       "tool"
                 *     ]
                 */
                roles?: ('system' | 'user' | 'assistant' | 'tool')[];
                /**
                 * @description How much looks like an injection
                 * @default medium
                 * @enum {string}
                 */
                sensitivity?: 'low' | 'medium' | 'high';
              }
            | {
                /** @constant */
                kind: 'denied-pattern';
                /** @description How traces, metrics and errors name it */
                name: string;
                /**
                 * @description What an enforcing or redacting guardrail does when it fails itself: let the call pass, or refuse it
                 * @default closed
                 * @enum {string}
                 */
                onFailure?: 'open' | 'closed';
                /**
                 * @description After this it has failed
                 * @default 2000
                 */
                timeoutMs?: number;
                /**
                 * @description What it does about what it finds
                 * @enum {string}
                 */
                mode: 'observe' | 'warn' | 'enforce' | 'redact';
                /** @description Whose messages of a request it reads; all unless said otherwise */
                roles?: ('system' | 'user' | 'assistant' | 'tool')[];
                /** @description RE2 expressions of which none may be found */
                patterns: string[];
                /** @default true */
                ignoreCase?: boolean;
                /**
                 * @description What stands in the place of what is redacted: [DENIED]
                 * @default denied
                 */
                label?: string;
                /**
                 * @description The longest match that a stream is held back for
                 * @default 256
                 */
                windowCharacters?: number;
              }
            | {
                /** @constant */
                kind: 'required-pattern';
                /** @description How traces, metrics and errors name it */
                name: string;
                /**
                 * @description What an enforcing or redacting guardrail does when it fails itself: let the call pass, or refuse it
                 * @default closed
                 * @enum {string}
                 */
                onFailure?: 'open' | 'closed';
                /**
                 * @description After this it has failed
                 * @default 2000
                 */
                timeoutMs?: number;
                /**
                 * @description What it does about what it finds
                 * @enum {string}
                 */
                mode: 'observe' | 'warn' | 'enforce';
                /** @description Whose messages of a request it reads; all unless said otherwise */
                roles?: ('system' | 'user' | 'assistant' | 'tool')[];
                /** @description RE2 expressions that must all be found in the request, or in each answer */
                patterns: string[];
                /** @default true */
                ignoreCase?: boolean;
              }
            | {
                /** @constant */
                kind: 'length';
                /** @description How traces, metrics and errors name it */
                name: string;
                /**
                 * @description What an enforcing or redacting guardrail does when it fails itself: let the call pass, or refuse it
                 * @default closed
                 * @enum {string}
                 */
                onFailure?: 'open' | 'closed';
                /**
                 * @description After this it has failed
                 * @default 2000
                 */
                timeoutMs?: number;
                /**
                 * @description What it does about what it finds
                 * @enum {string}
                 */
                mode: 'observe' | 'warn' | 'enforce';
                /** @description Whose messages of a request it reads; all unless said otherwise */
                roles?: ('system' | 'user' | 'assistant' | 'tool')[];
                minCharacters?: number;
                maxCharacters?: number;
                /** @description Estimated: a quarter of the bytes of the text */
                maxTokens?: number;
              }
            | {
                /** @constant */
                kind: 'moderation';
                /** @description How traces, metrics and errors name it */
                name: string;
                /**
                 * @description What an enforcing or redacting guardrail does when it fails itself: let the call pass, or refuse it
                 * @default closed
                 * @enum {string}
                 */
                onFailure?: 'open' | 'closed';
                /**
                 * @description After this it has failed
                 * @default 5000
                 */
                timeoutMs?: number;
                /**
                 * @description What it does about what it finds
                 * @enum {string}
                 */
                mode: 'observe' | 'warn' | 'enforce';
                /** @description Whose messages of a request it reads; all unless said otherwise */
                roles?: ('system' | 'user' | 'assistant' | 'tool')[];
                provider: string;
                /** @default omni-moderation-latest */
                model?: string;
                /** @description By category, the score from which it counts; what the provider flags where none is given */
                thresholds?: {
                  [key: string]: number;
                };
              }
            | {
                /** @constant */
                kind: 'webhook';
                /** @description How traces, metrics and errors name it */
                name: string;
                /**
                 * @description What an enforcing or redacting guardrail does when it fails itself: let the call pass, or refuse it
                 * @default closed
                 * @enum {string}
                 */
                onFailure?: 'open' | 'closed';
                /**
                 * @description After this it has failed
                 * @default 3000
                 */
                timeoutMs?: number;
                /**
                 * @description What it does about what it finds
                 * @enum {string}
                 */
                mode: 'observe' | 'warn' | 'enforce';
                /** @description Whose messages of a request it reads; all unless said otherwise */
                roles?: ('system' | 'user' | 'assistant' | 'tool')[];
                /** Format: uri */
                url: string;
                /** @description Signs what is sent (HMAC-SHA-256) */
                secret?: {
                  env: string;
                };
              }
            | {
                /** @constant */
                kind: 'judge';
                /** @description How traces, metrics and errors name it */
                name: string;
                /**
                 * @description What an enforcing or redacting guardrail does when it fails itself: let the call pass, or refuse it
                 * @default closed
                 * @enum {string}
                 */
                onFailure?: 'open' | 'closed';
                /**
                 * @description After this it has failed
                 * @default 10000
                 */
                timeoutMs?: number;
                /**
                 * @description What it does about what it finds
                 * @enum {string}
                 */
                mode: 'observe' | 'warn' | 'enforce';
                /** @description Whose messages of a request it reads; all unless said otherwise */
                roles?: ('system' | 'user' | 'assistant' | 'tool')[];
                provider: string;
                model: string;
                /** @description What is not allowed, in words */
                policy: string;
              }
            | {
                /** @constant */
                kind: 'json-schema';
                /** @description How traces, metrics and errors name it */
                name: string;
                /**
                 * @description What an enforcing or redacting guardrail does when it fails itself: let the call pass, or refuse it
                 * @default closed
                 * @enum {string}
                 */
                onFailure?: 'open' | 'closed';
                /**
                 * @description After this it has failed
                 * @default 2000
                 */
                timeoutMs?: number;
                /**
                 * @description What it does about what it finds
                 * @enum {string}
                 */
                mode: 'observe' | 'warn' | 'enforce';
                /** @description JSON Schema (2020-12) that the answer must satisfy; an answer that calls tools is let by */
                schema: {
                  [key: string]: unknown;
                };
              }
            | {
                /** @constant */
                kind: 'tools';
                /** @description How traces, metrics and errors name it */
                name: string;
                /**
                 * @description What an enforcing or redacting guardrail does when it fails itself: let the call pass, or refuse it
                 * @default closed
                 * @enum {string}
                 */
                onFailure?: 'open' | 'closed';
                /**
                 * @description After this it has failed
                 * @default 2000
                 */
                timeoutMs?: number;
                /**
                 * @description What it does about what it finds
                 * @enum {string}
                 */
                mode: 'observe' | 'warn' | 'enforce';
                /** @description The tools that an answer may call, each with the JSON Schema of its arguments where they are bounded */
                allowed: {
                  name: string;
                  arguments?: {
                    [key: string]: unknown;
                  };
                }[];
              }
          )[];
        };
        cache?:
          | {
              /** @constant */
              mode: 'off';
            }
          | {
              /** @constant */
              mode: 'exact';
              /**
               * @description How long an answer may be served again
               * @default 10m
               * @example 30m
               */
              ttl?: string;
              /**
               * @description Answers of the version that a replica keeps
               * @default 1000
               */
              maxEntries?: number;
              /**
               * @description Bytes of the answers of the version that a replica keeps
               * @default 16777216
               */
              maxBytes?: number;
              /**
               * @description A larger answer is not kept
               * @default 1048576
               */
              maxAnswerBytes?: number;
            }
          | {
              /** @constant */
              mode: 'semantic';
              /**
               * @description How long an answer may be served again
               * @default 10m
               * @example 30m
               */
              ttl?: string;
              /**
               * @description Answers of the version that a replica keeps
               * @default 1000
               */
              maxEntries?: number;
              /**
               * @description Bytes of the answers of the version that a replica keeps
               * @default 16777216
               */
              maxBytes?: number;
              /**
               * @description A larger answer is not kept
               * @default 1048576
               */
              maxAnswerBytes?: number;
              /** @description What the last turn of the user is compared by */
              embedding: {
                provider: string;
                model: string;
                /**
                 * @description Longer, and the call goes on without
                 * @default 500
                 */
                timeoutMs?: number;
              };
              /**
               * @description Least cosine of two turns that mean the same
               * @default 0.95
               */
              similarity?: number;
            };
        capture?: {
          /**
           * @description none keeps no traces at all; sampled and full keep redacted prompts and answers too
           * @default metadata
           * @enum {string}
           */
          mode?: 'none' | 'metadata' | 'sampled' | 'full';
          /**
           * @description Share of calls whose bodies `sampled` keeps
           * @default 0.05
           */
          rate?: number;
        };
        evaluators?: (
          | {
              /** @constant */
              kind: 'json-schema';
              /** @description Its failures are the metric eval_fail_rate:<name> */
              name: string;
              /** @description JSON Schema (2020-12) that the answer must satisfy */
              schema: {
                [key: string]: unknown;
              };
            }
          | {
              /** @constant */
              kind: 'tool-calls';
              /** @description Its failures are the metric eval_fail_rate:<name> */
              name: string;
              /**
               * @description Whether an answer that calls no tool fails; else nothing is said of it
               * @default false
               */
              required?: boolean;
            }
          | {
              /** @constant */
              kind: 'pattern';
              /** @description Its failures are the metric eval_fail_rate:<name> */
              name: string;
              /**
               * @description RE2 expressions that all must be found in the answer
               * @default []
               */
              required?: string[];
              /**
               * @description RE2 expressions of which none may be found in it
               * @default []
               */
              denied?: string[];
              /** @default false */
              ignoreCase?: boolean;
            }
          | {
              /** @constant */
              kind: 'length';
              /** @description Its failures are the metric eval_fail_rate:<name> */
              name: string;
              minChars?: number;
              maxChars?: number;
              minWords?: number;
              maxWords?: number;
            }
          | {
              /** @constant */
              kind: 'language';
              /** @description Its failures are the metric eval_fail_rate:<name> */
              name: string;
              /** @description Languages in which an answer may be */
              languages: string[];
            }
          | {
              /** @constant */
              kind: 'refusal';
              /** @description Its failures are the metric eval_fail_rate:<name> */
              name: string;
              /**
               * @description More beginnings of an answer that declines, beside the known ones
               * @default []
               */
              phrases?: string[];
            }
          | {
              /** @constant */
              kind: 'truncation';
              /** @description Its failures are the metric eval_fail_rate:<name> */
              name: string;
            }
          | {
              /** @constant */
              kind: 'match';
              /** @description Its failures are the metric eval_fail_rate:<name> */
              name: string;
              /** @description What the answer should be; a request without it is not judged */
              expected:
                | {
                    /** @description The field of the request’s metadata that holds it */
                    metadata: string;
                  }
                | {
                    text: string;
                  };
              /**
               * @default exact
               * @enum {string}
               */
              mode?: 'exact' | 'contains' | 'fuzzy';
              /**
               * @description For fuzzy: least share of characters that need no edit (Levenshtein)
               * @default 0.8
               */
              similarity?: number;
              /** @default true */
              ignoreCase?: boolean;
            }
        )[];
        budgets?: {
          /** @default [] */
          limits?: {
            /** @description Stands in errors, metrics and events; what is used is counted under it */
            id: string;
            /**
             * @description What is counted: requests, tokens (prompt and answer) or US dollars
             * @enum {string}
             */
            measure: 'requests' | 'tokens' | 'usd';
            max: number;
            /**
             * @description minute: any 60 seconds; hour, day, month: those of the calendar, in UTC
             * @enum {string}
             */
            window: 'minute' | 'hour' | 'day' | 'month';
            /**
             * @description The share of max at which people are told
             * @default 0.8
             */
            warnAt?: number;
            /**
             * @description While the counters cannot be reached: each replica counts for itself (local), lets pass (open), refuses (closed)
             * @default local
             * @enum {string}
             */
            onStoreFailure?: 'local' | 'open' | 'closed';
            /**
             * @description Each combination of these has its own counter; all share one where left out
             * @default []
             */
            per?: ('key' | 'tenant' | 'team' | 'route')[];
          }[];
          /**
           * @description Of all calls with one traceparent: how many there are, and what they cost
           * @default {}
           */
          trace?: {
            calls?: {
              /** @description Told in a header, the trace and a metric */
              warn?: number;
              /** @description Refused with 429, trace_budget_exceeded */
              stop?: number;
            };
            usd?: {
              /** @description Told in a header, the trace and a metric */
              warn?: number;
              /** @description Refused with 429, trace_budget_exceeded */
              stop?: number;
            };
          };
        };
      };
      plan?: {
        /**
         * @default {
         *       "rate": 0.1,
         *       "minPairs": 200,
         *       "maxDuration": "30m",
         *       "maxSpendUsd": 5
         *     }
         */
        shadow?:
          | 'off'
          | {
              /**
               * @description Share of requests that are mirrored
               * @default 0.1
               */
              rate?: number;
              /** @default 200 */
              minPairs?: number;
              /**
               * @default 30m
               * @example 30m
               */
              maxDuration?: string;
              /** @default 5 */
              maxSpendUsd?: number;
            };
        /**
         * @default {
         *       "weight": 0.05
         *     }
         */
        canary?:
          | 'off'
          | {
              /** @default 0.05 */
              weight?: number;
              /** @description 200 where left out; 1 where the ramp is auto */
              minRequests?: number;
              /**
               * @description 5m where left out; 10s where the ramp is auto
               * @example 30m
               */
              minDuration?: string;
            };
        ramp?:
          | {
              /** @description Share of assignment units that the candidate serves, in (0, 1] */
              weight: number;
              /** @description Candidate's finished requests at this weight before it may go on */
              minRequests?: number;
              /** @example 30m */
              minDuration?: string;
            }[]
          | (
              | 'auto'
              | {
                  auto: {
                    /**
                     * @description Failed answers beyond stable's that may be at risk at any one time
                     * @default 20
                     */
                    maxExcessFailures?: number;
                  };
                }
            );
        /**
         * @description Time at 100 % before the candidate becomes stable
         * @default {
         *       "duration": "30m"
         *     }
         */
        bake?:
          | 'off'
          | {
              /**
               * @default 30m
               * @example 30m
               */
              duration?: string;
            };
        /**
         * @default 24h
         * @example 30m
         */
        maxDuration?: string;
      };
      /** @default [] */
      approvals?: {
        /** @enum {string} */
        before: 'shadow' | 'canary' | 'ramp' | 'bake';
        /** @description The one step of the stage that waits; its first where left out */
        weight?: number;
        /** @default 1 */
        count?: number;
        /**
         * @description Least role of who approves; in Temporal there are no roles
         * @enum {string}
         */
        role?: 'approver' | 'admin';
        /**
         * @description An approval that is older counts no more
         * @example 30m
         */
        expiresAfter?: string;
      }[];
      /**
       * Format: date-time
       * @description When it starts; at once where left out
       */
      startAt?: string;
      /** @description Whether who starts the release may neither approve it nor push it past its evidence */
      separationOfDuties?: boolean;
      /**
       * @default [
       *       {
       *         "metric": "error_rate",
       *         "maxIncrease": 0.01,
       *         "onBreach": "rollback",
       *         "promotes": true
       *       },
       *       {
       *         "metric": "latency_p95",
       *         "maxRatio": 1.25,
       *         "onBreach": "rollback",
       *         "promotes": true
       *       },
       *       {
       *         "metric": "schema_invalid_rate",
       *         "maxIncrease": 0.02,
       *         "onBreach": "rollback",
       *         "promotes": false
       *       },
       *       {
       *         "metric": "cost_per_request",
       *         "maxRatio": 1.5,
       *         "onBreach": "rollback",
       *         "promotes": false
       *       }
       *     ]
       */
      gates?: {
        metric: string;
        /** @description Margin: candidate may exceed stable by this much, in the unit of the metric */
        maxIncrease?: number;
        /** @description Margin: candidate may be at most this multiple of stable */
        maxRatio?: number;
        /** @description Absolute limit, in the unit of the metric */
        limit?: number;
        /** @description Absolute limit of a latency, in milliseconds */
        limitMs?: number;
        /** @description Label by whose values the gate is judged too, such as tenant */
        cohortBy?: string;
        /**
         * @default rollback
         * @enum {string}
         */
        onBreach?: 'rollback' | 'hold';
        /**
         * @description Whether the last step to 100 % needs non-inferiority of this gate
         * @default true
         */
        promotes?: boolean;
        /** @description A judged gate whose judge does not decide alone: people’s labels correct it */
        calibrate?: {
          /**
           * @description Answers of each arm that people must have labelled before the last step to 100 %
           * @default 30
           */
          minLabels?: number;
        };
      }[];
      /**
       * @default {
       *       "falseRollback": 0.05,
       *       "falsePromotion": 0.05
       *     }
       */
      risk?: {
        /** @default 0.05 */
        falseRollback?: number;
        /** @default 0.05 */
        falsePromotion?: number;
      };
      /**
       * @description Checked in the answers of both arms while the release has the route
       * @default []
       */
      evaluators?: (
        | {
            /** @constant */
            kind: 'json-schema';
            /** @description Its failures are the metric eval_fail_rate:<name> */
            name: string;
            /** @description JSON Schema (2020-12) that the answer must satisfy */
            schema: {
              [key: string]: unknown;
            };
          }
        | {
            /** @constant */
            kind: 'tool-calls';
            /** @description Its failures are the metric eval_fail_rate:<name> */
            name: string;
            /**
             * @description Whether an answer that calls no tool fails; else nothing is said of it
             * @default false
             */
            required?: boolean;
          }
        | {
            /** @constant */
            kind: 'pattern';
            /** @description Its failures are the metric eval_fail_rate:<name> */
            name: string;
            /**
             * @description RE2 expressions that all must be found in the answer
             * @default []
             */
            required?: string[];
            /**
             * @description RE2 expressions of which none may be found in it
             * @default []
             */
            denied?: string[];
            /** @default false */
            ignoreCase?: boolean;
          }
        | {
            /** @constant */
            kind: 'length';
            /** @description Its failures are the metric eval_fail_rate:<name> */
            name: string;
            minChars?: number;
            maxChars?: number;
            minWords?: number;
            maxWords?: number;
          }
        | {
            /** @constant */
            kind: 'language';
            /** @description Its failures are the metric eval_fail_rate:<name> */
            name: string;
            /** @description Languages in which an answer may be */
            languages: string[];
          }
        | {
            /** @constant */
            kind: 'refusal';
            /** @description Its failures are the metric eval_fail_rate:<name> */
            name: string;
            /**
             * @description More beginnings of an answer that declines, beside the known ones
             * @default []
             */
            phrases?: string[];
          }
        | {
            /** @constant */
            kind: 'truncation';
            /** @description Its failures are the metric eval_fail_rate:<name> */
            name: string;
          }
        | {
            /** @constant */
            kind: 'match';
            /** @description Its failures are the metric eval_fail_rate:<name> */
            name: string;
            /** @description What the answer should be; a request without it is not judged */
            expected:
              | {
                  /** @description The field of the request’s metadata that holds it */
                  metadata: string;
                }
              | {
                  text: string;
                };
            /**
             * @default exact
             * @enum {string}
             */
            mode?: 'exact' | 'contains' | 'fuzzy';
            /**
             * @description For fuzzy: least share of characters that need no edit (Levenshtein)
             * @default 0.8
             */
            similarity?: number;
            /** @default true */
            ignoreCase?: boolean;
          }
      )[];
      /**
       * @description Models that judge captured answers while the release is under way
       * @default []
       */
      judges?: {
        /** @description Its failures are the metric eval_fail_rate:<name> */
        name: string;
        /**
         * @description Each answer by itself; or in shadow, the two answers to one prompt against each other
         * @default rubric
         * @enum {string}
         */
        mode?: 'rubric' | 'pairwise';
        /** @description An openai-compatible provider with a price for the model */
        provider: string;
        model: string;
        /** @description What a good answer is */
        rubric: string;
        /**
         * @description Share of traces that are judged, of both arms alike
         * @default 0.1
         */
        rate?: number;
        /** @default 2 */
        concurrency?: number;
        /** @default 60 */
        maxPerMinute?: number;
        /**
         * @description Judging stops before it would cost more
         * @default 5
         */
        maxSpendUsd?: number;
        /** @default 1000 */
        maxOutputTokens?: number;
      }[];
      /**
       * @description Where gates on prometheus:<name> get their numbers
       * @default []
       */
      metrics?: {
        name: string;
        /**
         * @default prometheus
         * @constant
         */
        kind?: 'prometheus';
        /**
         * Format: uri
         * @description Of the Prometheus server
         */
        url: string;
        /** @description PromQL that comes to one number; {{arm}}, {{version}}, {{route}} and {{release}} are filled in */
        query: string;
        /** @description A token, by the variable of the worker that holds it */
        bearer?: {
          env: string;
        };
      }[];
      /** @description Judges what sessions came to: abandon_rate, escalation_rate, override_rate */
      sessions?: {
        /**
         * @description A session without a message for this long is over
         * @example 30m
         */
        idleAfter: string;
      };
      /**
       * @default hold
       * @enum {string}
       */
      onInconclusive?: 'hold' | 'rollback';
      description?: string;
    };
    /** @example support-agent */
    RouteId: string;
    /**
     * @example {
     *       "before": "ramp",
     *       "reason": "evaluations read, looks good"
     *     }
     */
    ApproveRequest: {
      /**
       * @description The stage approved; the next one that wants an approval where it is left out
       * @enum {string}
       */
      before?: 'shadow' | 'canary' | 'ramp' | 'bake';
      /** @description The one step of that stage, where it wants an approval of its own */
      weight?: number;
      /**
       * @description A comment for the record
       * @default approved
       */
      reason?: string;
    };
    /**
     * @example {
     *       "reason": "structured output regression"
     *     }
     */
    PauseRequest: {
      /**
       * @description Why, for the record
       * @default paused
       */
      reason?: string;
    };
    /**
     * @example {
     *       "reason": "structured output regression"
     *     }
     */
    ResumeRequest: {
      /**
       * @description Why, for the record
       * @default resumed
       */
      reason?: string;
    };
    /**
     * @example {
     *       "reason": "structured output regression"
     *     }
     */
    PromoteRequest: {
      /**
       * @description Why, for the record
       * @default promoted by hand
       */
      reason?: string;
    };
    /**
     * @example {
     *       "reason": "structured output regression"
     *     }
     */
    AbortRequest: {
      /**
       * @description Why, for the record
       * @default aborted by hand
       */
      reason?: string;
    };
    /**
     * @example {
     *       "reason": "structured output regression"
     *     }
     */
    BlockRequest: {
      /**
       * @description Why, for the record
       * @default blocked
       */
      reason?: string;
    };
    /**
     * @example {
     *       "reason": "structured output regression"
     *     }
     */
    UnblockRequest: {
      /**
       * @description Why, for the record
       * @default unblocked
       */
      reason?: string;
    };
    /**
     * @example {
     *       "route": "support-agent",
     *       "lasts": "12h",
     *       "reason": "launch day"
     *     }
     */
    FreezeRequest: {
      /**
       * @description All routes where left out
       * @example support-agent
       */
      route?: string;
      /** @default frozen by hand */
      reason?: string;
      /**
       * @description How long; until it is ended where left out
       * @example 30m
       */
      lasts?: string;
      /**
       * Format: date-time
       * @description Until when, instead of how long
       */
      until?: string;
      /**
       * @description Abort what is under way, so that stable serves all
       * @default false
       */
      toStable?: boolean;
    };
    UnfreezeRequest: {
      /**
       * @description All routes where left out
       * @example support-agent
       */
      route?: string;
      /** @default unfrozen by hand */
      reason?: string;
    };
    /**
     * @example {
     *       "reason": "answers in the wrong language"
     *     }
     */
    RollbackRequest: {
      /**
       * @description The version to make stable; the previous stable one where it is left out
       * @example 7
       */
      toVersion?: number;
      /** @default rolled back by hand */
      reason?: string;
    };
    /**
     * @example {
     *       "policy": {
     *         "approvals": [
     *           {
     *             "on": [
     *               "model",
     *               "provider"
     *             ],
     *             "role": "approver"
     *           }
     *         ]
     *       },
     *       "reason": "agreed with compliance"
     *     }
     */
    PolicyRequest: {
      policy: components['schemas']['ReleasePolicy'];
      /** @default policy set by hand */
      reason?: string;
    };
    /**
     * @example {
     *       "approvals": [
     *         {
     *           "on": [
     *             "model",
     *             "provider"
     *           ],
     *           "count": 1,
     *           "role": "approver"
     *         }
     *       ],
     *       "separationOfDuties": true,
     *       "changeWindows": [
     *         {
     *           "days": [
     *             "mon",
     *             "tue",
     *             "wed",
     *             "thu"
     *           ],
     *           "from": "09:00",
     *           "to": "16:00",
     *           "timeZone": "Europe/Berlin"
     *         }
     *       ]
     *     }
     */
    ReleasePolicy: {
      /** @default [] */
      approvals?: {
        /**
         * @description What has to change for the rule to ask: model and provider are those of every target that is asked
         * @default [
         *       "any"
         *     ]
         */
        on?: (
          | 'any'
          | 'model'
          | 'provider'
          | 'prompt'
          | 'params'
          | 'timeouts'
          | 'retries'
          | 'breaker'
          | 'routing'
          | 'fallbacks'
          | 'mirror'
          | 'guardrails'
          | 'cache'
          | 'capture'
          | 'evaluators'
          | 'budgets'
        )[];
        /**
         * @description The stage that waits; the first of the plan where left out, so that the candidate gets no call before
         * @enum {string}
         */
        before?: 'shadow' | 'canary' | 'ramp' | 'bake';
        /** @default 1 */
        count?: number;
        /**
         * @description Least role of who approves; in Temporal there are no roles
         * @enum {string}
         */
        role?: 'approver' | 'admin';
        /**
         * @description An approval that is older counts no more
         * @example 30m
         */
        expiresAfter?: string;
      }[];
      /**
       * @description Who starts a release may neither approve it nor push it past its evidence
       * @default false
       */
      separationOfDuties?: boolean;
      /**
       * @description Releases start and go forward in these only; always where there are none. Going back is always open
       * @default []
       */
      changeWindows?: {
        /**
         * @default [
         *       "mon",
         *       "tue",
         *       "wed",
         *       "thu",
         *       "fri",
         *       "sat",
         *       "sun"
         *     ]
         */
        days?: ('mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun')[];
        /** @default 00:00 */
        from?: string;
        /**
         * @description Of the next day where not after `from`
         * @default 24:00
         */
        to?: string | '24:00';
        /** @default UTC */
        timeZone?: string;
      }[];
    };
    /**
     * @example {
     *       "providers": [
     *         {
     *           "id": "openai",
     *           "kind": "openai-compatible",
     *           "baseUrl": "https://api.openai.com/v1"
     *         }
     *       ],
     *       "routes": [
     *         {
     *           "id": "support-agent",
     *           "stable": {
     *             "provider": "openai",
     *             "model": "gpt-5-mini"
     *           }
     *         }
     *       ]
     *     }
     */
    ConfigFile: {
      $schema?: string;
      /** @default [] */
      providers?: {
        id: string;
        /** @enum {string} */
        kind: 'openai-compatible' | 'azure-openai' | 'anthropic';
        /** Format: uri */
        baseUrl: string;
        apiKey?: {
          env: string;
        };
        /**
         * @description Sent with each call; never put a secret here
         * @default {}
         */
        headers?: {
          [key: string]: string;
        };
        /**
         * @description US dollars per million tokens, by model; they go before the list of public prices
         * @default {}
         */
        prices?: {
          [key: string]: {
            inputPerMillionUsd: number;
            cachedInputPerMillionUsd?: number;
            cacheWriteInputPerMillionUsd?: number;
            audioInputPerMillionUsd?: number;
            outputPerMillionUsd: number;
            audioOutputPerMillionUsd?: number;
          };
        };
        /** @description Of azure-openai: calls go to deployments by this version; without it, to the v1 surface */
        apiVersion?: string;
        /** @description Of anthropic: max_tokens of requests that set none, 8192 where it is left out */
        defaultMaxTokens?: number;
      }[];
      /** @default [] */
      routes?: {
        id: components['schemas']['RouteId'];
        /**
         * @default [
         *       "session",
         *       "user",
         *       "trace"
         *     ]
         */
        assignBy?: ('session' | 'user' | 'trace' | 'request')[];
        /** @description Becomes version 1, or a new version when changed */
        stable: {
          provider: string;
          model: string;
          prompt?: {
            name: string;
            version: string;
            /** @description The system message. In double braces: fields of the metadata of the call, as in {{customer}} */
            system?: string;
            /** @description Messages in the place of one. In double braces: fields of the metadata of the call, as in {{customer}} */
            messages?: {
              /** @enum {string} */
              role: 'system' | 'developer' | 'user' | 'assistant';
              content: string;
            }[];
            /** @default {} */
            variables?: {
              [key: string]: {
                /** @description What stands there when the call does not say; else it must */
                default?: string;
              };
            };
            /**
             * @description Before the app's own system message, or instead of it
             * @default before
             * @enum {string}
             */
            placement?: 'before' | 'replace';
          };
          /**
           * @description Request fields that the route sets, such as temperature
           * @default {}
           */
          params?: {
            [key: string]: components['schemas']['JsonValue'];
          };
          /**
           * @default {
           *       "connectMs": 2000,
           *       "firstTokenMs": 30000,
           *       "betweenTokensMs": 30000,
           *       "totalMs": 120000
           *     }
           */
          timeouts?: {
            /** @default 2000 */
            connectMs?: number;
            /** @default 30000 */
            firstTokenMs?: number;
            /** @default 30000 */
            betweenTokensMs?: number;
            /** @default 120000 */
            totalMs?: number;
          };
          /**
           * @default {
           *       "attempts": 1,
           *       "budget": 0.2
           *     }
           */
          retries?: {
            /**
             * @description Tries after the first, before the first byte went to the client
             * @default 1
             */
            attempts?: number;
            /**
             * @description Retries as a share of the calls to a target, beyond ten and one a second
             * @default 0.2
             */
            budget?: number;
          };
          /**
           * @default {
           *       "consecutiveFailures": 10,
           *       "errorRate": 0.5,
           *       "minCalls": 20,
           *       "openMs": 5000
           *     }
           */
          breaker?:
            | 'off'
            | {
                /** @default 10 */
                consecutiveFailures?: number;
                /**
                 * @description Share of failures within ten seconds
                 * @default 0.5
                 */
                errorRate?: number;
                /**
                 * @description Calls below which errorRate says nothing
                 * @default 20
                 */
                minCalls?: number;
                /**
                 * @description Until one call tries again; doubles up to 60 s
                 * @default 5000
                 */
                openMs?: number;
              };
          /** @description Which target answers, where there are others beside the provider and model of the version */
          routing?:
            | {
                /** @constant */
                policy: 'weighted';
                /**
                 * @description Weight of the version's own provider and model
                 * @default 1
                 */
                ownWeight?: number;
                targets: {
                  provider: string;
                  model: string;
                  weight: number;
                }[];
              }
            | {
                /** @constant */
                policy: 'round-robin';
                targets: {
                  provider: string;
                  model: string;
                }[];
              }
            | {
                /** @constant */
                policy: 'least-latency';
                targets: {
                  provider: string;
                  model: string;
                }[];
              }
            | {
                /** @constant */
                policy: 'least-cost';
                targets: {
                  provider: string;
                  model: string;
                }[];
                /**
                 * @description Tokens of an answer at which prices are compared, beside the estimated tokens of the prompt
                 * @default 300
                 */
                completionTokens?: number;
              }
            | {
                /** @constant */
                policy: 'conditional';
                /** @description The first that holds gives the target; the version's own where none does */
                rules: {
                  provider: string;
                  model: string;
                  when: {
                    /** @description The tenant of the key is one of these */
                    tenant?: string[];
                    /** @description Labels of the key or of `metadata`: each has one of these values */
                    labels?: {
                      [key: string]: string[];
                    };
                    promptBytes?: {
                      min?: number;
                      max?: number;
                    };
                    /** @description Estimated: a quarter of the bytes */
                    promptTokens?: {
                      min?: number;
                      max?: number;
                    };
                    /** @description Whether the call offers tools at all, or one of these */
                    tools?: boolean | string[];
                  };
                }[];
              };
          /** @default [] */
          fallbacks?: {
            provider: string;
            model: string;
            /** @description Classes of failure and statuses that it answers for; what the target before is at fault for if left out */
            on?: (
              | (
                  | 'connection'
                  | 'timeout'
                  | 'rate_limit'
                  | 'server_error'
                  | 'invalid_answer'
                  | 'auth'
                  | 'not_found'
                  | 'unsupported'
                  | 'misconfigured'
                  | 'context_length'
                  | 'content_filter'
                  | 'bad_request'
                )
              | number
            )[];
          }[];
          /** @description Copies of requests to another target, whose answers nobody gets */
          mirror?: {
            provider: string;
            model: string;
            /** @description Share of requests */
            rate: number;
            /** @description Request fields of the copies, in the place of the version's params */
            params?: {
              [key: string]: components['schemas']['JsonValue'];
            };
            /** @default 16 */
            maxConcurrent?: number;
            /** @default 10 */
            maxPerSecond?: number;
            /** @description In each UTC day; where a call came without a price nothing more is mirrored */
            maxSpendUsdPerDay?: number;
          };
          /**
           * @default {
           *       "pre": [],
           *       "post": []
           *     }
           */
          guardrails?: {
            /**
             * @description Before the model: what they read is the request
             * @default []
             */
            pre?: (
              | {
                  /** @constant */
                  kind: 'personal-data';
                  /** @description How traces, metrics and errors name it */
                  name: string;
                  /**
                   * @description What an enforcing or redacting guardrail does when it fails itself: let the call pass, or refuse it
                   * @default closed
                   * @enum {string}
                   */
                  onFailure?: 'open' | 'closed';
                  /**
                   * @description After this it has failed
                   * @default 2000
                   */
                  timeoutMs?: number;
                  /**
                   * @description What it does about what it finds
                   * @enum {string}
                   */
                  mode: 'observe' | 'warn' | 'enforce' | 'redact';
                  /** @description Whose messages of a request it reads; all unless said otherwise */
                  roles?: ('system' | 'user' | 'assistant' | 'tool')[];
                  /**
                   * @default [
                   *       "email",
                   *       "phone",
                   *       "card",
                   *       "iban",
                   *       "national_id",
                   *       "ip_address"
                   *     ]
                   */
                  kinds?: ('email' | 'phone' | 'card' | 'iban' | 'national_id' | 'ip_address')[];
                }
              | {
                  /** @constant */
                  kind: 'secrets';
                  /** @description How traces, metrics and errors name it */
                  name: string;
                  /**
                   * @description What an enforcing or redacting guardrail does when it fails itself: let the call pass, or refuse it
                   * @default closed
                   * @enum {string}
                   */
                  onFailure?: 'open' | 'closed';
                  /**
                   * @description After this it has failed
                   * @default 2000
                   */
                  timeoutMs?: number;
                  /**
                   * @description What it does about what it finds
                   * @enum {string}
                   */
                  mode: 'observe' | 'warn' | 'enforce' | 'redact';
                  /** @description Whose messages of a request it reads; all unless said otherwise */
                  roles?: ('system' | 'user' | 'assistant' | 'tool')[];
                  /**
                   * @default [
                   *       "api_key",
                   *       "jwt",
                   *       "private_key",
                   *       "password",
                   *       "high_entropy"
                   *     ]
                   */
                  kinds?: ('api_key' | 'jwt' | 'private_key' | 'password' | 'high_entropy')[];
                }
              | {
                  /** @constant */
                  kind: 'prompt-injection';
                  /** @description How traces, metrics and errors name it */
                  name: string;
                  /**
                   * @description What an enforcing or redacting guardrail does when it fails itself: let the call pass, or refuse it
                   * @default closed
                   * @enum {string}
                   */
                  onFailure?: 'open' | 'closed';
                  /**
                   * @description After this it has failed
                   * @default 2000
                   */
                  timeoutMs?: number;
                  /**
                   * @description What it does about what it finds
                   * @enum {string}
                   */
                  mode: 'observe' | 'warn' | 'enforce';
                  /**
                   * @description Whose messages of a request it reads; all unless said otherwise
                   * @default [
                   *       "user",
                   *       "tool"
                   *     ]
                   */
                  roles?: ('system' | 'user' | 'assistant' | 'tool')[];
                  /**
                   * @description How much looks like an injection
                   * @default medium
                   * @enum {string}
                   */
                  sensitivity?: 'low' | 'medium' | 'high';
                }
              | {
                  /** @constant */
                  kind: 'denied-pattern';
                  /** @description How traces, metrics and errors name it */
                  name: string;
                  /**
                   * @description What an enforcing or redacting guardrail does when it fails itself: let the call pass, or refuse it
                   * @default closed
                   * @enum {string}
                   */
                  onFailure?: 'open' | 'closed';
                  /**
                   * @description After this it has failed
                   * @default 2000
                   */
                  timeoutMs?: number;
                  /**
                   * @description What it does about what it finds
                   * @enum {string}
                   */
                  mode: 'observe' | 'warn' | 'enforce' | 'redact';
                  /** @description Whose messages of a request it reads; all unless said otherwise */
                  roles?: ('system' | 'user' | 'assistant' | 'tool')[];
                  /** @description RE2 expressions of which none may be found */
                  patterns: string[];
                  /** @default true */
                  ignoreCase?: boolean;
                  /**
                   * @description What stands in the place of what is redacted: [DENIED]
                   * @default denied
                   */
                  label?: string;
                  /**
                   * @description The longest match that a stream is held back for
                   * @default 256
                   */
                  windowCharacters?: number;
                }
              | {
                  /** @constant */
                  kind: 'required-pattern';
                  /** @description How traces, metrics and errors name it */
                  name: string;
                  /**
                   * @description What an enforcing or redacting guardrail does when it fails itself: let the call pass, or refuse it
                   * @default closed
                   * @enum {string}
                   */
                  onFailure?: 'open' | 'closed';
                  /**
                   * @description After this it has failed
                   * @default 2000
                   */
                  timeoutMs?: number;
                  /**
                   * @description What it does about what it finds
                   * @enum {string}
                   */
                  mode: 'observe' | 'warn' | 'enforce';
                  /** @description Whose messages of a request it reads; all unless said otherwise */
                  roles?: ('system' | 'user' | 'assistant' | 'tool')[];
                  /** @description RE2 expressions that must all be found in the request, or in each answer */
                  patterns: string[];
                  /** @default true */
                  ignoreCase?: boolean;
                }
              | {
                  /** @constant */
                  kind: 'length';
                  /** @description How traces, metrics and errors name it */
                  name: string;
                  /**
                   * @description What an enforcing or redacting guardrail does when it fails itself: let the call pass, or refuse it
                   * @default closed
                   * @enum {string}
                   */
                  onFailure?: 'open' | 'closed';
                  /**
                   * @description After this it has failed
                   * @default 2000
                   */
                  timeoutMs?: number;
                  /**
                   * @description What it does about what it finds
                   * @enum {string}
                   */
                  mode: 'observe' | 'warn' | 'enforce';
                  /** @description Whose messages of a request it reads; all unless said otherwise */
                  roles?: ('system' | 'user' | 'assistant' | 'tool')[];
                  minCharacters?: number;
                  maxCharacters?: number;
                  /** @description Estimated: a quarter of the bytes of the text */
                  maxTokens?: number;
                }
              | {
                  /** @constant */
                  kind: 'moderation';
                  /** @description How traces, metrics and errors name it */
                  name: string;
                  /**
                   * @description What an enforcing or redacting guardrail does when it fails itself: let the call pass, or refuse it
                   * @default closed
                   * @enum {string}
                   */
                  onFailure?: 'open' | 'closed';
                  /**
                   * @description After this it has failed
                   * @default 5000
                   */
                  timeoutMs?: number;
                  /**
                   * @description What it does about what it finds
                   * @enum {string}
                   */
                  mode: 'observe' | 'warn' | 'enforce';
                  /** @description Whose messages of a request it reads; all unless said otherwise */
                  roles?: ('system' | 'user' | 'assistant' | 'tool')[];
                  provider: string;
                  /** @default omni-moderation-latest */
                  model?: string;
                  /** @description By category, the score from which it counts; what the provider flags where none is given */
                  thresholds?: {
                    [key: string]: number;
                  };
                }
              | {
                  /** @constant */
                  kind: 'webhook';
                  /** @description How traces, metrics and errors name it */
                  name: string;
                  /**
                   * @description What an enforcing or redacting guardrail does when it fails itself: let the call pass, or refuse it
                   * @default closed
                   * @enum {string}
                   */
                  onFailure?: 'open' | 'closed';
                  /**
                   * @description After this it has failed
                   * @default 3000
                   */
                  timeoutMs?: number;
                  /**
                   * @description What it does about what it finds
                   * @enum {string}
                   */
                  mode: 'observe' | 'warn' | 'enforce';
                  /** @description Whose messages of a request it reads; all unless said otherwise */
                  roles?: ('system' | 'user' | 'assistant' | 'tool')[];
                  /** Format: uri */
                  url: string;
                  /** @description Signs what is sent (HMAC-SHA-256) */
                  secret?: {
                    env: string;
                  };
                }
              | {
                  /** @constant */
                  kind: 'judge';
                  /** @description How traces, metrics and errors name it */
                  name: string;
                  /**
                   * @description What an enforcing or redacting guardrail does when it fails itself: let the call pass, or refuse it
                   * @default closed
                   * @enum {string}
                   */
                  onFailure?: 'open' | 'closed';
                  /**
                   * @description After this it has failed
                   * @default 10000
                   */
                  timeoutMs?: number;
                  /**
                   * @description What it does about what it finds
                   * @enum {string}
                   */
                  mode: 'observe' | 'warn' | 'enforce';
                  /** @description Whose messages of a request it reads; all unless said otherwise */
                  roles?: ('system' | 'user' | 'assistant' | 'tool')[];
                  provider: string;
                  model: string;
                  /** @description What is not allowed, in words */
                  policy: string;
                }
            )[];
            /**
             * @description After the model: what they read is the answer
             * @default []
             */
            post?: (
              | {
                  /** @constant */
                  kind: 'personal-data';
                  /** @description How traces, metrics and errors name it */
                  name: string;
                  /**
                   * @description What an enforcing or redacting guardrail does when it fails itself: let the call pass, or refuse it
                   * @default closed
                   * @enum {string}
                   */
                  onFailure?: 'open' | 'closed';
                  /**
                   * @description After this it has failed
                   * @default 2000
                   */
                  timeoutMs?: number;
                  /**
                   * @description What it does about what it finds
                   * @enum {string}
                   */
                  mode: 'observe' | 'warn' | 'enforce' | 'redact';
                  /** @description Whose messages of a request it reads; all unless said otherwise */
                  roles?: ('system' | 'user' | 'assistant' | 'tool')[];
                  /**
                   * @default [
                   *       "email",
                   *       "phone",
                   *       "card",
                   *       "iban",
                   *       "national_id",
                   *       "ip_address"
                   *     ]
                   */
                  kinds?: ('email' | 'phone' | 'card' | 'iban' | 'national_id' | 'ip_address')[];
                }
              | {
                  /** @constant */
                  kind: 'secrets';
                  /** @description How traces, metrics and errors name it */
                  name: string;
                  /**
                   * @description What an enforcing or redacting guardrail does when it fails itself: let the call pass, or refuse it
                   * @default closed
                   * @enum {string}
                   */
                  onFailure?: 'open' | 'closed';
                  /**
                   * @description After this it has failed
                   * @default 2000
                   */
                  timeoutMs?: number;
                  /**
                   * @description What it does about what it finds
                   * @enum {string}
                   */
                  mode: 'observe' | 'warn' | 'enforce' | 'redact';
                  /** @description Whose messages of a request it reads; all unless said otherwise */
                  roles?: ('system' | 'user' | 'assistant' | 'tool')[];
                  /**
                   * @default [
                   *       "api_key",
                   *       "jwt",
                   *       "private_key",
                   *       "password",
                   *       "high_entropy"
                   *     ]
                   */
                  kinds?: ('api_key' | 'jwt' | 'private_key' | 'password' | 'high_entropy')[];
                }
              | {
                  /** @constant */
                  kind: 'prompt-injection';
                  /** @description How traces, metrics and errors name it */
                  name: string;
                  /**
                   * @description What an enforcing or redacting guardrail does when it fails itself: let the call pass, or refuse it
                   * @default closed
                   * @enum {string}
                   */
                  onFailure?: 'open' | 'closed';
                  /**
                   * @description After this it has failed
                   * @default 2000
                   */
                  timeoutMs?: number;
                  /**
                   * @description What it does about what it finds
                   * @enum {string}
                   */
                  mode: 'observe' | 'warn' | 'enforce';
                  /**
                   * @description Whose messages of a request it reads; all unless said otherwise
                   * @default [
                   *       "user",
                   *       "tool"
                   *     ]
                   */
                  roles?: ('system' | 'user' | 'assistant' | 'tool')[];
                  /**
                   * @description How much looks like an injection
                   * @default medium
                   * @enum {string}
                   */
                  sensitivity?: 'low' | 'medium' | 'high';
                }
              | {
                  /** @constant */
                  kind: 'denied-pattern';
                  /** @description How traces, metrics and errors name it */
                  name: string;
                  /**
                   * @description What an enforcing or redacting guardrail does when it fails itself: let the call pass, or refuse it
                   * @default closed
                   * @enum {string}
                   */
                  onFailure?: 'open' | 'closed';
                  /**
                   * @description After this it has failed
                   * @default 2000
                   */
                  timeoutMs?: number;
                  /**
                   * @description What it does about what it finds
                   * @enum {string}
                   */
                  mode: 'observe' | 'warn' | 'enforce' | 'redact';
                  /** @description Whose messages of a request it reads; all unless said otherwise */
                  roles?: ('system' | 'user' | 'assistant' | 'tool')[];
                  /** @description RE2 expressions of which none may be found */
                  patterns: string[];
                  /** @default true */
                  ignoreCase?: boolean;
                  /**
                   * @description What stands in the place of what is redacted: [DENIED]
                   * @default denied
                   */
                  label?: string;
                  /**
                   * @description The longest match that a stream is held back for
                   * @default 256
                   */
                  windowCharacters?: number;
                }
              | {
                  /** @constant */
                  kind: 'required-pattern';
                  /** @description How traces, metrics and errors name it */
                  name: string;
                  /**
                   * @description What an enforcing or redacting guardrail does when it fails itself: let the call pass, or refuse it
                   * @default closed
                   * @enum {string}
                   */
                  onFailure?: 'open' | 'closed';
                  /**
                   * @description After this it has failed
                   * @default 2000
                   */
                  timeoutMs?: number;
                  /**
                   * @description What it does about what it finds
                   * @enum {string}
                   */
                  mode: 'observe' | 'warn' | 'enforce';
                  /** @description Whose messages of a request it reads; all unless said otherwise */
                  roles?: ('system' | 'user' | 'assistant' | 'tool')[];
                  /** @description RE2 expressions that must all be found in the request, or in each answer */
                  patterns: string[];
                  /** @default true */
                  ignoreCase?: boolean;
                }
              | {
                  /** @constant */
                  kind: 'length';
                  /** @description How traces, metrics and errors name it */
                  name: string;
                  /**
                   * @description What an enforcing or redacting guardrail does when it fails itself: let the call pass, or refuse it
                   * @default closed
                   * @enum {string}
                   */
                  onFailure?: 'open' | 'closed';
                  /**
                   * @description After this it has failed
                   * @default 2000
                   */
                  timeoutMs?: number;
                  /**
                   * @description What it does about what it finds
                   * @enum {string}
                   */
                  mode: 'observe' | 'warn' | 'enforce';
                  /** @description Whose messages of a request it reads; all unless said otherwise */
                  roles?: ('system' | 'user' | 'assistant' | 'tool')[];
                  minCharacters?: number;
                  maxCharacters?: number;
                  /** @description Estimated: a quarter of the bytes of the text */
                  maxTokens?: number;
                }
              | {
                  /** @constant */
                  kind: 'moderation';
                  /** @description How traces, metrics and errors name it */
                  name: string;
                  /**
                   * @description What an enforcing or redacting guardrail does when it fails itself: let the call pass, or refuse it
                   * @default closed
                   * @enum {string}
                   */
                  onFailure?: 'open' | 'closed';
                  /**
                   * @description After this it has failed
                   * @default 5000
                   */
                  timeoutMs?: number;
                  /**
                   * @description What it does about what it finds
                   * @enum {string}
                   */
                  mode: 'observe' | 'warn' | 'enforce';
                  /** @description Whose messages of a request it reads; all unless said otherwise */
                  roles?: ('system' | 'user' | 'assistant' | 'tool')[];
                  provider: string;
                  /** @default omni-moderation-latest */
                  model?: string;
                  /** @description By category, the score from which it counts; what the provider flags where none is given */
                  thresholds?: {
                    [key: string]: number;
                  };
                }
              | {
                  /** @constant */
                  kind: 'webhook';
                  /** @description How traces, metrics and errors name it */
                  name: string;
                  /**
                   * @description What an enforcing or redacting guardrail does when it fails itself: let the call pass, or refuse it
                   * @default closed
                   * @enum {string}
                   */
                  onFailure?: 'open' | 'closed';
                  /**
                   * @description After this it has failed
                   * @default 3000
                   */
                  timeoutMs?: number;
                  /**
                   * @description What it does about what it finds
                   * @enum {string}
                   */
                  mode: 'observe' | 'warn' | 'enforce';
                  /** @description Whose messages of a request it reads; all unless said otherwise */
                  roles?: ('system' | 'user' | 'assistant' | 'tool')[];
                  /** Format: uri */
                  url: string;
                  /** @description Signs what is sent (HMAC-SHA-256) */
                  secret?: {
                    env: string;
                  };
                }
              | {
                  /** @constant */
                  kind: 'judge';
                  /** @description How traces, metrics and errors name it */
                  name: string;
                  /**
                   * @description What an enforcing or redacting guardrail does when it fails itself: let the call pass, or refuse it
                   * @default closed
                   * @enum {string}
                   */
                  onFailure?: 'open' | 'closed';
                  /**
                   * @description After this it has failed
                   * @default 10000
                   */
                  timeoutMs?: number;
                  /**
                   * @description What it does about what it finds
                   * @enum {string}
                   */
                  mode: 'observe' | 'warn' | 'enforce';
                  /** @description Whose messages of a request it reads; all unless said otherwise */
                  roles?: ('system' | 'user' | 'assistant' | 'tool')[];
                  provider: string;
                  model: string;
                  /** @description What is not allowed, in words */
                  policy: string;
                }
              | {
                  /** @constant */
                  kind: 'json-schema';
                  /** @description How traces, metrics and errors name it */
                  name: string;
                  /**
                   * @description What an enforcing or redacting guardrail does when it fails itself: let the call pass, or refuse it
                   * @default closed
                   * @enum {string}
                   */
                  onFailure?: 'open' | 'closed';
                  /**
                   * @description After this it has failed
                   * @default 2000
                   */
                  timeoutMs?: number;
                  /**
                   * @description What it does about what it finds
                   * @enum {string}
                   */
                  mode: 'observe' | 'warn' | 'enforce';
                  /** @description JSON Schema (2020-12) that the answer must satisfy; an answer that calls tools is let by */
                  schema: {
                    [key: string]: unknown;
                  };
                }
              | {
                  /** @constant */
                  kind: 'tools';
                  /** @description How traces, metrics and errors name it */
                  name: string;
                  /**
                   * @description What an enforcing or redacting guardrail does when it fails itself: let the call pass, or refuse it
                   * @default closed
                   * @enum {string}
                   */
                  onFailure?: 'open' | 'closed';
                  /**
                   * @description After this it has failed
                   * @default 2000
                   */
                  timeoutMs?: number;
                  /**
                   * @description What it does about what it finds
                   * @enum {string}
                   */
                  mode: 'observe' | 'warn' | 'enforce';
                  /** @description The tools that an answer may call, each with the JSON Schema of its arguments where they are bounded */
                  allowed: {
                    name: string;
                    arguments?: {
                      [key: string]: unknown;
                    };
                  }[];
                }
            )[];
          };
          /**
           * @default {
           *       "mode": "off"
           *     }
           */
          cache?:
            | {
                /** @constant */
                mode: 'off';
              }
            | {
                /** @constant */
                mode: 'exact';
                /**
                 * @description How long an answer may be served again
                 * @default 10m
                 * @example 30m
                 */
                ttl?: string;
                /**
                 * @description Answers of the version that a replica keeps
                 * @default 1000
                 */
                maxEntries?: number;
                /**
                 * @description Bytes of the answers of the version that a replica keeps
                 * @default 16777216
                 */
                maxBytes?: number;
                /**
                 * @description A larger answer is not kept
                 * @default 1048576
                 */
                maxAnswerBytes?: number;
              }
            | {
                /** @constant */
                mode: 'semantic';
                /**
                 * @description How long an answer may be served again
                 * @default 10m
                 * @example 30m
                 */
                ttl?: string;
                /**
                 * @description Answers of the version that a replica keeps
                 * @default 1000
                 */
                maxEntries?: number;
                /**
                 * @description Bytes of the answers of the version that a replica keeps
                 * @default 16777216
                 */
                maxBytes?: number;
                /**
                 * @description A larger answer is not kept
                 * @default 1048576
                 */
                maxAnswerBytes?: number;
                /** @description What the last turn of the user is compared by */
                embedding: {
                  provider: string;
                  model: string;
                  /**
                   * @description Longer, and the call goes on without
                   * @default 500
                   */
                  timeoutMs?: number;
                };
                /**
                 * @description Least cosine of two turns that mean the same
                 * @default 0.95
                 */
                similarity?: number;
              };
          /**
           * @default {
           *       "mode": "metadata",
           *       "rate": 0.05
           *     }
           */
          capture?: {
            /**
             * @description none keeps no traces at all; sampled and full keep redacted prompts and answers too
             * @default metadata
             * @enum {string}
             */
            mode?: 'none' | 'metadata' | 'sampled' | 'full';
            /**
             * @description Share of calls whose bodies `sampled` keeps
             * @default 0.05
             */
            rate?: number;
          };
          /**
           * @description Deterministic checks of every answer, off the request path
           * @default []
           */
          evaluators?: (
            | {
                /** @constant */
                kind: 'json-schema';
                /** @description Its failures are the metric eval_fail_rate:<name> */
                name: string;
                /** @description JSON Schema (2020-12) that the answer must satisfy */
                schema: {
                  [key: string]: unknown;
                };
              }
            | {
                /** @constant */
                kind: 'tool-calls';
                /** @description Its failures are the metric eval_fail_rate:<name> */
                name: string;
                /**
                 * @description Whether an answer that calls no tool fails; else nothing is said of it
                 * @default false
                 */
                required?: boolean;
              }
            | {
                /** @constant */
                kind: 'pattern';
                /** @description Its failures are the metric eval_fail_rate:<name> */
                name: string;
                /**
                 * @description RE2 expressions that all must be found in the answer
                 * @default []
                 */
                required?: string[];
                /**
                 * @description RE2 expressions of which none may be found in it
                 * @default []
                 */
                denied?: string[];
                /** @default false */
                ignoreCase?: boolean;
              }
            | {
                /** @constant */
                kind: 'length';
                /** @description Its failures are the metric eval_fail_rate:<name> */
                name: string;
                minChars?: number;
                maxChars?: number;
                minWords?: number;
                maxWords?: number;
              }
            | {
                /** @constant */
                kind: 'language';
                /** @description Its failures are the metric eval_fail_rate:<name> */
                name: string;
                /** @description Languages in which an answer may be */
                languages: string[];
              }
            | {
                /** @constant */
                kind: 'refusal';
                /** @description Its failures are the metric eval_fail_rate:<name> */
                name: string;
                /**
                 * @description More beginnings of an answer that declines, beside the known ones
                 * @default []
                 */
                phrases?: string[];
              }
            | {
                /** @constant */
                kind: 'truncation';
                /** @description Its failures are the metric eval_fail_rate:<name> */
                name: string;
              }
            | {
                /** @constant */
                kind: 'match';
                /** @description Its failures are the metric eval_fail_rate:<name> */
                name: string;
                /** @description What the answer should be; a request without it is not judged */
                expected:
                  | {
                      /** @description The field of the request’s metadata that holds it */
                      metadata: string;
                    }
                  | {
                      text: string;
                    };
                /**
                 * @default exact
                 * @enum {string}
                 */
                mode?: 'exact' | 'contains' | 'fuzzy';
                /**
                 * @description For fuzzy: least share of characters that need no edit (Levenshtein)
                 * @default 0.8
                 */
                similarity?: number;
                /** @default true */
                ignoreCase?: boolean;
              }
          )[];
          budgets?: {
            /** @default [] */
            limits?: {
              /** @description Stands in errors, metrics and events; what is used is counted under it */
              id: string;
              /**
               * @description What is counted: requests, tokens (prompt and answer) or US dollars
               * @enum {string}
               */
              measure: 'requests' | 'tokens' | 'usd';
              max: number;
              /**
               * @description minute: any 60 seconds; hour, day, month: those of the calendar, in UTC
               * @enum {string}
               */
              window: 'minute' | 'hour' | 'day' | 'month';
              /**
               * @description The share of max at which people are told
               * @default 0.8
               */
              warnAt?: number;
              /**
               * @description While the counters cannot be reached: each replica counts for itself (local), lets pass (open), refuses (closed)
               * @default local
               * @enum {string}
               */
              onStoreFailure?: 'local' | 'open' | 'closed';
              /**
               * @description Each combination of these has its own counter; all share one where left out
               * @default []
               */
              per?: ('key' | 'tenant' | 'team' | 'route')[];
            }[];
            /**
             * @description Of all calls with one traceparent: how many there are, and what they cost
             * @default {}
             */
            trace?: {
              calls?: {
                /** @description Told in a header, the trace and a metric */
                warn?: number;
                /** @description Refused with 429, trace_budget_exceeded */
                stop?: number;
              };
              usd?: {
                /** @description Told in a header, the trace and a metric */
                warn?: number;
                /** @description Refused with 429, trace_budget_exceeded */
                stop?: number;
              };
            };
          };
        };
        /** @description What it asks of its releases; stays as it is where left out */
        policy?: components['schemas']['ReleasePolicy'];
      }[];
      /** @default [] */
      limits?: {
        /** @description Stands in errors, metrics and events; what is used is counted under it */
        id: string;
        /**
         * @description What is counted: requests, tokens (prompt and answer) or US dollars
         * @enum {string}
         */
        measure: 'requests' | 'tokens' | 'usd';
        max: number;
        /**
         * @description minute: any 60 seconds; hour, day, month: those of the calendar, in UTC
         * @enum {string}
         */
        window: 'minute' | 'hour' | 'day' | 'month';
        /**
         * @description The share of max at which people are told
         * @default 0.8
         */
        warnAt?: number;
        /**
         * @description While the counters cannot be reached: each replica counts for itself (local), lets pass (open), refuses (closed)
         * @default local
         * @enum {string}
         */
        onStoreFailure?: 'local' | 'open' | 'closed';
        /**
         * @description Each combination of these has its own counter; all share one where left out
         * @default []
         */
        per?: ('key' | 'tenant' | 'team' | 'route')[];
        /**
         * @description For whom it holds; for all where left out
         * @default {}
         */
        only?: {
          key?: string[];
          tenant?: string[];
          team?: string[];
          route?: string[];
        };
        /** @default true */
        enabled?: boolean;
      }[];
      /** @default [] */
      notifications?: {
        id: string;
        /** @description Where to post; by reference where the URL is a secret, as that of a Slack webhook */
        url:
          | string
          | {
              env: string;
            };
        /** @description What it is signed with; unsigned where left out */
        secret?: {
          env: string;
        };
        /**
         * @description slack: the text alone
         * @default standard
         * @enum {string}
         */
        format?: 'standard' | 'slack';
        /**
         * @default [
         *       "stage",
         *       "hold",
         *       "approval",
         *       "rollback",
         *       "end",
         *       "budget",
         *       "cost"
         *     ]
         */
        on?: ('stage' | 'hold' | 'approval' | 'rollback' | 'end' | 'budget' | 'cost')[];
        /** @description Of these routes; of all where left out */
        routes?: components['schemas']['RouteId'][];
        /** @description Another sentence, with {route}, {event}, {reason} and others */
        text?: string;
        /** @default true */
        enabled?: boolean;
      }[];
      /** @description What every route asks of its releases, beside its own policy; stays as it is where left out */
      policy?: components['schemas']['ReleasePolicy'];
    };
    /**
     * @example {
     *       "name": "checkout service",
     *       "tenant": "acme",
     *       "team": "support"
     *     }
     */
    NewKey: {
      name: string;
      tenant?: string;
      team?: string;
      /** @default {} */
      labels?: {
        [key: string]: string;
      };
      routes?: string[];
      /** @default [] */
      limits?: {
        /** @description Stands in errors, metrics and events; what is used is counted under it */
        id: string;
        /**
         * @description What is counted: requests, tokens (prompt and answer) or US dollars
         * @enum {string}
         */
        measure: 'requests' | 'tokens' | 'usd';
        max: number;
        /**
         * @description minute: any 60 seconds; hour, day, month: those of the calendar, in UTC
         * @enum {string}
         */
        window: 'minute' | 'hour' | 'day' | 'month';
        /**
         * @description The share of max at which people are told
         * @default 0.8
         */
        warnAt?: number;
        /**
         * @description While the counters cannot be reached: each replica counts for itself (local), lets pass (open), refuses (closed)
         * @default local
         * @enum {string}
         */
        onStoreFailure?: 'local' | 'open' | 'closed';
      }[];
      /**
       * @description How long it is valid; for good where left out
       * @example 90d
       */
      validFor?: string;
    };
    /**
     * @example {
     *       "grace": "24h"
     *     }
     */
    RotateRequest: {
      /**
       * @description How long the text before is valid beside the new one
       * @default 24h
       * @example 30m
       */
      grace?: string;
      /** @default rotated by hand */
      reason?: string;
    };
    /**
     * @example {
     *       "validFor": "7d"
     *     }
     */
    ExpireRequest: {
      /**
       * @description How long it is still valid, from now on; 0s ends it
       * @example 30m
       */
      validFor: string;
      /** @default expiry set by hand */
      reason?: string;
    };
    RevokeRequest: {
      /** @default revoked by hand */
      reason?: string;
    };
    /**
     * @example {
     *       "name": "ada@example.com",
     *       "role": "approver",
     *       "routes": [
     *         "support-agent"
     *       ],
     *       "validFor": "90d"
     *     }
     */
    NewToken: {
      /** @description Whose it is. Tokens of one name count as one person where people have to agree */
      name: string;
      /** @enum {string} */
      role: 'viewer' | 'operator' | 'approver' | 'admin';
      /** @description Routes that it reaches; all where left out */
      routes?: string[];
      /**
       * @description How long it is valid; for good where left out
       * @example 30m
       */
      validFor?: string;
    };
    RevokeTokenRequest: {
      /** @default revoked by hand */
      reason?: string;
    };
    DeletePerson: {
      user?: string;
      session?: string;
      /** @description For the audit record; name no person in it */
      reason: string;
    };
    /**
     * @description Scores, labels and comments
     * @example {
     *       "feedback": [
     *         {
     *           "trace": "4bf92f3577b34da6a3ce929d0e0e4736",
     *           "name": "helpful",
     *           "value": "fail",
     *           "source": "reviewer"
     *         }
     *       ]
     *     }
     */
    FeedbackRequest: {
      feedback: {
        /** @description Of your own: what comes twice under it is one */
        id?: string;
        trace?: string;
        /** @description `id` of the answer */
        response?: string;
        session?: string;
        /** @description `thumbs`, `task`, `escalated`, `abandoned`, `overridden`, `comment`, or the name of an evaluator */
        name: string;
        /** @description `up` or `down`; `completed` or `failed`; true or false; `pass`, `fail`, a score or a label of your own */
        value?: boolean | number | string;
        /** @description A score from here on passes; 0.5 where it is left out */
        passes?: number;
        comment?: string;
        /**
         * @description Who says so, such as `user`, `reviewer` or the name of an evaluator
         * @default app
         */
        source?: string;
      }[];
    };
    JsonValue: Json;
    /** @description How a release stands */
    ReleaseSummary: {
      /** @example rel_01jd3vm0q4z8k2y7w5x9 */
      id: string;
      /**
       * @description The public model name that an app sends
       * @example support-agent
       */
      route: string;
      /** @enum {string} */
      status:
        | 'starting'
        | 'scheduled'
        | 'running'
        | 'awaiting_approval'
        | 'paused'
        | 'blocked'
        | 'held'
        | 'completing'
        | 'rolling_back'
        | 'completed'
        | 'rolled_back'
        | 'aborted';
      /** @enum {string} */
      stage: 'shadow' | 'canary' | 'ramp' | 'bake' | 'rollback';
      /** @description Share of assignment units that the candidate serves */
      weight: number;
      /** @description Why it stands as it does, as a sentence with its numbers */
      reason: string;
      /**
       * @description Number of a route version
       * @example 7
       */
      stableVersion: number;
      /**
       * @description Number of a route version
       * @example 7
       */
      candidateVersion: number;
      /**
       * @description Fields in which the candidate differs
       * @example [
       *       "model"
       *     ]
       */
      changes: string[];
      description: string | null;
      requestedBy: string;
      /**
       * Format: date-time
       * @example 2026-11-05T14:03:21.118Z
       */
      requestedAt: string;
      /** @description When it was to start; null where at once */
      startAt: string | null;
      endedAt: string | null;
      /** @description How it ended; null while it is under way */
      ending: ('completed' | 'rolled_back' | 'aborted') | null;
      /** @example release/support-agent */
      workflowId: string;
      runId: string | null;
      /**
       * Format: uri
       * @description The release in the Temporal UI
       */
      temporalUrl: string;
    };
    /**
     * @description What went wrong, and what to do about it (RFC 9457)
     * @example {
     *       "type": "https://tidegate.dev/problems/conflict",
     *       "title": "Conflict",
     *       "status": 409,
     *       "detail": "Route \"support-agent\" already has the release rel_01jd3vm0q4z8k2y7w5x9 under way: watch it, or abort it first",
     *       "instance": "/api/v1/releases",
     *       "requestId": "req_6f0c2d1b9a7e4835",
     *       "releaseId": "rel_01jd3vm0q4z8k2y7w5x9"
     *     }
     */
    Problem: {
      /** @example https://tidegate.dev/problems/conflict */
      type: string;
      title: string;
      status: number;
      /** @description One clear sentence that says what to do */
      detail: string;
      /** @description Path of the request */
      instance: string;
      /** @description Stands in the log and in the answer header x-request-id */
      requestId: string;
      /** @description Each fault of the input, by its place */
      errors?: {
        path: string;
        message: string;
      }[];
      /**
       * @description The release in the way, where there is one
       * @example rel_01jd3vm0q4z8k2y7w5x9
       */
      releaseId?: string;
    };
    /** @description One page of a list */
    ReleasePage: {
      items: components['schemas']['ReleaseSummary'][];
      /** @description Pass it as `cursor` for the next page; null on the last */
      nextCursor: string | null;
    };
    /** @description What a release would come to */
    ReleasePreview: {
      /**
       * @description The public model name that an app sends
       * @example support-agent
       */
      route: string;
      /**
       * @description Number of a route version
       * @example 7
       */
      stableVersion: number;
      /**
       * @description Fields in which the candidate differs
       * @example [
       *       "model"
       *     ]
       */
      changes: string[];
      /** @description In what the versions differ, as policies ask: by every target that either may ask */
      aspects: (
        | 'model'
        | 'provider'
        | 'prompt'
        | 'params'
        | 'timeouts'
        | 'retries'
        | 'breaker'
        | 'routing'
        | 'fallbacks'
        | 'mirror'
        | 'guardrails'
        | 'cache'
        | 'capture'
        | 'evaluators'
        | 'budgets'
      )[];
      steps: components['schemas']['PlannedStep'][];
      /** @description What has to be approved, the policies of the route included */
      approvals: {
        /** @enum {string} */
        before: 'shadow' | 'canary' | 'ramp' | 'bake' | 'rollback';
        /** @description The one step of the stage that waits; null: its first */
        weight: number | null;
        /** @description Approvals of different people wanted */
        count: number;
        /** @description Least role of who approves; null: any that may approve */
        role: ('approver' | 'admin') | null;
        /**
         * @description How long one counts; null: for good
         * @example 24h
         */
        expiresAfter: string | null;
        /**
         * @description Who asks for it: `policy` also where it asks for more
         * @enum {string}
         */
        by: 'release' | 'policy';
      }[];
      /** @description Whether who starts it may neither approve nor push it */
      separationOfDuties: boolean;
      /** @description Why it cannot start now: a freeze, a closed change window, a release under way */
      obstacle: string | null;
      /** @description Null where nothing tells how much the route is called: say requestsPerMinute */
      plan: components['schemas']['ReleasePlan'] | null;
    };
    PlannedStep: {
      /** @example ramp 25 % */
      name: string;
      /** @enum {string} */
      stage: 'shadow' | 'canary' | 'ramp' | 'bake' | 'rollback';
      weight: number;
      mirrorRate: number;
      minRequests: number;
      minPairs: number;
      minDurationMs: number;
    };
    /** @description How long a release takes and what it can see */
    ReleasePlan: {
      readonly steps: {
        name: string;
        weight: number;
        /** @description Null where the step never ends at this traffic */
        seconds: number | null;
        /**
         * @description What its length is due to
         * @example 200 requests
         */
        because: string;
      }[];
      /** @description Until a healthy candidate is stable; null where it cannot be */
      seconds: number | null;
      readonly gates: {
        name: string;
        /** @description Candidate requests and seconds until a worsening is condemned, with 80 % and 95 % probability */
        readonly sees: {
          worsening: string;
          p80: {
            requests: number;
            seconds: number;
          } | null;
          p95: {
            requests: number;
            seconds: number;
          } | null;
        }[];
        /** @description The smallest of them that is seen before everybody has the candidate */
        smallest: {
          p80: string | null;
          p95: string | null;
        };
        /** @description Of a gate that is split: what it sees of a fault that one cohort alone has */
        readonly cohorts?: {
          /** @description Of the traffic */
          share: number;
          /** @description Candidate requests and seconds until a worsening is condemned, with 80 % and 95 % probability */
          readonly sees: {
            worsening: string;
            p80: {
              requests: number;
              seconds: number;
            } | null;
            p95: {
              requests: number;
              seconds: number;
            } | null;
          }[];
          /** @description The smallest of them that is seen before everybody has the candidate */
          smallest: {
            p80: string | null;
            p95: string | null;
          };
        }[];
        /** @description Candidate requests that prove a healthy one */
        proofRequests: number | null;
        canDecide: boolean;
      }[];
      /** @description What will not work as planned, and what to change */
      readonly warnings: string[];
      basis: {
        requestsPerMinute: number;
        /** @description Calls that stable’s figures come from; 0 where they are assumed */
        calls: number;
      };
    };
    /** @description A release with its plan, evidence and timeline */
    Release: {
      /** @example rel_01jd3vm0q4z8k2y7w5x9 */
      id: string;
      /**
       * @description The public model name that an app sends
       * @example support-agent
       */
      route: string;
      /** @enum {string} */
      status:
        | 'starting'
        | 'scheduled'
        | 'running'
        | 'awaiting_approval'
        | 'paused'
        | 'blocked'
        | 'held'
        | 'completing'
        | 'rolling_back'
        | 'completed'
        | 'rolled_back'
        | 'aborted';
      /** @enum {string} */
      stage: 'shadow' | 'canary' | 'ramp' | 'bake' | 'rollback';
      /** @description Share of assignment units that the candidate serves */
      weight: number;
      /** @description Why it stands as it does, as a sentence with its numbers */
      reason: string;
      /**
       * @description Number of a route version
       * @example 7
       */
      stableVersion: number;
      /**
       * @description Number of a route version
       * @example 7
       */
      candidateVersion: number;
      /**
       * @description Fields in which the candidate differs
       * @example [
       *       "model"
       *     ]
       */
      changes: string[];
      description: string | null;
      requestedBy: string;
      /**
       * Format: date-time
       * @example 2026-11-05T14:03:21.118Z
       */
      requestedAt: string;
      /** @description When it was to start; null where at once */
      startAt: string | null;
      endedAt: string | null;
      /** @description How it ended; null while it is under way */
      ending: ('completed' | 'rolled_back' | 'aborted') | null;
      /** @example release/support-agent */
      workflowId: string;
      runId: string | null;
      /**
       * Format: uri
       * @description The release in the Temporal UI
       */
      temporalUrl: string;
      steps: components['schemas']['ReleaseStep'][];
      approvals: components['schemas']['ReleaseApproval'][];
      gates: components['schemas']['GateSpec'][];
      /** @description Of the newest look; null before the first */
      verdict: components['schemas']['Verdict'] | null;
      evidence: components['schemas']['GateReport'][];
      acknowledgement: components['schemas']['ReleaseAcknowledgement'];
      timeline: components['schemas']['ReleaseEvent'][];
    };
    /** @description One step of the plan, and what must be seen before the next */
    ReleaseStep: {
      /** @example ramp 25 % */
      name: string;
      /** @enum {string} */
      stage: 'shadow' | 'canary' | 'ramp' | 'bake' | 'rollback';
      weight: number;
      mirrorRate: number;
      minRequests: number;
      minPairs: number;
      minDurationMs: number;
      /**
       * @description `current` stays on the step where a release ended
       * @enum {string}
       */
      state: 'done' | 'current' | 'ahead';
    };
    ReleaseApproval: {
      /** @enum {string} */
      before: 'shadow' | 'canary' | 'ramp' | 'bake' | 'rollback';
      /** @description The one step of the stage that waits; null: its first */
      weight: number | null;
      /** @description Approvals of different people wanted */
      count: number;
      /** @description Least role of who approves; null: any that may approve */
      role: ('approver' | 'admin') | null;
      /**
       * @description How long one counts; null: for good
       * @example 24h
       */
      expiresAfter: string | null;
      given: {
        by: string;
        comment: string;
        /**
         * Format: date-time
         * @example 2026-11-05T14:03:21.118Z
         */
        at: string;
      }[];
    };
    /** @description A metric and how much worse is too much */
    GateSpec: {
      metric: string;
      /** @description Margin: candidate may exceed stable by this much, in the unit of the metric */
      maxIncrease?: number;
      /** @description Margin: candidate may be at most this multiple of stable */
      maxRatio?: number;
      /** @description Absolute limit, in the unit of the metric */
      limit?: number;
      /** @description Absolute limit of a latency, in milliseconds */
      limitMs?: number;
      /** @description Label by whose values the gate is judged too, such as tenant */
      cohortBy?: string;
      /**
       * @default rollback
       * @enum {string}
       */
      onBreach: 'rollback' | 'hold';
      /**
       * @description Whether the last step to 100 % needs non-inferiority of this gate
       * @default true
       */
      promotes: boolean;
      /** @description A judged gate whose judge does not decide alone: people’s labels correct it */
      calibrate?: {
        /**
         * @description Answers of each arm that people must have labelled before the last step to 100 %
         * @default 30
         */
        minLabels: number;
      };
    };
    /**
     * @description The engine's word at one look
     * @example {
     *       "kind": "continue",
     *       "reason": "collecting: 112 of 200 requests"
     *     }
     */
    Verdict: {
      /** @enum {string} */
      kind: 'continue' | 'promote' | 'hold' | 'rollback';
      reason: string;
      /** @description Key of the gate that decided, where one did */
      gate?: string;
      /** @description For a hold: what would resolve it */
      resolution?: string;
    };
    /**
     * @description A gate's evidence so far, against its thresholds
     * @example {
     *       "key": "error_rate",
     *       "metric": "error_rate",
     *       "cohort": "all",
     *       "state": "breached",
     *       "stable": {
     *         "estimate": 0.01,
     *         "count": 4120
     *       },
     *       "candidate": {
     *         "estimate": 0.081,
     *         "count": 412
     *       },
     *       "difference": {
     *         "kind": "difference",
     *         "estimate": 0.071,
     *         "low": 0.044,
     *         "high": 0.102,
     *         "sideBySide": {
     *           "stable": 0.01,
     *           "candidate": 0.081
     *         }
     *       },
     *       "eValue": 212,
     *       "threshold": 100,
     *       "promotionEValue": 0.1,
     *       "promotionThreshold": 20,
     *       "sentence": "error_rate of the candidate 8.1 % against 1.0 % (margin 1.0 pp), e-value 212 of 100 needed, 412 requests"
     *     }
     */
    GateReport: {
      /**
       * @description `metric`, or `metric{tenant=acme}`
       * @example error_rate
       */
      key: string;
      metric: string;
      /**
       * @description `all`, or `label=value`
       * @example all
       */
      cohort: string;
      /** @enum {string} */
      state: 'no_data' | 'collecting' | 'healthy' | 'breached' | 'inconclusive';
      stable: components['schemas']['ArmEstimate'];
      candidate: components['schemas']['ArmEstimate'];
      /** @description Anytime-valid interval of candidate minus stable, or candidate over stable, over calls that both arms finished side by side */
      difference?: {
        /** @enum {string} */
        kind: 'difference' | 'ratio';
        estimate: number;
        low: number;
        high: number;
        /** @description What each arm did in the calls that are compared: those finished side by side */
        sideBySide?: {
          stable: number;
          candidate: number;
        };
      };
      /** @description Evidence that the margin is exceeded */
      eValue: number;
      /** @description eValue that rolls back */
      threshold: number;
      /** @description Evidence that the margin is kept */
      promotionEValue: number;
      /** @description promotionEValue that the last promotion needs */
      promotionThreshold: number;
      sentence: string;
    };
    /**
     * @description One arm's part of a gate's evidence
     * @example {
     *       "estimate": 0.011,
     *       "count": 4120
     *     }
     */
    ArmEstimate: {
      /** @description In the metric's unit; absent where there is no data */
      estimate?: number;
      count: number;
    };
    /** @description Which replicas run what the release last published */
    ReleaseAcknowledgement: {
      /** @description Newest publication of this release */
      snapshotVersion: number | null;
      /** @description Live replicas that run it */
      acknowledged: string[];
      /** @description Live replicas that do not run it yet */
      waiting: string[];
    };
    /** @description One entry of a release’s timeline */
    ReleaseEvent: {
      /** @description Number within the release; also the id of its SSE event */
      sequence: number;
      /**
       * Format: date-time
       * @example 2026-11-05T14:03:21.118Z
       */
      at: string;
      /** @enum {string} */
      type:
        | 'scheduled'
        | 'started'
        | 'advanced'
        | 'acknowledged'
        | 'awaiting_approval'
        | 'approved'
        | 'paused'
        | 'resumed'
        | 'blocked'
        | 'unblocked'
        | 'held'
        | 'hold_cleared'
        | 'promotion_forced'
        | 'rollback_started'
        | 'abort_started'
        | 'completing'
        | 'completed'
        | 'rolled_back'
        | 'aborted'
        | 'lost_route';
      /** @description Who did it: a person, `tidegate`, or a gate */
      actor: string;
      /** @enum {string} */
      status:
        | 'starting'
        | 'scheduled'
        | 'running'
        | 'awaiting_approval'
        | 'paused'
        | 'blocked'
        | 'held'
        | 'completing'
        | 'rolling_back'
        | 'completed'
        | 'rolled_back'
        | 'aborted';
      /** @enum {string} */
      stage: 'shadow' | 'canary' | 'ramp' | 'bake' | 'rollback';
      weight: number;
      reason: string;
      details: {
        [key: string]: string | number;
      };
      /** @description The evidence at that moment */
      gates: components['schemas']['GateReport'][];
      /** @description What was published by it, where something was */
      snapshotVersion: number | null;
    };
    /** @description Looks, oldest first, evenly thinned where there are many */
    ObservationList: {
      items: components['schemas']['Observation'][];
    };
    /** @description What the engine saw and said at one look */
    Observation: {
      /**
       * Format: date-time
       * @example 2026-11-05T14:03:21.118Z
       */
      at: string;
      /** @enum {string} */
      stage: 'shadow' | 'canary' | 'ramp' | 'bake' | 'rollback';
      weight: number;
      verdict: components['schemas']['Verdict'];
      gates: components['schemas']['GateReport'][];
    };
    /** @description All that a release came to, for a page about it */
    ReleaseReport: {
      /**
       * Format: date-time
       * @example 2026-11-05T14:03:21.118Z
       */
      madeAt: string;
      release: components['schemas']['Release'];
      /** @description Where the two versions differ; a side that is absent is not there */
      differences: {
        path: string;
        before?: components['schemas']['JsonValue'];
        after?: components['schemas']['JsonValue'];
      }[];
      /** @description Oldest first, evenly thinned */
      looks: components['schemas']['Observation'][];
      arms: {
        /** @enum {string} */
        arm: 'stable' | 'candidate' | 'shadow';
        calls: number;
        failed: number;
        costUsd: number | null;
        promptTokens: number | null;
        completionTokens: number | null;
      }[];
      feedback: {
        name: string;
        arm: string;
        said: number;
        bad: number;
      }[];
      judges: {
        judge: string;
        judged: number;
        /** @description Failed, too late, or beyond the limit of spending */
        missing: number;
        waiting: number;
        spentUsd: number;
        /** @description Whether its spending has come to the limit */
        exhausted: boolean;
        /** @description On the calls that people judged too; kappa is Cohen’s */
        agreement: {
          both: number;
          agreed: number;
          kappa?: number;
        };
      }[];
      examples: {
        /** @description Key of the gate that these calls speak against */
        gate: string;
        calls: {
          candidate: components['schemas']['ReportCall'];
          stable: components['schemas']['ReportCall'] | null;
          /** @description Whether both answered the same prompt */
          samePrompt: boolean;
        }[];
      }[];
    };
    /** @description One call as a report shows it */
    ReportCall: {
      traceId: string;
      spanId: string;
      /**
       * Format: date-time
       * @example 2026-11-05T14:03:21.118Z
       */
      startedAt: string;
      /** @enum {string} */
      arm: 'stable' | 'candidate' | 'shadow';
      model: string;
      status: number;
      errorType: string | null;
      latencyMs: number;
      costUsd: number | null;
      completionTokens: number | null;
      finishReason: string | null;
      evaluations: {
        [key: string]: 'pass' | 'fail';
      };
      labels: {
        [key: string]: string;
      };
      /** @description Redacted; null where it was not captured */
      prompt: string | null;
      answer: string | null;
    };
    FreezeList: {
      items: components['schemas']['Freeze'][];
    };
    /** @description Nothing is started and nothing goes forward */
    Freeze: {
      /** @description null: all routes */
      route: string | null;
      reason: string;
      by: string;
      /**
       * Format: date-time
       * @example 2026-11-05T14:03:21.118Z
       */
      since: string;
      /** @description null: until it is ended */
      until: string | null;
    };
    Frozen: {
      freeze: components['schemas']['Freeze'];
      /** @description Releases that were aborted, with stable serving all */
      aborted: string[];
      /** @description Releases that could not be told; while nobody watches them, stable serves all */
      notAborted: {
        /** @example rel_01jd3vm0q4z8k2y7w5x9 */
        release: string;
        why: string;
      }[];
    };
    /** @description One page of a list */
    RoutePage: {
      items: components['schemas']['Route'][];
      /** @description Pass it as `cursor` for the next page; null on the last */
      nextCursor: string | null;
    };
    /** @description A public model name and what serves it */
    Route: {
      /**
       * @description The public model name that an app sends
       * @example support-agent
       */
      id: string;
      /** @description What sticks to an arm: the first one present */
      assignBy: ('session' | 'user' | 'trace' | 'request')[];
      /**
       * @description Number of a route version
       * @example 7
       */
      stableVersion: number;
      /** @description Where a rollback without a release goes; null where there was none */
      previousStableVersion: number | null;
      stable: components['schemas']['RouteVersionConfig'];
      /** @description Rises with each change of the route */
      generation: number;
      release: components['schemas']['RouteRelease'] | null;
    };
    /** @description Everything between the app and the provider */
    RouteVersionConfig: {
      provider: string;
      model: string;
      prompt?: {
        name: string;
        version: string;
        /** @description The system message. In double braces: fields of the metadata of the call, as in {{customer}} */
        system?: string;
        /** @description Messages in the place of one. In double braces: fields of the metadata of the call, as in {{customer}} */
        messages?: {
          /** @enum {string} */
          role: 'system' | 'developer' | 'user' | 'assistant';
          content: string;
        }[];
        /** @default {} */
        variables: {
          [key: string]: {
            /** @description What stands there when the call does not say; else it must */
            default?: string;
          };
        };
        /**
         * @description Before the app's own system message, or instead of it
         * @default before
         * @enum {string}
         */
        placement: 'before' | 'replace';
      };
      /**
       * @description Request fields that the route sets, such as temperature
       * @default {}
       */
      params: {
        [key: string]: components['schemas']['JsonValue'];
      };
      /**
       * @default {
       *       "connectMs": 2000,
       *       "firstTokenMs": 30000,
       *       "betweenTokensMs": 30000,
       *       "totalMs": 120000
       *     }
       */
      timeouts: {
        /** @default 2000 */
        connectMs: number;
        /** @default 30000 */
        firstTokenMs: number;
        /** @default 30000 */
        betweenTokensMs: number;
        /** @default 120000 */
        totalMs: number;
      };
      /**
       * @default {
       *       "attempts": 1,
       *       "budget": 0.2
       *     }
       */
      retries: {
        /**
         * @description Tries after the first, before the first byte went to the client
         * @default 1
         */
        attempts: number;
        /**
         * @description Retries as a share of the calls to a target, beyond ten and one a second
         * @default 0.2
         */
        budget: number;
      };
      /**
       * @default {
       *       "consecutiveFailures": 10,
       *       "errorRate": 0.5,
       *       "minCalls": 20,
       *       "openMs": 5000
       *     }
       */
      breaker:
        | 'off'
        | {
            /** @default 10 */
            consecutiveFailures: number;
            /**
             * @description Share of failures within ten seconds
             * @default 0.5
             */
            errorRate: number;
            /**
             * @description Calls below which errorRate says nothing
             * @default 20
             */
            minCalls: number;
            /**
             * @description Until one call tries again; doubles up to 60 s
             * @default 5000
             */
            openMs: number;
          };
      /** @description Which target answers, where there are others beside the provider and model of the version */
      routing?:
        | {
            /** @constant */
            policy: 'weighted';
            /**
             * @description Weight of the version's own provider and model
             * @default 1
             */
            ownWeight: number;
            targets: {
              provider: string;
              model: string;
              weight: number;
            }[];
          }
        | {
            /** @constant */
            policy: 'round-robin';
            targets: {
              provider: string;
              model: string;
            }[];
          }
        | {
            /** @constant */
            policy: 'least-latency';
            targets: {
              provider: string;
              model: string;
            }[];
          }
        | {
            /** @constant */
            policy: 'least-cost';
            targets: {
              provider: string;
              model: string;
            }[];
            /**
             * @description Tokens of an answer at which prices are compared, beside the estimated tokens of the prompt
             * @default 300
             */
            completionTokens: number;
          }
        | {
            /** @constant */
            policy: 'conditional';
            /** @description The first that holds gives the target; the version's own where none does */
            rules: {
              provider: string;
              model: string;
              when: {
                /** @description The tenant of the key is one of these */
                tenant?: string[];
                /** @description Labels of the key or of `metadata`: each has one of these values */
                labels?: {
                  [key: string]: string[];
                };
                promptBytes?: {
                  min?: number;
                  max?: number;
                };
                /** @description Estimated: a quarter of the bytes */
                promptTokens?: {
                  min?: number;
                  max?: number;
                };
                /** @description Whether the call offers tools at all, or one of these */
                tools?: boolean | string[];
              };
            }[];
          };
      /** @default [] */
      fallbacks: {
        provider: string;
        model: string;
        /** @description Classes of failure and statuses that it answers for; what the target before is at fault for if left out */
        on?: (
          | (
              | 'connection'
              | 'timeout'
              | 'rate_limit'
              | 'server_error'
              | 'invalid_answer'
              | 'auth'
              | 'not_found'
              | 'unsupported'
              | 'misconfigured'
              | 'context_length'
              | 'content_filter'
              | 'bad_request'
            )
          | number
        )[];
      }[];
      /** @description Copies of requests to another target, whose answers nobody gets */
      mirror?: {
        provider: string;
        model: string;
        /** @description Share of requests */
        rate: number;
        /** @description Request fields of the copies, in the place of the version's params */
        params?: {
          [key: string]: components['schemas']['JsonValue'];
        };
        /** @default 16 */
        maxConcurrent: number;
        /** @default 10 */
        maxPerSecond: number;
        /** @description In each UTC day; where a call came without a price nothing more is mirrored */
        maxSpendUsdPerDay?: number;
      };
      /**
       * @default {
       *       "pre": [],
       *       "post": []
       *     }
       */
      guardrails: {
        /**
         * @description Before the model: what they read is the request
         * @default []
         */
        pre: (
          | {
              /** @constant */
              kind: 'personal-data';
              /** @description How traces, metrics and errors name it */
              name: string;
              /**
               * @description What an enforcing or redacting guardrail does when it fails itself: let the call pass, or refuse it
               * @default closed
               * @enum {string}
               */
              onFailure: 'open' | 'closed';
              /**
               * @description After this it has failed
               * @default 2000
               */
              timeoutMs: number;
              /**
               * @description What it does about what it finds
               * @enum {string}
               */
              mode: 'observe' | 'warn' | 'enforce' | 'redact';
              /** @description Whose messages of a request it reads; all unless said otherwise */
              roles?: ('system' | 'user' | 'assistant' | 'tool')[];
              /**
               * @default [
               *       "email",
               *       "phone",
               *       "card",
               *       "iban",
               *       "national_id",
               *       "ip_address"
               *     ]
               */
              kinds: ('email' | 'phone' | 'card' | 'iban' | 'national_id' | 'ip_address')[];
            }
          | {
              /** @constant */
              kind: 'secrets';
              /** @description How traces, metrics and errors name it */
              name: string;
              /**
               * @description What an enforcing or redacting guardrail does when it fails itself: let the call pass, or refuse it
               * @default closed
               * @enum {string}
               */
              onFailure: 'open' | 'closed';
              /**
               * @description After this it has failed
               * @default 2000
               */
              timeoutMs: number;
              /**
               * @description What it does about what it finds
               * @enum {string}
               */
              mode: 'observe' | 'warn' | 'enforce' | 'redact';
              /** @description Whose messages of a request it reads; all unless said otherwise */
              roles?: ('system' | 'user' | 'assistant' | 'tool')[];
              /**
               * @default [
               *       "api_key",
               *       "jwt",
               *       "private_key",
               *       "password",
               *       "high_entropy"
               *     ]
               */
              kinds: ('api_key' | 'jwt' | 'private_key' | 'password' | 'high_entropy')[];
            }
          | {
              /** @constant */
              kind: 'prompt-injection';
              /** @description How traces, metrics and errors name it */
              name: string;
              /**
               * @description What an enforcing or redacting guardrail does when it fails itself: let the call pass, or refuse it
               * @default closed
               * @enum {string}
               */
              onFailure: 'open' | 'closed';
              /**
               * @description After this it has failed
               * @default 2000
               */
              timeoutMs: number;
              /**
               * @description What it does about what it finds
               * @enum {string}
               */
              mode: 'observe' | 'warn' | 'enforce';
              /**
               * @description Whose messages of a request it reads; all unless said otherwise
               * @default [
               *       "user",
               *       "tool"
               *     ]
               */
              roles: ('system' | 'user' | 'assistant' | 'tool')[];
              /**
               * @description How much looks like an injection
               * @default medium
               * @enum {string}
               */
              sensitivity: 'low' | 'medium' | 'high';
            }
          | {
              /** @constant */
              kind: 'denied-pattern';
              /** @description How traces, metrics and errors name it */
              name: string;
              /**
               * @description What an enforcing or redacting guardrail does when it fails itself: let the call pass, or refuse it
               * @default closed
               * @enum {string}
               */
              onFailure: 'open' | 'closed';
              /**
               * @description After this it has failed
               * @default 2000
               */
              timeoutMs: number;
              /**
               * @description What it does about what it finds
               * @enum {string}
               */
              mode: 'observe' | 'warn' | 'enforce' | 'redact';
              /** @description Whose messages of a request it reads; all unless said otherwise */
              roles?: ('system' | 'user' | 'assistant' | 'tool')[];
              /** @description RE2 expressions of which none may be found */
              patterns: string[];
              /** @default true */
              ignoreCase: boolean;
              /**
               * @description What stands in the place of what is redacted: [DENIED]
               * @default denied
               */
              label: string;
              /**
               * @description The longest match that a stream is held back for
               * @default 256
               */
              windowCharacters: number;
            }
          | {
              /** @constant */
              kind: 'required-pattern';
              /** @description How traces, metrics and errors name it */
              name: string;
              /**
               * @description What an enforcing or redacting guardrail does when it fails itself: let the call pass, or refuse it
               * @default closed
               * @enum {string}
               */
              onFailure: 'open' | 'closed';
              /**
               * @description After this it has failed
               * @default 2000
               */
              timeoutMs: number;
              /**
               * @description What it does about what it finds
               * @enum {string}
               */
              mode: 'observe' | 'warn' | 'enforce';
              /** @description Whose messages of a request it reads; all unless said otherwise */
              roles?: ('system' | 'user' | 'assistant' | 'tool')[];
              /** @description RE2 expressions that must all be found in the request, or in each answer */
              patterns: string[];
              /** @default true */
              ignoreCase: boolean;
            }
          | {
              /** @constant */
              kind: 'length';
              /** @description How traces, metrics and errors name it */
              name: string;
              /**
               * @description What an enforcing or redacting guardrail does when it fails itself: let the call pass, or refuse it
               * @default closed
               * @enum {string}
               */
              onFailure: 'open' | 'closed';
              /**
               * @description After this it has failed
               * @default 2000
               */
              timeoutMs: number;
              /**
               * @description What it does about what it finds
               * @enum {string}
               */
              mode: 'observe' | 'warn' | 'enforce';
              /** @description Whose messages of a request it reads; all unless said otherwise */
              roles?: ('system' | 'user' | 'assistant' | 'tool')[];
              minCharacters?: number;
              maxCharacters?: number;
              /** @description Estimated: a quarter of the bytes of the text */
              maxTokens?: number;
            }
          | {
              /** @constant */
              kind: 'moderation';
              /** @description How traces, metrics and errors name it */
              name: string;
              /**
               * @description What an enforcing or redacting guardrail does when it fails itself: let the call pass, or refuse it
               * @default closed
               * @enum {string}
               */
              onFailure: 'open' | 'closed';
              /**
               * @description After this it has failed
               * @default 5000
               */
              timeoutMs: number;
              /**
               * @description What it does about what it finds
               * @enum {string}
               */
              mode: 'observe' | 'warn' | 'enforce';
              /** @description Whose messages of a request it reads; all unless said otherwise */
              roles?: ('system' | 'user' | 'assistant' | 'tool')[];
              provider: string;
              /** @default omni-moderation-latest */
              model: string;
              /** @description By category, the score from which it counts; what the provider flags where none is given */
              thresholds?: {
                [key: string]: number;
              };
            }
          | {
              /** @constant */
              kind: 'webhook';
              /** @description How traces, metrics and errors name it */
              name: string;
              /**
               * @description What an enforcing or redacting guardrail does when it fails itself: let the call pass, or refuse it
               * @default closed
               * @enum {string}
               */
              onFailure: 'open' | 'closed';
              /**
               * @description After this it has failed
               * @default 3000
               */
              timeoutMs: number;
              /**
               * @description What it does about what it finds
               * @enum {string}
               */
              mode: 'observe' | 'warn' | 'enforce';
              /** @description Whose messages of a request it reads; all unless said otherwise */
              roles?: ('system' | 'user' | 'assistant' | 'tool')[];
              /** Format: uri */
              url: string;
              /** @description Signs what is sent (HMAC-SHA-256) */
              secret?: {
                env: string;
              };
            }
          | {
              /** @constant */
              kind: 'judge';
              /** @description How traces, metrics and errors name it */
              name: string;
              /**
               * @description What an enforcing or redacting guardrail does when it fails itself: let the call pass, or refuse it
               * @default closed
               * @enum {string}
               */
              onFailure: 'open' | 'closed';
              /**
               * @description After this it has failed
               * @default 10000
               */
              timeoutMs: number;
              /**
               * @description What it does about what it finds
               * @enum {string}
               */
              mode: 'observe' | 'warn' | 'enforce';
              /** @description Whose messages of a request it reads; all unless said otherwise */
              roles?: ('system' | 'user' | 'assistant' | 'tool')[];
              provider: string;
              model: string;
              /** @description What is not allowed, in words */
              policy: string;
            }
        )[];
        /**
         * @description After the model: what they read is the answer
         * @default []
         */
        post: (
          | {
              /** @constant */
              kind: 'personal-data';
              /** @description How traces, metrics and errors name it */
              name: string;
              /**
               * @description What an enforcing or redacting guardrail does when it fails itself: let the call pass, or refuse it
               * @default closed
               * @enum {string}
               */
              onFailure: 'open' | 'closed';
              /**
               * @description After this it has failed
               * @default 2000
               */
              timeoutMs: number;
              /**
               * @description What it does about what it finds
               * @enum {string}
               */
              mode: 'observe' | 'warn' | 'enforce' | 'redact';
              /** @description Whose messages of a request it reads; all unless said otherwise */
              roles?: ('system' | 'user' | 'assistant' | 'tool')[];
              /**
               * @default [
               *       "email",
               *       "phone",
               *       "card",
               *       "iban",
               *       "national_id",
               *       "ip_address"
               *     ]
               */
              kinds: ('email' | 'phone' | 'card' | 'iban' | 'national_id' | 'ip_address')[];
            }
          | {
              /** @constant */
              kind: 'secrets';
              /** @description How traces, metrics and errors name it */
              name: string;
              /**
               * @description What an enforcing or redacting guardrail does when it fails itself: let the call pass, or refuse it
               * @default closed
               * @enum {string}
               */
              onFailure: 'open' | 'closed';
              /**
               * @description After this it has failed
               * @default 2000
               */
              timeoutMs: number;
              /**
               * @description What it does about what it finds
               * @enum {string}
               */
              mode: 'observe' | 'warn' | 'enforce' | 'redact';
              /** @description Whose messages of a request it reads; all unless said otherwise */
              roles?: ('system' | 'user' | 'assistant' | 'tool')[];
              /**
               * @default [
               *       "api_key",
               *       "jwt",
               *       "private_key",
               *       "password",
               *       "high_entropy"
               *     ]
               */
              kinds: ('api_key' | 'jwt' | 'private_key' | 'password' | 'high_entropy')[];
            }
          | {
              /** @constant */
              kind: 'prompt-injection';
              /** @description How traces, metrics and errors name it */
              name: string;
              /**
               * @description What an enforcing or redacting guardrail does when it fails itself: let the call pass, or refuse it
               * @default closed
               * @enum {string}
               */
              onFailure: 'open' | 'closed';
              /**
               * @description After this it has failed
               * @default 2000
               */
              timeoutMs: number;
              /**
               * @description What it does about what it finds
               * @enum {string}
               */
              mode: 'observe' | 'warn' | 'enforce';
              /**
               * @description Whose messages of a request it reads; all unless said otherwise
               * @default [
               *       "user",
               *       "tool"
               *     ]
               */
              roles: ('system' | 'user' | 'assistant' | 'tool')[];
              /**
               * @description How much looks like an injection
               * @default medium
               * @enum {string}
               */
              sensitivity: 'low' | 'medium' | 'high';
            }
          | {
              /** @constant */
              kind: 'denied-pattern';
              /** @description How traces, metrics and errors name it */
              name: string;
              /**
               * @description What an enforcing or redacting guardrail does when it fails itself: let the call pass, or refuse it
               * @default closed
               * @enum {string}
               */
              onFailure: 'open' | 'closed';
              /**
               * @description After this it has failed
               * @default 2000
               */
              timeoutMs: number;
              /**
               * @description What it does about what it finds
               * @enum {string}
               */
              mode: 'observe' | 'warn' | 'enforce' | 'redact';
              /** @description Whose messages of a request it reads; all unless said otherwise */
              roles?: ('system' | 'user' | 'assistant' | 'tool')[];
              /** @description RE2 expressions of which none may be found */
              patterns: string[];
              /** @default true */
              ignoreCase: boolean;
              /**
               * @description What stands in the place of what is redacted: [DENIED]
               * @default denied
               */
              label: string;
              /**
               * @description The longest match that a stream is held back for
               * @default 256
               */
              windowCharacters: number;
            }
          | {
              /** @constant */
              kind: 'required-pattern';
              /** @description How traces, metrics and errors name it */
              name: string;
              /**
               * @description What an enforcing or redacting guardrail does when it fails itself: let the call pass, or refuse it
               * @default closed
               * @enum {string}
               */
              onFailure: 'open' | 'closed';
              /**
               * @description After this it has failed
               * @default 2000
               */
              timeoutMs: number;
              /**
               * @description What it does about what it finds
               * @enum {string}
               */
              mode: 'observe' | 'warn' | 'enforce';
              /** @description Whose messages of a request it reads; all unless said otherwise */
              roles?: ('system' | 'user' | 'assistant' | 'tool')[];
              /** @description RE2 expressions that must all be found in the request, or in each answer */
              patterns: string[];
              /** @default true */
              ignoreCase: boolean;
            }
          | {
              /** @constant */
              kind: 'length';
              /** @description How traces, metrics and errors name it */
              name: string;
              /**
               * @description What an enforcing or redacting guardrail does when it fails itself: let the call pass, or refuse it
               * @default closed
               * @enum {string}
               */
              onFailure: 'open' | 'closed';
              /**
               * @description After this it has failed
               * @default 2000
               */
              timeoutMs: number;
              /**
               * @description What it does about what it finds
               * @enum {string}
               */
              mode: 'observe' | 'warn' | 'enforce';
              /** @description Whose messages of a request it reads; all unless said otherwise */
              roles?: ('system' | 'user' | 'assistant' | 'tool')[];
              minCharacters?: number;
              maxCharacters?: number;
              /** @description Estimated: a quarter of the bytes of the text */
              maxTokens?: number;
            }
          | {
              /** @constant */
              kind: 'moderation';
              /** @description How traces, metrics and errors name it */
              name: string;
              /**
               * @description What an enforcing or redacting guardrail does when it fails itself: let the call pass, or refuse it
               * @default closed
               * @enum {string}
               */
              onFailure: 'open' | 'closed';
              /**
               * @description After this it has failed
               * @default 5000
               */
              timeoutMs: number;
              /**
               * @description What it does about what it finds
               * @enum {string}
               */
              mode: 'observe' | 'warn' | 'enforce';
              /** @description Whose messages of a request it reads; all unless said otherwise */
              roles?: ('system' | 'user' | 'assistant' | 'tool')[];
              provider: string;
              /** @default omni-moderation-latest */
              model: string;
              /** @description By category, the score from which it counts; what the provider flags where none is given */
              thresholds?: {
                [key: string]: number;
              };
            }
          | {
              /** @constant */
              kind: 'webhook';
              /** @description How traces, metrics and errors name it */
              name: string;
              /**
               * @description What an enforcing or redacting guardrail does when it fails itself: let the call pass, or refuse it
               * @default closed
               * @enum {string}
               */
              onFailure: 'open' | 'closed';
              /**
               * @description After this it has failed
               * @default 3000
               */
              timeoutMs: number;
              /**
               * @description What it does about what it finds
               * @enum {string}
               */
              mode: 'observe' | 'warn' | 'enforce';
              /** @description Whose messages of a request it reads; all unless said otherwise */
              roles?: ('system' | 'user' | 'assistant' | 'tool')[];
              /** Format: uri */
              url: string;
              /** @description Signs what is sent (HMAC-SHA-256) */
              secret?: {
                env: string;
              };
            }
          | {
              /** @constant */
              kind: 'judge';
              /** @description How traces, metrics and errors name it */
              name: string;
              /**
               * @description What an enforcing or redacting guardrail does when it fails itself: let the call pass, or refuse it
               * @default closed
               * @enum {string}
               */
              onFailure: 'open' | 'closed';
              /**
               * @description After this it has failed
               * @default 10000
               */
              timeoutMs: number;
              /**
               * @description What it does about what it finds
               * @enum {string}
               */
              mode: 'observe' | 'warn' | 'enforce';
              /** @description Whose messages of a request it reads; all unless said otherwise */
              roles?: ('system' | 'user' | 'assistant' | 'tool')[];
              provider: string;
              model: string;
              /** @description What is not allowed, in words */
              policy: string;
            }
          | {
              /** @constant */
              kind: 'json-schema';
              /** @description How traces, metrics and errors name it */
              name: string;
              /**
               * @description What an enforcing or redacting guardrail does when it fails itself: let the call pass, or refuse it
               * @default closed
               * @enum {string}
               */
              onFailure: 'open' | 'closed';
              /**
               * @description After this it has failed
               * @default 2000
               */
              timeoutMs: number;
              /**
               * @description What it does about what it finds
               * @enum {string}
               */
              mode: 'observe' | 'warn' | 'enforce';
              /** @description JSON Schema (2020-12) that the answer must satisfy; an answer that calls tools is let by */
              schema: {
                [key: string]: unknown;
              };
            }
          | {
              /** @constant */
              kind: 'tools';
              /** @description How traces, metrics and errors name it */
              name: string;
              /**
               * @description What an enforcing or redacting guardrail does when it fails itself: let the call pass, or refuse it
               * @default closed
               * @enum {string}
               */
              onFailure: 'open' | 'closed';
              /**
               * @description After this it has failed
               * @default 2000
               */
              timeoutMs: number;
              /**
               * @description What it does about what it finds
               * @enum {string}
               */
              mode: 'observe' | 'warn' | 'enforce';
              /** @description The tools that an answer may call, each with the JSON Schema of its arguments where they are bounded */
              allowed: {
                name: string;
                arguments?: {
                  [key: string]: unknown;
                };
              }[];
            }
        )[];
      };
      /**
       * @default {
       *       "mode": "off"
       *     }
       */
      cache:
        | {
            /** @constant */
            mode: 'off';
          }
        | {
            /** @constant */
            mode: 'exact';
            /**
             * @description How long an answer may be served again
             * @default 10m
             * @example 30m
             */
            ttl: string;
            /**
             * @description Answers of the version that a replica keeps
             * @default 1000
             */
            maxEntries: number;
            /**
             * @description Bytes of the answers of the version that a replica keeps
             * @default 16777216
             */
            maxBytes: number;
            /**
             * @description A larger answer is not kept
             * @default 1048576
             */
            maxAnswerBytes: number;
          }
        | {
            /** @constant */
            mode: 'semantic';
            /**
             * @description How long an answer may be served again
             * @default 10m
             * @example 30m
             */
            ttl: string;
            /**
             * @description Answers of the version that a replica keeps
             * @default 1000
             */
            maxEntries: number;
            /**
             * @description Bytes of the answers of the version that a replica keeps
             * @default 16777216
             */
            maxBytes: number;
            /**
             * @description A larger answer is not kept
             * @default 1048576
             */
            maxAnswerBytes: number;
            /** @description What the last turn of the user is compared by */
            embedding: {
              provider: string;
              model: string;
              /**
               * @description Longer, and the call goes on without
               * @default 500
               */
              timeoutMs: number;
            };
            /**
             * @description Least cosine of two turns that mean the same
             * @default 0.95
             */
            similarity: number;
          };
      /**
       * @default {
       *       "mode": "metadata",
       *       "rate": 0.05
       *     }
       */
      capture: {
        /**
         * @description none keeps no traces at all; sampled and full keep redacted prompts and answers too
         * @default metadata
         * @enum {string}
         */
        mode: 'none' | 'metadata' | 'sampled' | 'full';
        /**
         * @description Share of calls whose bodies `sampled` keeps
         * @default 0.05
         */
        rate: number;
      };
      /**
       * @description Deterministic checks of every answer, off the request path
       * @default []
       */
      evaluators: (
        | {
            /** @constant */
            kind: 'json-schema';
            /** @description Its failures are the metric eval_fail_rate:<name> */
            name: string;
            /** @description JSON Schema (2020-12) that the answer must satisfy */
            schema: {
              [key: string]: unknown;
            };
          }
        | {
            /** @constant */
            kind: 'tool-calls';
            /** @description Its failures are the metric eval_fail_rate:<name> */
            name: string;
            /**
             * @description Whether an answer that calls no tool fails; else nothing is said of it
             * @default false
             */
            required: boolean;
          }
        | {
            /** @constant */
            kind: 'pattern';
            /** @description Its failures are the metric eval_fail_rate:<name> */
            name: string;
            /**
             * @description RE2 expressions that all must be found in the answer
             * @default []
             */
            required: string[];
            /**
             * @description RE2 expressions of which none may be found in it
             * @default []
             */
            denied: string[];
            /** @default false */
            ignoreCase: boolean;
          }
        | {
            /** @constant */
            kind: 'length';
            /** @description Its failures are the metric eval_fail_rate:<name> */
            name: string;
            minChars?: number;
            maxChars?: number;
            minWords?: number;
            maxWords?: number;
          }
        | {
            /** @constant */
            kind: 'language';
            /** @description Its failures are the metric eval_fail_rate:<name> */
            name: string;
            /** @description Languages in which an answer may be */
            languages: string[];
          }
        | {
            /** @constant */
            kind: 'refusal';
            /** @description Its failures are the metric eval_fail_rate:<name> */
            name: string;
            /**
             * @description More beginnings of an answer that declines, beside the known ones
             * @default []
             */
            phrases: string[];
          }
        | {
            /** @constant */
            kind: 'truncation';
            /** @description Its failures are the metric eval_fail_rate:<name> */
            name: string;
          }
        | {
            /** @constant */
            kind: 'match';
            /** @description Its failures are the metric eval_fail_rate:<name> */
            name: string;
            /** @description What the answer should be; a request without it is not judged */
            expected:
              | {
                  /** @description The field of the request’s metadata that holds it */
                  metadata: string;
                }
              | {
                  text: string;
                };
            /**
             * @default exact
             * @enum {string}
             */
            mode: 'exact' | 'contains' | 'fuzzy';
            /**
             * @description For fuzzy: least share of characters that need no edit (Levenshtein)
             * @default 0.8
             */
            similarity: number;
            /** @default true */
            ignoreCase: boolean;
          }
      )[];
      budgets?: {
        /** @default [] */
        limits: {
          /** @description Stands in errors, metrics and events; what is used is counted under it */
          id: string;
          /**
           * @description What is counted: requests, tokens (prompt and answer) or US dollars
           * @enum {string}
           */
          measure: 'requests' | 'tokens' | 'usd';
          max: number;
          /**
           * @description minute: any 60 seconds; hour, day, month: those of the calendar, in UTC
           * @enum {string}
           */
          window: 'minute' | 'hour' | 'day' | 'month';
          /**
           * @description The share of max at which people are told
           * @default 0.8
           */
          warnAt: number;
          /**
           * @description While the counters cannot be reached: each replica counts for itself (local), lets pass (open), refuses (closed)
           * @default local
           * @enum {string}
           */
          onStoreFailure: 'local' | 'open' | 'closed';
          /**
           * @description Each combination of these has its own counter; all share one where left out
           * @default []
           */
          per: ('key' | 'tenant' | 'team' | 'route')[];
        }[];
        /**
         * @description Of all calls with one traceparent: how many there are, and what they cost
         * @default {}
         */
        trace: {
          calls?: {
            /** @description Told in a header, the trace and a metric */
            warn?: number;
            /** @description Refused with 429, trace_budget_exceeded */
            stop?: number;
          };
          usd?: {
            /** @description Told in a header, the trace and a metric */
            warn?: number;
            /** @description Refused with 429, trace_budget_exceeded */
            stop?: number;
          };
        };
      };
    };
    /** @description The release that has the route now */
    RouteRelease: {
      /** @example rel_01jd3vm0q4z8k2y7w5x9 */
      id: string;
      /** @enum {string} */
      stage: 'shadow' | 'canary' | 'ramp' | 'bake' | 'rollback';
      /**
       * @description Number of a route version
       * @example 7
       */
      candidateVersion: number;
      /** @description Share of assignment units that the candidate serves now */
      weight: number;
      /** @description Share of requests that are mirrored to the candidate now */
      mirrorRate: number;
    };
    /** @description One page of a list */
    RouteVersionPage: {
      items: components['schemas']['RouteVersion'][];
      /** @description Pass it as `cursor` for the next page; null on the last */
      nextCursor: string | null;
    };
    /** @description An immutable, numbered configuration of a route */
    RouteVersion: {
      /**
       * @description The public model name that an app sends
       * @example support-agent
       */
      route: string;
      /**
       * @description Number of a route version
       * @example 7
       */
      number: number;
      /**
       * @description `previous` is the version that was stable before this one
       * @enum {string}
       */
      role: 'stable' | 'candidate' | 'previous' | 'other';
      /**
       * @description Fields that differ from stable; empty for stable itself
       * @example [
       *       "model"
       *     ]
       */
      changes: string[];
      config: components['schemas']['RouteVersionConfig'];
      createdBy: string;
      /**
       * Format: date-time
       * @example 2026-11-05T14:03:21.118Z
       */
      createdAt: string;
    };
    RollbackResult: {
      /**
       * @description The public model name that an app sends
       * @example support-agent
       */
      route: string;
      /**
       * @description Number of a route version
       * @example 7
       */
      stableVersion: number;
      /** @description Replicas that run this snapshot or a later one have it */
      snapshotVersion: number;
      /** @description The release that lost the route by it */
      endedRelease: string | null;
    };
    /** @description What releases of a route, or of every route, have to keep */
    Policy: {
      /** @description null: the policy of every route */
      route: string | null;
      policy: components['schemas']['ReleasePolicyOutput'];
      /** @description null where it was never set */
      changedBy: string | null;
      changedAt: string | null;
      /** @description Whether a release may start and go forward, by these windows alone */
      openNow: boolean;
      /** @description Of the windows, where none is open; null also where none opens within four weeks */
      nextOpening: string | null;
    };
    /** @description One page of a list */
    ProviderPage: {
      items: components['schemas']['Provider'][];
      /** @description Pass it as `cursor` for the next page; null on the last */
      nextCursor: string | null;
    };
    /**
     * @description Where a route’s calls go
     * @example {
     *       "id": "openai",
     *       "kind": "openai-compatible",
     *       "baseUrl": "https://api.openai.com/v1",
     *       "apiKey": {
     *         "env": "OPENAI_API_KEY"
     *       },
     *       "headers": {},
     *       "prices": {
     *         "gpt-5-mini": {
     *           "inputPerMillionUsd": 0.25,
     *           "outputPerMillionUsd": 2
     *         }
     *       }
     *     }
     */
    Provider: {
      id: string;
      /** @enum {string} */
      kind: 'openai-compatible' | 'azure-openai' | 'anthropic';
      /** Format: uri */
      baseUrl: string;
      apiKey?: {
        env: string;
      };
      /**
       * @description Sent with each call; never put a secret here
       * @default {}
       */
      headers: {
        [key: string]: string;
      };
      /**
       * @description US dollars per million tokens, by model; they go before the list of public prices
       * @default {}
       */
      prices: {
        [key: string]: {
          inputPerMillionUsd: number;
          cachedInputPerMillionUsd?: number;
          cacheWriteInputPerMillionUsd?: number;
          audioInputPerMillionUsd?: number;
          outputPerMillionUsd: number;
          audioOutputPerMillionUsd?: number;
        };
      };
      /** @description Of azure-openai: calls go to deployments by this version; without it, to the v1 surface */
      apiVersion?: string;
      /** @description Of anthropic: max_tokens of requests that set none, 8192 where it is left out */
      defaultMaxTokens?: number;
    };
    /** @description One page of a list */
    LimitPage: {
      items: {
        /** @description Stands in errors, metrics and events; what is used is counted under it */
        id: string;
        /**
         * @description What is counted: requests, tokens (prompt and answer) or US dollars
         * @enum {string}
         */
        measure: 'requests' | 'tokens' | 'usd';
        max: number;
        /**
         * @description minute: any 60 seconds; hour, day, month: those of the calendar, in UTC
         * @enum {string}
         */
        window: 'minute' | 'hour' | 'day' | 'month';
        /**
         * @description The share of max at which people are told
         * @default 0.8
         */
        warnAt: number;
        /**
         * @description While the counters cannot be reached: each replica counts for itself (local), lets pass (open), refuses (closed)
         * @default local
         * @enum {string}
         */
        onStoreFailure: 'local' | 'open' | 'closed';
        /**
         * @description Each combination of these has its own counter; all share one where left out
         * @default []
         */
        per: ('key' | 'tenant' | 'team' | 'route')[];
        /**
         * @description For whom it holds; for all where left out
         * @default {}
         */
        only: {
          key?: string[];
          tenant?: string[];
          team?: string[];
          route?: string[];
        };
        /** @default true */
        enabled: boolean;
      }[];
      /** @description Pass it as `cursor` for the next page; null on the last */
      nextCursor: string | null;
    };
    /** @description One page of a list */
    LimitEventPage: {
      items: components['schemas']['LimitEvent'][];
      /** @description Pass it as `cursor` for the next page; null on the last */
      nextCursor: string | null;
    };
    /** @description A limit that came to its warning level, or to its end */
    LimitEvent: {
      limitId: string;
      /** @description Whose it was: the limit, and the key, tenant, team or route it counts for */
      counter: string;
      /**
       * @description `reached`: calls were refused from then on
       * @enum {string}
       */
      level: 'warn' | 'reached';
      /** @enum {string} */
      measure: 'requests' | 'tokens' | 'usd';
      used: number;
      max: number;
      /**
       * Format: date-time
       * @example 2026-11-05T14:03:21.118Z
       */
      windowStart: string;
      /**
       * Format: date-time
       * @example 2026-11-05T14:03:21.118Z
       */
      at: string;
    };
    /** @description What applying the configuration did, or would do */
    ApplyResult: {
      dryRun: boolean;
      changes: components['schemas']['ConfigChange'][];
    };
    /** @description What the configuration comes to for one provider, route, limit, notification or policy */
    ConfigChange: {
      /** @enum {string} */
      kind: 'add' | 'same' | 'change';
      /** @enum {string} */
      what: 'provider' | 'route' | 'limit' | 'notification' | 'policy';
      id: string;
      /** @description Names of what differs; empty unless it is a change */
      fields: string[];
      /** @description It changes what a live route serves, past the release process */
      needsForce: boolean;
      applied: boolean;
    };
    /** @description One page of a list */
    KeyPage: {
      items: components['schemas']['Key'][];
      /** @description Pass it as `cursor` for the next page; null on the last */
      nextCursor: string | null;
    };
    /** @description A key that apps call the gateway with */
    Key: {
      /** @example key_01jd3vm0q4z8k2y7w5x9 */
      id: string;
      name: string;
      tenant: string | null;
      team: string | null;
      /** @description Recorded with each call that uses the key */
      labels: {
        [key: string]: string;
      };
      /** @description Routes that the key may call; null means all */
      routes: string[] | null;
      /** @description What the key may use, beside the limits of the configuration */
      limits: {
        /** @description Stands in errors, metrics and events; what is used is counted under it */
        id: string;
        /**
         * @description What is counted: requests, tokens (prompt and answer) or US dollars
         * @enum {string}
         */
        measure: 'requests' | 'tokens' | 'usd';
        max: number;
        /**
         * @description minute: any 60 seconds; hour, day, month: those of the calendar, in UTC
         * @enum {string}
         */
        window: 'minute' | 'hour' | 'day' | 'month';
        /**
         * @description The share of max at which people are told
         * @default 0.8
         */
        warnAt: number;
        /**
         * @description While the counters cannot be reached: each replica counts for itself (local), lets pass (open), refuses (closed)
         * @default local
         * @enum {string}
         */
        onStoreFailure: 'local' | 'open' | 'closed';
      }[];
      /**
       * Format: date-time
       * @example 2026-11-05T14:03:21.118Z
       */
      createdAt: string;
      /** @description From then on it is refused */
      expiresAt: string | null;
      rotatedAt: string | null;
      /** @description Until then the text before the last rotation is valid too */
      previousExpiresAt: string | null;
      revokedAt: string | null;
    };
    /** @description A new key with its secret */
    IssuedKey: {
      /** @example key_01jd3vm0q4z8k2y7w5x9 */
      id: string;
      name: string;
      tenant: string | null;
      team: string | null;
      /** @description Recorded with each call that uses the key */
      labels: {
        [key: string]: string;
      };
      /** @description Routes that the key may call; null means all */
      routes: string[] | null;
      /** @description What the key may use, beside the limits of the configuration */
      limits: {
        /** @description Stands in errors, metrics and events; what is used is counted under it */
        id: string;
        /**
         * @description What is counted: requests, tokens (prompt and answer) or US dollars
         * @enum {string}
         */
        measure: 'requests' | 'tokens' | 'usd';
        max: number;
        /**
         * @description minute: any 60 seconds; hour, day, month: those of the calendar, in UTC
         * @enum {string}
         */
        window: 'minute' | 'hour' | 'day' | 'month';
        /**
         * @description The share of max at which people are told
         * @default 0.8
         */
        warnAt: number;
        /**
         * @description While the counters cannot be reached: each replica counts for itself (local), lets pass (open), refuses (closed)
         * @default local
         * @enum {string}
         */
        onStoreFailure: 'local' | 'open' | 'closed';
      }[];
      /**
       * Format: date-time
       * @example 2026-11-05T14:03:21.118Z
       */
      createdAt: string;
      /** @description From then on it is refused */
      expiresAt: string | null;
      rotatedAt: string | null;
      /** @description Until then the text before the last rotation is valid too */
      previousExpiresAt: string | null;
      revokedAt: string | null;
      /** @description The key itself: shown this once, never again */
      secret: string;
    };
    /** @description Who calls, and what they may do */
    Caller: {
      name: string;
      /** @enum {string} */
      role: 'viewer' | 'operator' | 'approver' | 'admin';
      routes: string[] | null;
      permissions: (
        | 'read'
        | 'read_bodies'
        | 'read_cost'
        | 'read_audit'
        | 'give_feedback'
        | 'start_release'
        | 'steer_release'
        | 'approve_release'
        | 'freeze'
        | 'roll_back_route'
        | 'change_configuration'
        | 'manage_keys'
        | 'manage_tokens'
        | 'delete_people'
      )[];
    };
    /** @description One page of a list */
    TokenPage: {
      items: components['schemas']['Token'][];
      /** @description Pass it as `cursor` for the next page; null on the last */
      nextCursor: string | null;
    };
    /** @description A token that a person or a program calls this API with */
    Token: {
      /** @example tok_01jd3vm0q4z8k2y7w5x9 */
      id: string;
      /** @description Whose it is: the actor of what is done with it */
      name: string;
      /** @enum {string} */
      role: 'viewer' | 'operator' | 'approver' | 'admin';
      /** @description Routes that it reaches; null means all */
      routes: string[] | null;
      createdBy: string;
      /**
       * Format: date-time
       * @example 2026-11-05T14:03:21.118Z
       */
      createdAt: string;
      expiresAt: string | null;
      revokedAt: string | null;
    };
    /** @description A new token with its secret */
    IssuedToken: {
      /** @example tok_01jd3vm0q4z8k2y7w5x9 */
      id: string;
      /** @description Whose it is: the actor of what is done with it */
      name: string;
      /** @enum {string} */
      role: 'viewer' | 'operator' | 'approver' | 'admin';
      /** @description Routes that it reaches; null means all */
      routes: string[] | null;
      createdBy: string;
      /**
       * Format: date-time
       * @example 2026-11-05T14:03:21.118Z
       */
      createdAt: string;
      expiresAt: string | null;
      revokedAt: string | null;
      /** @description The token itself: shown this once, never again */
      secret: string;
    };
    /** @description One page of a list */
    TracePage: {
      items: components['schemas']['Trace'][];
      /** @description Pass it as `cursor` for the next page; null on the last */
      nextCursor: string | null;
    };
    /** @description One call to one arm */
    Trace: {
      requestId: string;
      traceId: string;
      spanId: string;
      /** @description The caller’s span, or the call that this one hangs on */
      parentSpanId: string | null;
      /**
       * Format: date-time
       * @example 2026-11-05T14:03:21.118Z
       */
      startedAt: string;
      /**
       * @description The public model name that an app sends
       * @example support-agent
       */
      route: string;
      routeVersion: number;
      policyVersion: string | null;
      releaseId: string | null;
      /** @enum {string} */
      arm: 'stable' | 'candidate' | 'shadow';
      /** @description Share of units that the candidate served when the call was assigned */
      weight: number;
      labels: {
        [key: string]: string;
      };
      session: string | null;
      user: string | null;
      /** @description The part of an agent’s task that made the call */
      step: string | null;
      keyId: string | null;
      operation: string | null;
      provider: string;
      requestModel: string;
      responseModel: string | null;
      responseId: string | null;
      promptName: string | null;
      promptVersion: string | null;
      streamed: boolean;
      /** @description HTTP status of the arm’s own answer; 0 where none came */
      status: number;
      errorType: string | null;
      timedOut: boolean;
      latencyMs: number;
      ttftMs: number | null;
      promptTokens: number | null;
      completionTokens: number | null;
      cachedPromptTokens: number | null;
      reasoningTokens: number | null;
      costUsd: number | null;
      finishReason: string | null;
      refused: boolean | null;
      retries: number;
      fallbackTarget: string | null;
      /** @enum {string} */
      cache: 'off' | 'miss' | 'hit';
      evaluations: {
        [key: string]: 'pass' | 'fail';
      };
      /** @description What the guardrails of the version said, and nothing of what they found */
      guardrails: {
        name: string;
        /** @enum {string} */
        stage: 'pre' | 'post';
        /** @enum {string} */
        mode: 'observe' | 'warn' | 'enforce' | 'redact';
        /** @enum {string} */
        verdict: 'pass' | 'flagged' | 'redacted' | 'blocked' | 'failed';
        durationMs: number;
        /** @description How many of which kind */
        findings: {
          [key: string]: number;
        };
      }[];
      /** @description Whether the arm’s statistics count this call */
      counted: boolean;
    };
    StepSummaries: {
      items: components['schemas']['StepSummary'][];
    };
    /** @description What one step of agents’ tasks costs and takes, on one arm */
    StepSummary: {
      /** @description Null for calls that name no step */
      step: string | null;
      /** @enum {string} */
      arm: 'stable' | 'candidate' | 'shadow';
      calls: number;
      traces: number;
      failed: number;
      callsPerTrace: number;
      latencyP50Ms: number;
      latencyP95Ms: number;
      costUsd: number | null;
      costPerTraceUsd: number | null;
    };
    /** @description All calls of one trace */
    TraceTree: {
      traceId: string;
      /** @description Calls of the apps: fallbacks and shadow calls hang below them */
      calls: number;
      /** @description Null where the cost of no call is known */
      costUsd: number | null;
      /**
       * Format: date-time
       * @example 2026-11-05T14:03:21.118Z
       */
      startedAt: string;
      /**
       * Format: date-time
       * @example 2026-11-05T14:03:21.118Z
       */
      endedAt: string;
      /** @description In the order of the tree: each call is followed by those that hang on it */
      spans: {
        requestId: string;
        traceId: string;
        spanId: string;
        /** @description The caller’s span, or the call that this one hangs on */
        parentSpanId: string | null;
        /**
         * Format: date-time
         * @example 2026-11-05T14:03:21.118Z
         */
        startedAt: string;
        /**
         * @description The public model name that an app sends
         * @example support-agent
         */
        route: string;
        routeVersion: number;
        policyVersion: string | null;
        releaseId: string | null;
        /** @enum {string} */
        arm: 'stable' | 'candidate' | 'shadow';
        /** @description Share of units that the candidate served when the call was assigned */
        weight: number;
        labels: {
          [key: string]: string;
        };
        session: string | null;
        user: string | null;
        /** @description The part of an agent’s task that made the call */
        step: string | null;
        keyId: string | null;
        operation: string | null;
        provider: string;
        requestModel: string;
        responseModel: string | null;
        responseId: string | null;
        promptName: string | null;
        promptVersion: string | null;
        streamed: boolean;
        /** @description HTTP status of the arm’s own answer; 0 where none came */
        status: number;
        errorType: string | null;
        timedOut: boolean;
        latencyMs: number;
        ttftMs: number | null;
        promptTokens: number | null;
        completionTokens: number | null;
        cachedPromptTokens: number | null;
        reasoningTokens: number | null;
        costUsd: number | null;
        finishReason: string | null;
        refused: boolean | null;
        retries: number;
        fallbackTarget: string | null;
        /** @enum {string} */
        cache: 'off' | 'miss' | 'hit';
        evaluations: {
          [key: string]: 'pass' | 'fail';
        };
        /** @description What the guardrails of the version said, and nothing of what they found */
        guardrails: {
          name: string;
          /** @enum {string} */
          stage: 'pre' | 'post';
          /** @enum {string} */
          mode: 'observe' | 'warn' | 'enforce' | 'redact';
          /** @enum {string} */
          verdict: 'pass' | 'flagged' | 'redacted' | 'blocked' | 'failed';
          durationMs: number;
          /** @description How many of which kind */
          findings: {
            [key: string]: number;
          };
        }[];
        /** @description Whether the arm’s statistics count this call */
        counted: boolean;
        /** @description 0 for a call of an app */
        depth: number;
      }[];
      steps: components['schemas']['StepSummary'][];
    };
    TraceBodies: {
      items: components['schemas']['TraceBody'][];
    };
    /** @description Captured prompt and answer of one call, redacted */
    TraceBody: {
      spanId: string;
      /** @description The request as JSON, without who asked */
      prompt: string;
      /** @description The text, or JSON of choices with tool calls; empty where none came */
      answer: string;
      truncated: boolean;
      /** @description How many places were redacted before it was stored */
      redactions: number;
    };
    /** @description How much was deleted */
    Deletion: {
      calls: number;
      traces: number;
      bodies: number;
      feedback: number;
    };
    /** @description One page of a list */
    AuditPage: {
      items: components['schemas']['AuditEntry'][];
      /** @description Pass it as `cursor` for the next page; null on the last */
      nextCursor: string | null;
    };
    /** @description One entry of the append-only record */
    AuditEntry: {
      sequence: number;
      /**
       * Format: date-time
       * @example 2026-11-05T14:03:21.118Z
       */
      at: string;
      actor: string;
      /** @example release.rollback_started */
      action: string;
      /** @example release/rel_01jd3vm0q4z8k2y7w5x9 */
      subject: string;
      reason: string;
      /** @description How it stood before, where that is told */
      before: unknown;
      /** @description How it stood after, where that is told */
      after: unknown;
      /** @description SHA-256 over the hash of the entry before and this entry’s text */
      hash: string;
    };
    /** @description Whether the chain of hashes holds from the first entry to the last */
    AuditCheck:
      | {
          /** @constant */
          intact: true;
          entries: number;
          /** @description Hash of the last entry: note it outside, with the count */
          head: string;
        }
      | {
          /** @constant */
          intact: false;
          brokenAt: number;
          why: string;
        };
    /** @description One page of a list */
    AuditExport: {
      items: components['schemas']['AuditLink'][];
      /** @description Pass it as `cursor` for the next page; null on the last */
      nextCursor: string | null;
    };
    /** @description An entry as it is exported: enough to check the chain anywhere */
    AuditLink: {
      sequence: number;
      /** @description The exact text that was hashed, as JSON */
      entry: string;
      previousHash: string;
      /** @description SHA-256 of previousHash, a line feed and entry */
      hash: string;
    };
    /** @description One page of a list */
    ReplicaPage: {
      items: components['schemas']['Replica'][];
      /** @description Pass it as `cursor` for the next page; null on the last */
      nextCursor: string | null;
    };
    /** @description One gateway process and the snapshot that it runs */
    Replica: {
      id: string;
      address: string;
      /** @description Heard of within its lease: it may serve candidates */
      live: boolean;
      /** @description Since it was last heard of */
      silentMs: number;
      appliedSnapshot: number;
      /**
       * Format: date-time
       * @example 2026-11-05T14:03:21.118Z
       */
      startedAt: string;
    };
    /** @description What became of each, in its order */
    TakenFeedback: {
      items: {
        id: string;
        /**
         * @description `known`: it was there, and now says this
         * @enum {string}
         */
        status: 'taken' | 'known';
      }[];
    };
    /** @description One page of a list */
    FeedbackPage: {
      items: components['schemas']['Feedback'][];
      /** @description Pass it as `cursor` for the next page; null on the last */
      nextCursor: string | null;
    };
    /** @description What was said of a call, and whom it was laid to */
    Feedback: {
      id: string;
      /**
       * Format: date-time
       * @example 2026-11-05T14:03:21.118Z
       */
      givenAt: string;
      changedAt: string | null;
      givenBy: string;
      /** @enum {string} */
      subjectKind: 'trace' | 'response' | 'session';
      subject: string;
      name: string;
      source: string;
      value: boolean | number | string | null;
      comment: string | null;
      /** @description What it counts for; null where it is only kept */
      metric: string | null;
      bad: boolean | null;
      /**
       * @description `waiting` for its call, `joined` to it, or `unmatched`: it never came
       * @enum {string}
       */
      state: 'waiting' | 'joined' | 'unmatched';
      /** @description Whether it was evidence */
      counted: boolean;
      /** @description Why it was not */
      why: string | null;
      traceId: string | null;
      spanId: string | null;
      route: string | null;
      releaseId: string | null;
      arm: ('stable' | 'candidate' | 'shadow') | null;
    };
    /** @description How much a route is called, and what its stable version did */
    RouteHistory: {
      /** @description Calls that this is made from, at most the newest 10,000 */
      calls: number;
      from: string | null;
      to: string | null;
      /** @description Null where fewer than two calls tell */
      requestsPerMinute: number | null;
      stable: components['schemas']['Statistics'];
    };
    /** @description Sufficient statistics of finished calls; a name that is absent was not seen */
    Statistics: {
      requests: number;
      rates: {
        [key: string]: {
          trials: number;
          events: number;
        };
      };
      values: {
        [key: string]: {
          sum: number;
          histogram: {
            zero: number;
            buckets: {
              [key: string]: number;
            };
          };
        };
      };
    };
    /** @description One page of a list */
    LookPage: {
      items: components['schemas']['Look'][];
      /** @description Pass it as `cursor` for the next page; null on the last */
      nextCursor: string | null;
    };
    /** @description What came in of a release within one second */
    Look: {
      /**
       * Format: date-time
       * @example 2026-11-05T14:03:21.118Z
       */
      at: string;
      /** @description Since the release was asked for */
      atSeconds: number;
      /** @enum {string} */
      stage: 'shadow' | 'canary' | 'ramp' | 'bake' | 'rollback';
      /** @description What the candidate was to serve at that time */
      weight: number;
      arms: {
        /** @enum {string} */
        arm: 'stable' | 'candidate' | 'shadow';
        cohort: string;
        /** @description What it was to serve when these calls were made */
        weight: number;
        requests: number;
        rates: {
          [key: string]: {
            trials: number;
            events: number;
          };
        };
        values: {
          [key: string]: {
            sum: number;
            histogram: {
              zero: number;
              buckets: {
                [key: string]: number;
              };
            };
          };
        };
      }[];
      pairs: {
        cohort: string;
        pairs: number;
        rates: {
          [key: string]: {
            bothGood: number;
            onlyStableBad: number;
            onlyCandidateBad: number;
            bothBad: number;
          };
        };
      }[];
    };
    /** @description What was used, the dearest first; at most 200 groups */
    Cost: {
      /**
       * Format: date-time
       * @example 2026-11-05T14:03:21.118Z
       */
      from: string;
      /**
       * Format: date-time
       * @example 2026-11-05T14:03:21.118Z
       */
      to: string;
      items: components['schemas']['CostItem'][];
    };
    CostItem: {
      /** @description Null where it is not grouped by it */
      route: string | null;
      version: number | null;
      /** @description Empty for callers without one */
      tenant: string | null;
      team: string | null;
      /** @description Of apps and their fallbacks; mirrored calls are not in it */
      calls: number;
      failed: number;
      /** @description Of the calls whose cost is known */
      costUsd: number;
      /** @description Calls whose cost is known; what the cache answered costs nothing */
      costed: number;
      promptTokens: number;
      completionTokens: number;
      costPerCallUsd: number | null;
      promptTokensPerCall: number | null;
      completionTokensPerCall: number | null;
      /** @description Of the calls that asked the cache */
      cacheHitRate: number | null;
      /** @description Of mirrored calls, beside costUsd */
      shadowCostUsd: number;
      /** @description Among the newest 100,000 calls that left traces */
      callsPerTrace: number | null;
      costPerTraceUsd: number | null;
      /** @description Tasks that feedback called completed in that time */
      resolvedTasks: number;
      costPerResolvedTaskUsd: number | null;
      /** @description Of the time of the same length before */
      before: components['schemas']['CostFigures'] | null;
      /** @description Against the time before, as a share: 0.25 is a quarter more; null where nothing compares */
      growth: {
        costUsd: number | null;
        costPerCallUsd: number | null;
        promptTokensPerCall: number | null;
        completionTokensPerCall: number | null;
        cacheHitRate: number | null;
      };
    };
    /** @description What calls of a time used */
    CostFigures: {
      /** @description Of apps and their fallbacks; mirrored calls are not in it */
      calls: number;
      failed: number;
      /** @description Of the calls whose cost is known */
      costUsd: number;
      /** @description Calls whose cost is known; what the cache answered costs nothing */
      costed: number;
      promptTokens: number;
      completionTokens: number;
      costPerCallUsd: number | null;
      promptTokensPerCall: number | null;
      completionTokensPerCall: number | null;
      /** @description Of the calls that asked the cache */
      cacheHitRate: number | null;
    };
    /** @description Limits of days and months, the most used first */
    Budgets: {
      items: components['schemas']['Budget'][];
    };
    Budget: {
      id: string;
      /**
       * @description Where the limit is written down
       * @enum {string}
       */
      source: 'configuration' | 'route' | 'key';
      /** @description Whose budget it is; empty where it is everybody’s */
      of: {
        key?: string;
        tenant?: string;
        team?: string;
        route?: string;
      };
      /** @enum {string} */
      measure: 'requests' | 'tokens' | 'usd';
      /**
       * @description Of the calendar, in UTC
       * @enum {string}
       */
      window: 'day' | 'month';
      /**
       * Format: date-time
       * @example 2026-11-05T14:03:21.118Z
       */
      windowStart: string;
      /**
       * Format: date-time
       * @example 2026-11-05T14:03:21.118Z
       */
      windowEnd: string;
      max: number;
      /** @description Share of max from which it is warned of */
      warnAt: number;
      used: number;
      usedShare: number;
      /** @description 1 uses it up just at the end of the window */
      burnRate: number | null;
      /** @description Over the last day */
      ratePerHour: number | null;
      /** @description Used at the end of the window, if it goes on as in the last day */
      forecast: number | null;
      /** @description When it will be used up, if before the end */
      exhaustedAt: string | null;
      /** @enum {string} */
      state: 'ok' | 'warned' | 'will_exceed' | 'reached';
    };
    /** @description One page of a list */
    CostAlertPage: {
      items: components['schemas']['CostAlert'][];
      /** @description Pass it as `cursor` for the next page; null on the last */
      nextCursor: string | null;
    };
    /** @description Something about costs that was told once */
    CostAlert: {
      id: number;
      /**
       * Format: date-time
       * @example 2026-11-05T14:03:21.118Z
       */
      at: string;
      /** @enum {string} */
      kind: 'drift' | 'budget';
      /** @description Route and version, tenant, or team; of a budget, whose it is */
      subject: {
        [key: string]: string;
      };
      /** @description The metric that drifted; a budget and the state that it came to */
      what: string;
      /**
       * Format: date-time
       * @description The hour of the drift; when the window of the budget began
       * @example 2026-11-05T14:03:21.118Z
       */
      period: string;
      sentence: string;
    };
    /**
     * @example {
     *       "approvals": [
     *         {
     *           "on": [
     *             "model",
     *             "provider"
     *           ],
     *           "count": 1,
     *           "role": "approver"
     *         }
     *       ],
     *       "separationOfDuties": true,
     *       "changeWindows": [
     *         {
     *           "days": [
     *             "mon",
     *             "tue",
     *             "wed",
     *             "thu"
     *           ],
     *           "from": "09:00",
     *           "to": "16:00",
     *           "timeZone": "Europe/Berlin"
     *         }
     *       ]
     *     }
     */
    ReleasePolicyOutput: {
      /** @default [] */
      approvals: {
        /**
         * @description What has to change for the rule to ask: model and provider are those of every target that is asked
         * @default [
         *       "any"
         *     ]
         */
        on: (
          | 'any'
          | 'model'
          | 'provider'
          | 'prompt'
          | 'params'
          | 'timeouts'
          | 'retries'
          | 'breaker'
          | 'routing'
          | 'fallbacks'
          | 'mirror'
          | 'guardrails'
          | 'cache'
          | 'capture'
          | 'evaluators'
          | 'budgets'
        )[];
        /**
         * @description The stage that waits; the first of the plan where left out, so that the candidate gets no call before
         * @enum {string}
         */
        before?: 'shadow' | 'canary' | 'ramp' | 'bake';
        /** @default 1 */
        count: number;
        /**
         * @description Least role of who approves; in Temporal there are no roles
         * @enum {string}
         */
        role?: 'approver' | 'admin';
        /**
         * @description An approval that is older counts no more
         * @example 30m
         */
        expiresAfter?: string;
      }[];
      /**
       * @description Who starts a release may neither approve it nor push it past its evidence
       * @default false
       */
      separationOfDuties: boolean;
      /**
       * @description Releases start and go forward in these only; always where there are none. Going back is always open
       * @default []
       */
      changeWindows: {
        /**
         * @default [
         *       "mon",
         *       "tue",
         *       "wed",
         *       "thu",
         *       "fri",
         *       "sat",
         *       "sun"
         *     ]
         */
        days: ('mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun')[];
        /** @default 00:00 */
        from: string;
        /**
         * @description Of the next day where not after `from`
         * @default 24:00
         */
        to: string | '24:00';
        /** @default UTC */
        timeZone: string;
      }[];
    };
  };
  responses: never;
  parameters: never;
  requestBodies: never;
  headers: never;
  pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
  listReleases: {
    parameters: {
      query?: {
        route?: string;
        status?:
          | 'starting'
          | 'scheduled'
          | 'running'
          | 'awaiting_approval'
          | 'paused'
          | 'blocked'
          | 'held'
          | 'completing'
          | 'rolling_back'
          | 'completed'
          | 'rolled_back'
          | 'aborted';
        /** @description Only those under way (`true`), or only those that have ended (`false`) */
        open?: 'true' | 'false';
        /** @description Longest page wanted */
        limit?: number;
        /** @description `nextCursor` of the page before */
        cursor?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description OK */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ReleasePage'];
        };
      };
      /** @description A problem */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  startRelease: {
    parameters: {
      query?: never;
      header?: {
        /** @description The same request with the same key is carried out once, and gets the first answer */
        'idempotency-key'?: string;
        /** @description For whom the bootstrap token acts; every other token acts in its own name */
        'x-tidegate-actor'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['ReleaseSpec'];
      };
    };
    responses: {
      /** @description Created */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ReleaseSummary'];
        };
      };
      /** @description A problem */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  previewRelease: {
    parameters: {
      query?: {
        /** @description Traffic to plan for; the route’s own of the last week where it is left out */
        requestsPerMinute?: number;
      };
      header?: {
        /** @description The same request with the same key is carried out once, and gets the first answer */
        'idempotency-key'?: string;
        /** @description For whom the bootstrap token acts; every other token acts in its own name */
        'x-tidegate-actor'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['ReleaseSpec'];
      };
    };
    responses: {
      /** @description OK */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ReleasePreview'];
        };
      };
      /** @description A problem */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getRelease: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        releaseId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description OK */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Release'];
        };
      };
      /** @description A problem */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listObservations: {
    parameters: {
      query?: {
        /** @description Only looks after this moment */
        after?: string;
        /** @description Most looks wanted; evenly thinned where there are more */
        limit?: number;
      };
      header?: never;
      path: {
        releaseId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description OK */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ObservationList'];
        };
      };
      /** @description A problem */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getReleaseReport: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        releaseId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description OK */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ReleaseReport'];
        };
      };
      /** @description A problem */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  watchRelease: {
    parameters: {
      query?: never;
      header?: {
        /** @description Sequence of the last timeline event seen */
        'last-event-id'?: string;
      };
      path: {
        releaseId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Events */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'text/event-stream': string;
        };
      };
      /** @description The release has ended, and every event was seen */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description A problem */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  approveRelease: {
    parameters: {
      query?: never;
      header?: {
        /** @description The same request with the same key is carried out once, and gets the first answer */
        'idempotency-key'?: string;
        /** @description For whom the bootstrap token acts; every other token acts in its own name */
        'x-tidegate-actor'?: string;
      };
      path: {
        releaseId: string;
      };
      cookie?: never;
    };
    requestBody?: {
      content: {
        'application/json': components['schemas']['ApproveRequest'];
      };
    };
    responses: {
      /** @description OK */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ReleaseSummary'];
        };
      };
      /** @description A problem */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  pauseRelease: {
    parameters: {
      query?: never;
      header?: {
        /** @description The same request with the same key is carried out once, and gets the first answer */
        'idempotency-key'?: string;
        /** @description For whom the bootstrap token acts; every other token acts in its own name */
        'x-tidegate-actor'?: string;
      };
      path: {
        releaseId: string;
      };
      cookie?: never;
    };
    requestBody?: {
      content: {
        'application/json': components['schemas']['PauseRequest'];
      };
    };
    responses: {
      /** @description OK */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ReleaseSummary'];
        };
      };
      /** @description A problem */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  resumeRelease: {
    parameters: {
      query?: never;
      header?: {
        /** @description The same request with the same key is carried out once, and gets the first answer */
        'idempotency-key'?: string;
        /** @description For whom the bootstrap token acts; every other token acts in its own name */
        'x-tidegate-actor'?: string;
      };
      path: {
        releaseId: string;
      };
      cookie?: never;
    };
    requestBody?: {
      content: {
        'application/json': components['schemas']['ResumeRequest'];
      };
    };
    responses: {
      /** @description OK */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ReleaseSummary'];
        };
      };
      /** @description A problem */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  promoteRelease: {
    parameters: {
      query?: never;
      header?: {
        /** @description The same request with the same key is carried out once, and gets the first answer */
        'idempotency-key'?: string;
        /** @description For whom the bootstrap token acts; every other token acts in its own name */
        'x-tidegate-actor'?: string;
      };
      path: {
        releaseId: string;
      };
      cookie?: never;
    };
    requestBody?: {
      content: {
        'application/json': components['schemas']['PromoteRequest'];
      };
    };
    responses: {
      /** @description OK */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ReleaseSummary'];
        };
      };
      /** @description A problem */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  abortRelease: {
    parameters: {
      query?: never;
      header?: {
        /** @description The same request with the same key is carried out once, and gets the first answer */
        'idempotency-key'?: string;
        /** @description For whom the bootstrap token acts; every other token acts in its own name */
        'x-tidegate-actor'?: string;
      };
      path: {
        releaseId: string;
      };
      cookie?: never;
    };
    requestBody?: {
      content: {
        'application/json': components['schemas']['AbortRequest'];
      };
    };
    responses: {
      /** @description OK */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ReleaseSummary'];
        };
      };
      /** @description A problem */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  blockRelease: {
    parameters: {
      query?: never;
      header?: {
        /** @description The same request with the same key is carried out once, and gets the first answer */
        'idempotency-key'?: string;
        /** @description For whom the bootstrap token acts; every other token acts in its own name */
        'x-tidegate-actor'?: string;
      };
      path: {
        releaseId: string;
      };
      cookie?: never;
    };
    requestBody?: {
      content: {
        'application/json': components['schemas']['BlockRequest'];
      };
    };
    responses: {
      /** @description OK */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ReleaseSummary'];
        };
      };
      /** @description A problem */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  unblockRelease: {
    parameters: {
      query?: never;
      header?: {
        /** @description The same request with the same key is carried out once, and gets the first answer */
        'idempotency-key'?: string;
        /** @description For whom the bootstrap token acts; every other token acts in its own name */
        'x-tidegate-actor'?: string;
      };
      path: {
        releaseId: string;
      };
      cookie?: never;
    };
    requestBody?: {
      content: {
        'application/json': components['schemas']['UnblockRequest'];
      };
    };
    responses: {
      /** @description OK */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ReleaseSummary'];
        };
      };
      /** @description A problem */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listFreezes: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description OK */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['FreezeList'];
        };
      };
      /** @description A problem */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  freeze: {
    parameters: {
      query?: never;
      header?: {
        /** @description The same request with the same key is carried out once, and gets the first answer */
        'idempotency-key'?: string;
        /** @description For whom the bootstrap token acts; every other token acts in its own name */
        'x-tidegate-actor'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: {
      content: {
        'application/json': components['schemas']['FreezeRequest'];
      };
    };
    responses: {
      /** @description OK */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Frozen'];
        };
      };
      /** @description A problem */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  unfreeze: {
    parameters: {
      query?: never;
      header?: {
        /** @description The same request with the same key is carried out once, and gets the first answer */
        'idempotency-key'?: string;
        /** @description For whom the bootstrap token acts; every other token acts in its own name */
        'x-tidegate-actor'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: {
      content: {
        'application/json': components['schemas']['UnfreezeRequest'];
      };
    };
    responses: {
      /** @description OK */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['FreezeList'];
        };
      };
      /** @description A problem */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listRoutes: {
    parameters: {
      query?: {
        /** @description Longest page wanted */
        limit?: number;
        /** @description `nextCursor` of the page before */
        cursor?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description OK */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['RoutePage'];
        };
      };
      /** @description A problem */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getRoute: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Percent-encoded where it holds a `/` */
        routeId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description OK */
      200: {
        headers: {
          /** @description Of this state; a change takes it as If-Match */
          etag: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Route'];
        };
      };
      /** @description A problem */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listRouteVersions: {
    parameters: {
      query?: {
        /** @description Longest page wanted */
        limit?: number;
        /** @description `nextCursor` of the page before */
        cursor?: string;
      };
      header?: never;
      path: {
        /** @description Percent-encoded where it holds a `/` */
        routeId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description OK */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['RouteVersionPage'];
        };
      };
      /** @description A problem */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  rollbackRoute: {
    parameters: {
      query?: never;
      header?: {
        /** @description The ETag of what was read: 412 where it has changed since */
        'if-match'?: string;
        /** @description The same request with the same key is carried out once, and gets the first answer */
        'idempotency-key'?: string;
        /** @description For whom the bootstrap token acts; every other token acts in its own name */
        'x-tidegate-actor'?: string;
      };
      path: {
        /** @description Percent-encoded where it holds a `/` */
        routeId: string;
      };
      cookie?: never;
    };
    requestBody?: {
      content: {
        'application/json': components['schemas']['RollbackRequest'];
      };
    };
    responses: {
      /** @description OK */
      200: {
        headers: {
          /** @description Of this state; a change takes it as If-Match */
          etag: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['RollbackResult'];
        };
      };
      /** @description A problem */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getPolicy: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description OK */
      200: {
        headers: {
          /** @description Of this state; a change takes it as If-Match */
          etag: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Policy'];
        };
      };
      /** @description A problem */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  setPolicy: {
    parameters: {
      query?: never;
      header?: {
        /** @description The ETag of what was read: 412 where it has changed since */
        'if-match'?: string;
        /** @description The same request with the same key is carried out once, and gets the first answer */
        'idempotency-key'?: string;
        /** @description For whom the bootstrap token acts; every other token acts in its own name */
        'x-tidegate-actor'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['PolicyRequest'];
      };
    };
    responses: {
      /** @description OK */
      200: {
        headers: {
          /** @description Of this state; a change takes it as If-Match */
          etag: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Policy'];
        };
      };
      /** @description A problem */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getRoutePolicy: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Percent-encoded where it holds a `/` */
        routeId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description OK */
      200: {
        headers: {
          /** @description Of this state; a change takes it as If-Match */
          etag: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Policy'];
        };
      };
      /** @description A problem */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  setRoutePolicy: {
    parameters: {
      query?: never;
      header?: {
        /** @description The ETag of what was read: 412 where it has changed since */
        'if-match'?: string;
        /** @description The same request with the same key is carried out once, and gets the first answer */
        'idempotency-key'?: string;
        /** @description For whom the bootstrap token acts; every other token acts in its own name */
        'x-tidegate-actor'?: string;
      };
      path: {
        /** @description Percent-encoded where it holds a `/` */
        routeId: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['PolicyRequest'];
      };
    };
    responses: {
      /** @description OK */
      200: {
        headers: {
          /** @description Of this state; a change takes it as If-Match */
          etag: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Policy'];
        };
      };
      /** @description A problem */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listProviders: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description OK */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ProviderPage'];
        };
      };
      /** @description A problem */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listLimits: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description OK */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['LimitPage'];
        };
      };
      /** @description A problem */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listLimitEvents: {
    parameters: {
      query?: {
        /** @description Only of this limit */
        limitId?: string;
        level?: 'warn' | 'reached';
        /** @description Longest page wanted */
        limit?: number;
        /** @description `nextCursor` of the page before */
        cursor?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description OK */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['LimitEventPage'];
        };
      };
      /** @description A problem */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  applyConfiguration: {
    parameters: {
      query?: {
        /** @description Say what would change, and change nothing */
        dryRun?: 'true' | 'false';
        /** @description Change live routes past the release process */
        force?: 'true' | 'false';
      };
      header?: {
        /** @description The same request with the same key is carried out once, and gets the first answer */
        'idempotency-key'?: string;
        /** @description For whom the bootstrap token acts; every other token acts in its own name */
        'x-tidegate-actor'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: {
      content: {
        'application/json': components['schemas']['ConfigFile'];
      };
    };
    responses: {
      /** @description OK */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApplyResult'];
        };
      };
      /** @description A problem */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listKeys: {
    parameters: {
      query?: {
        /** @description Longest page wanted */
        limit?: number;
        /** @description `nextCursor` of the page before */
        cursor?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description OK */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['KeyPage'];
        };
      };
      /** @description A problem */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  issueKey: {
    parameters: {
      query?: never;
      header?: {
        /** @description The same request with the same key is carried out once, and gets the first answer */
        'idempotency-key'?: string;
        /** @description For whom the bootstrap token acts; every other token acts in its own name */
        'x-tidegate-actor'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['NewKey'];
      };
    };
    responses: {
      /** @description Created */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['IssuedKey'];
        };
      };
      /** @description A problem */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  rotateKey: {
    parameters: {
      query?: never;
      header?: {
        /** @description The same request with the same key is carried out once, and gets the first answer */
        'idempotency-key'?: string;
        /** @description For whom the bootstrap token acts; every other token acts in its own name */
        'x-tidegate-actor'?: string;
      };
      path: {
        keyId: string;
      };
      cookie?: never;
    };
    requestBody?: {
      content: {
        'application/json': components['schemas']['RotateRequest'];
      };
    };
    responses: {
      /** @description OK */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['IssuedKey'];
        };
      };
      /** @description A problem */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  expireKey: {
    parameters: {
      query?: never;
      header?: {
        /** @description The same request with the same key is carried out once, and gets the first answer */
        'idempotency-key'?: string;
        /** @description For whom the bootstrap token acts; every other token acts in its own name */
        'x-tidegate-actor'?: string;
      };
      path: {
        keyId: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['ExpireRequest'];
      };
    };
    responses: {
      /** @description OK */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Key'];
        };
      };
      /** @description A problem */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  revokeKey: {
    parameters: {
      query?: never;
      header?: {
        /** @description The same request with the same key is carried out once, and gets the first answer */
        'idempotency-key'?: string;
        /** @description For whom the bootstrap token acts; every other token acts in its own name */
        'x-tidegate-actor'?: string;
      };
      path: {
        keyId: string;
      };
      cookie?: never;
    };
    requestBody?: {
      content: {
        'application/json': components['schemas']['RevokeRequest'];
      };
    };
    responses: {
      /** @description OK */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Key'];
        };
      };
      /** @description A problem */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getCaller: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description OK */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Caller'];
        };
      };
      /** @description A problem */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listTokens: {
    parameters: {
      query?: {
        /** @description Longest page wanted */
        limit?: number;
        /** @description `nextCursor` of the page before */
        cursor?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description OK */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['TokenPage'];
        };
      };
      /** @description A problem */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  issueToken: {
    parameters: {
      query?: never;
      header?: {
        /** @description The same request with the same key is carried out once, and gets the first answer */
        'idempotency-key'?: string;
        /** @description For whom the bootstrap token acts; every other token acts in its own name */
        'x-tidegate-actor'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['NewToken'];
      };
    };
    responses: {
      /** @description Created */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['IssuedToken'];
        };
      };
      /** @description A problem */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  revokeToken: {
    parameters: {
      query?: never;
      header?: {
        /** @description The same request with the same key is carried out once, and gets the first answer */
        'idempotency-key'?: string;
        /** @description For whom the bootstrap token acts; every other token acts in its own name */
        'x-tidegate-actor'?: string;
      };
      path: {
        tokenId: string;
      };
      cookie?: never;
    };
    requestBody?: {
      content: {
        'application/json': components['schemas']['RevokeTokenRequest'];
      };
    };
    responses: {
      /** @description OK */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Token'];
        };
      };
      /** @description A problem */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listTraces: {
    parameters: {
      query?: {
        route?: string;
        version?: number;
        release?: string;
        /** @description Only calls of this trace */
        trace?: string;
        arm?: 'stable' | 'candidate' | 'shadow';
        /** @description The part of an agent’s task */
        step?: string;
        session?: string;
        user?: string;
        /** @description Calls that carry this label */
        cohort?: string;
        /** @description A time-out is an error too */
        outcome?: 'ok' | 'error' | 'timeout';
        status?: number;
        errorType?: string;
        minCostUsd?: number;
        minLatencyMs?: number;
        maxLatencyMs?: number;
        /** @description Words of the captured prompt or answer; "in quotes" a phrase, -word excludes */
        text?: string;
        from?: string;
        to?: string;
        /** @description Longest page wanted */
        limit?: number;
        /** @description `nextCursor` of the page before */
        cursor?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description OK */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['TracePage'];
        };
      };
      /** @description A problem */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  summarizeSteps: {
    parameters: {
      query?: {
        route?: string;
        version?: number;
        release?: string;
        /** @description Only calls of this trace */
        trace?: string;
        arm?: 'stable' | 'candidate' | 'shadow';
        /** @description The part of an agent’s task */
        step?: string;
        session?: string;
        user?: string;
        /** @description Calls that carry this label */
        cohort?: string;
        /** @description A time-out is an error too */
        outcome?: 'ok' | 'error' | 'timeout';
        status?: number;
        errorType?: string;
        minCostUsd?: number;
        minLatencyMs?: number;
        maxLatencyMs?: number;
        /** @description Words of the captured prompt or answer; "in quotes" a phrase, -word excludes */
        text?: string;
        from?: string;
        to?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description OK */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['StepSummaries'];
        };
      };
      /** @description A problem */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getTrace: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        traceId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description OK */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['TraceTree'];
        };
      };
      /** @description A problem */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  readTraceBodies: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        traceId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description OK */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['TraceBodies'];
        };
      };
      /** @description A problem */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  deletePerson: {
    parameters: {
      query?: never;
      header?: {
        /** @description The same request with the same key is carried out once, and gets the first answer */
        'idempotency-key'?: string;
        /** @description For whom the bootstrap token acts; every other token acts in its own name */
        'x-tidegate-actor'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['DeletePerson'];
      };
    };
    responses: {
      /** @description OK */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Deletion'];
        };
      };
      /** @description A problem */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listAudit: {
    parameters: {
      query?: {
        subject?: string;
        /** @description Longest page wanted */
        limit?: number;
        /** @description `nextCursor` of the page before */
        cursor?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description OK */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['AuditPage'];
        };
      };
      /** @description A problem */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  verifyAudit: {
    parameters: {
      query?: {
        sequence?: number;
        hash?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description OK */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['AuditCheck'];
        };
      };
      /** @description A problem */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  exportAudit: {
    parameters: {
      query?: {
        /** @description Longest page wanted */
        limit?: number;
        /** @description `nextCursor` of the page before */
        cursor?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description OK */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['AuditExport'];
        };
      };
      /** @description A problem */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listReplicas: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description OK */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ReplicaPage'];
        };
      };
      /** @description A problem */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listFeedback: {
    parameters: {
      query?: {
        release?: string;
        trace?: string;
        name?: string;
        /** @description Longest page wanted */
        limit?: number;
        /** @description `nextCursor` of the page before */
        cursor?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description OK */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['FeedbackPage'];
        };
      };
      /** @description A problem */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  giveFeedback: {
    parameters: {
      query?: never;
      header?: {
        /** @description The same request with the same key is carried out once, and gets the first answer */
        'idempotency-key'?: string;
        /** @description For whom the bootstrap token acts; every other token acts in its own name */
        'x-tidegate-actor'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['FeedbackRequest'];
      };
    };
    responses: {
      /** @description OK */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['TakenFeedback'];
        };
      };
      /** @description A problem */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getRouteHistory: {
    parameters: {
      query?: {
        /** @description How far back */
        hours?: number;
      };
      header?: never;
      path: {
        /** @description The public model name that an app sends */
        routeId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description OK */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['RouteHistory'];
        };
      };
      /** @description A problem */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listLooks: {
    parameters: {
      query?: {
        /** @description Longest page wanted */
        limit?: number;
        /** @description `nextCursor` of the page before */
        cursor?: string;
      };
      header?: never;
      path: {
        releaseId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description OK */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['LookPage'];
        };
      };
      /** @description A problem */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getCost: {
    parameters: {
      query?: {
        by?: 'route' | 'version' | 'tenant' | 'team';
        route?: string;
        /** @description Empty: of callers without one */
        tenant?: string;
        /** @description Empty: of callers without one */
        team?: string;
        /** @description Down to the hour; a day before `to` where it is left out. At most 92 days before `to` */
        from?: string;
        /** @description Now where it is left out */
        to?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description OK */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Cost'];
        };
      };
      /** @description A problem */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listBudgets: {
    parameters: {
      query?: {
        /** @description Only those that are this route’s own */
        route?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description OK */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Budgets'];
        };
      };
      /** @description A problem */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listCostAlerts: {
    parameters: {
      query?: {
        /** @description Only those of this route */
        route?: string;
        /** @description Longest page wanted */
        limit?: number;
        /** @description `nextCursor` of the page before */
        cursor?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description OK */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['CostAlertPage'];
        };
      };
      /** @description A problem */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
}
