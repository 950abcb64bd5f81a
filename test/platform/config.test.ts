import { resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { databaseUrlOf, environmentOf, readConfig, readSecret } from '../../platform/config.ts';
import { errorOf } from '../support/error-of.ts';

describe('the configuration', () => {
  test('needs nothing to be set', () => {
    const config = readConfig({});
    expect(config.host).toBe('127.0.0.1');
    expect(config.ports).toEqual({
      gateway: 8080,
      control: 8090,
      temporal: 7233,
      temporalUi: 8233,
      postgres: 5433,
      simulator: 8099,
    });
    expect(config.dataDir).toBe(resolve('.tidegate'));
    expect(config.temporal.namespace).toBe('default');
    expect(config.controlUrl).toBe('http://127.0.0.1:8090');
  });

  test.each([
    ['TIDEGATE_GATEWAY_PORT', '80800', 'TIDEGATE_GATEWAY_PORT must be a port between 1 and 65535, not "80800".'],
    ['TIDEGATE_CONTROL_PORT', 'http', 'TIDEGATE_CONTROL_PORT must be a port between 1 and 65535, not "http".'],
    ['TIDEGATE_LOG_LEVEL', 'loud', /^TIDEGATE_LOG_LEVEL must be one of .*debug.*, not "loud"\.$/],
    [
      'TIDEGATE_CONTROL_URL',
      'ftp://control',
      'TIDEGATE_CONTROL_URL must be an http or https URL, not "ftp://control".',
    ],
    ['TEMPORAL_ADDRESS', 'http://temporal', 'TEMPORAL_ADDRESS must look like host:7233, not "http://temporal".'],
    ['TIDEGATE_MAX_OPEN_CALLS', '0', 'TIDEGATE_MAX_OPEN_CALLS must be a whole number between 1 and 1000000, not "0".'],
    ['TIDEGATE_MAX_BODY_MB', '10', 'TIDEGATE_MAX_BODY_MB must be a whole number between 20 and 1000000, not "10".'],
    ['TEMPORAL_TLS', 'yes', 'TEMPORAL_TLS must be true or false, not "yes".'],
  ])('a bad value of %s is one sentence that names it', (variable, value, sentence) => {
    const error = errorOf(() => readConfig({ [variable]: value }));
    expect(error).toMatchObject({ code: 'invalid_input' });
    expect(error.message).toMatch(sentence);
  });

  test('every bad value is told at once', () => {
    const { message } = errorOf(() => readConfig({ TIDEGATE_GATEWAY_PORT: 'x', TIDEGATE_LOG_LEVEL: 'y' }));
    expect(message.split('\n')).toHaveLength(2);
  });

  test.each(['TIDEGATE_ADMIN_TOKEN', 'TIDEGATE_API_KEY', 'DATABASE_URL'])(
    'a bad %s is not repeated in the error',
    (name) => {
      const { message } = errorOf(() => readConfig({ [name]: 'hunter 2' }));
      expect(message).toContain(name);
      expect(message).not.toContain('hunter');
    },
  );

  test('two parts can not have the same port', () => {
    const { message } = errorOf(() => readConfig({ TIDEGATE_GATEWAY_PORT: '8090' }));
    expect(message).toBe('TIDEGATE_GATEWAY_PORT and TIDEGATE_CONTROL_PORT are both 8090: give each a port of its own.');
  });

  test('a variable that is set but empty counts as not set', () => {
    expect(readConfig({ TIDEGATE_GATEWAY_PORT: '', DATABASE_URL: '' })).toEqual(readConfig({}));
  });

  test('a server that listens everywhere is reached by loopback', () => {
    expect(readConfig({ TIDEGATE_HOST: '0.0.0.0' }).gatewayUrl).toBe('http://127.0.0.1:8080');
    expect(readConfig({ TIDEGATE_HOST: '::' }).gatewayUrl).toBe('http://[::1]:8080');
  });

  test('a key or a certificate for Temporal means TLS', () => {
    expect(readConfig({}).temporal.tls).toBeUndefined();
    expect(readConfig({ TEMPORAL_API_KEY: 'key' }).temporal.tls).toEqual({});
    expect(readConfig({ TEMPORAL_TLS_SERVER_CA_CERT_PATH: 'ca.pem' }).temporal.tls).toEqual({ serverCaFile: 'ca.pem' });
  });

  test('a process started with its environment has the same configuration', () => {
    const config = readConfig({
      TIDEGATE_GATEWAY_PORT: '1234',
      TIDEGATE_DATA_DIR: 'somewhere',
      TIDEGATE_CONFIG: 'tidegate.yaml',
      TIDEGATE_WORKER_METRICS_ADDRESS: '127.0.0.1:9464',
      TIDEGATE_API_KEY: 'an-api-key-of-an-app',
      TIDEGATE_MAX_OPEN_CALLS: '100',
      TIDEGATE_MAX_BODY_MB: '64',
      DATABASE_URL: 'postgres://user:password@db:5432/tidegate',
      TEMPORAL_ADDRESS: 'temporal:7233',
      TEMPORAL_TLS_CLIENT_CERT_PATH: 'client.pem',
      TEMPORAL_TLS_CLIENT_KEY_PATH: 'client.key',
    });
    expect(readConfig(environmentOf(config, {}))).toEqual(config);
    expect(readConfig(environmentOf(readConfig({}), {}))).toEqual(readConfig({}));
  });

  test('a process without a database says how to give one', () => {
    expect(errorOf(() => databaseUrlOf(readConfig({}))).message).toMatch(/^DATABASE_URL is not set: .*npm start/);
  });
});

describe('a secret of the configuration file', () => {
  test('is the value of the variable that it names', () => {
    expect(readSecret({ env: 'OPENAI_API_KEY' }, { OPENAI_API_KEY: 'sk-1' })).toBe('sk-1');
  });

  test.each([{}, { OPENAI_API_KEY: '' }])('that is not there is an error that names the variable', (environment) => {
    const error = errorOf(() => readSecret({ env: 'OPENAI_API_KEY' }, environment));
    expect(error).toMatchObject({ code: 'invalid_input' });
    expect(error.message).toContain('OPENAI_API_KEY');
  });

  test.each(['DATABASE_URL', 'TIDEGATE_ADMIN_TOKEN', 'TEMPORAL_API_KEY'])(
    'is never a setting of tidegate itself, such as %s, whoever names it',
    (env) => {
      const error = errorOf(() => readSecret({ env }, { [env]: 'hunter2' }));
      expect(error).toMatchObject({ code: 'invalid_input' });
      expect(error.message).not.toContain('hunter2');
    },
  );
});
