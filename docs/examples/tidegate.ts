/**
 * Copy this file. It does what teams write by hand: say how an answer was, and stop a release when a check of your own
 * fails. It needs Node 20 or newer, or any runtime with fetch, and no package.
 */

export interface TidegateOptions {
  /** Of the control plane, such as http://127.0.0.1:8090. */
  readonly url: string;
  /** The admin token. */
  readonly token: string;
  /** Stands in the audit record as who did it. */
  readonly actor?: string;
}

export interface Feedback {
  readonly id?: string;
  readonly trace?: string;
  readonly response?: string;
  readonly session?: string;
  readonly name: string;
  readonly value?: boolean | number | string;
  readonly passes?: number;
  readonly comment?: string;
  readonly source?: string;
}

export interface Release {
  readonly id: string;
  readonly route: string;
  readonly status: string;
  readonly stage: string;
  readonly weight: number;
}

export class Tidegate {
  readonly #options: TidegateOptions;

  constructor(options: TidegateOptions) {
    this.#options = options;
  }

  /** Says how calls, traces or sessions were. */
  async feedback(...feedback: Feedback[]): Promise<void> {
    await this.#call('POST', '/feedback', { feedback });
  }

  /** The release that has the route now. */
  async openRelease(route: string): Promise<Release | undefined> {
    const query = new URLSearchParams({ route, open: 'true', limit: '1' });
    const { items } = (await this.#call('GET', `/releases?${query.toString()}`)) as { items: Release[] };
    return items[0];
  }

  /** Stops a release's way forward until somebody unblocks it; it still rolls back by itself. */
  async block(releaseId: string, reason: string): Promise<void> {
    await this.#call('POST', `/releases/${encodeURIComponent(releaseId)}/block`, { reason });
  }

  /**
   * Checks an answer. The result is feedback under `name`, so that gates on `eval_fail_rate:<name>` judge it; a failure
   * also blocks the release that has the route, if you ask for that. Returns whether the answer passed.
   */
  async validate<Output>(
    output: Output,
    check: (output: Output) => string | undefined,
    about: { route: string; name: string; trace?: string; response?: string; blockOnFailure?: boolean },
  ): Promise<boolean> {
    const { route, name, trace, response, blockOnFailure = false } = about;
    const fault = check(output);
    const subject = { ...(trace !== undefined && { trace }), ...(trace === undefined && { response: response ?? '' }) };
    await this.feedback({
      ...subject,
      name,
      value: fault === undefined ? 'pass' : 'fail',
      source: name,
      ...(fault !== undefined && { comment: fault }),
    });
    const release = fault === undefined || !blockOnFailure ? undefined : await this.openRelease(route);
    if (release !== undefined && fault !== undefined) await this.block(release.id, `${name}: ${fault}`);
    return fault === undefined;
  }

  async #call(method: string, path: string, body?: object): Promise<unknown> {
    const { url, token, actor = 'validator' } = this.#options;
    const response = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'x-tidegate-actor': actor, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`tidegate answered ${response.status}: ${await response.text()}`);
    return response.json();
  }
}
