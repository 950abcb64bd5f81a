/** What the simulated model is asked, whichever endpoint asks. */
export interface Question {
  /** As long as what the app sent. */
  readonly prompt: string;
  /** The JSON Schema that the answer must satisfy; `{}` for just any JSON; `undefined` where text will do. */
  readonly schema: unknown;
  readonly choices: number;
}
