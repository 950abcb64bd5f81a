import { afterEach, expect, test } from '@jest/globals';
import { ROUTE, World } from './given.ts';

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
