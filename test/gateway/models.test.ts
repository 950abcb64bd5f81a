import { afterEach, expect, test } from '@jest/globals';
import { KEY, ROUTE, World } from './given.ts';

let world: World;
afterEach(() => world.end());

test('the routes are the models that an app sees', async () => {
  world = await World.given();
  const { data } = await world.client.models.list();
  expect(data).toEqual([{ id: ROUTE, object: 'model', created: 0, owned_by: 'tidegate' }]);
  expect(await world.client.models.retrieve(ROUTE)).toMatchObject({ id: ROUTE });
  await expect(world.client.models.retrieve('stable-model')).rejects.toMatchObject({
    status: 404,
    code: 'model_not_found',
  });
});

test.each(['/healthz', '/readyz', '/metrics', '/v1/models'])(
  'HEAD %s says what GET would, without a body',
  async (path) => {
    world = await World.given();
    const headers = { authorization: `Bearer ${KEY}` };
    const [got, head] = [
      await fetch(world.url + path, { headers }),
      await fetch(world.url + path, { method: 'HEAD', headers }),
    ];
    expect([got.status, head.status]).toEqual([200, 200]);
    expect(head.headers.get('content-type')).toBe(got.headers.get('content-type'));
    expect(await head.text()).toBe('');
  },
);
