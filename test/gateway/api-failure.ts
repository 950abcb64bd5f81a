import OpenAI from 'openai';

/** The error of OpenAI's client that a call ends with. */
export async function failureOf(promise: Promise<unknown>): Promise<InstanceType<typeof OpenAI.APIError>> {
  const failure = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(failure instanceof OpenAI.APIError)) throw new Error(`No API error: ${String(failure)}`);
  return failure;
}
